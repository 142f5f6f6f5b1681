"""All that is wrong with a form, said at once: a check goes on behind the first mistake."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar, cast

from credentials import CredentialsError, Problem

_P = ParamSpec("_P")
_T = TypeVar("_T")


class MistakesError(CredentialsError):
    """Several mistakes of one form; `problem` is the first, for whoever can say one only."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(problems[0])
        self.problems = problems


class Mistakes:
    """The mistakes of one form while it is looked at. `settle` has to be called at the end."""

    def __init__(self) -> None:
        self._found: list[Problem] = []

    def of(self, check: Callable[_P, _T], *given: _P.args, **named: _P.kwargs) -> _T:
        """What the check gives. A refusal that names a member is kept, and anything else raised.

        What comes back after a refusal is None, whatever the type says, and `settle` raises.
        """
        try:
            return check(*given, **named)
        except CredentialsError as error:
            self.note(error)
            return cast(_T, None)

    def note(self, error: CredentialsError) -> None:
        """Keep a refusal that names a member; any other is raised."""
        if not error.problem.pointer:
            raise error
        self._found += problems_of(error)

    def settle(self) -> None:
        """Raise what was found: MistakesError where it is more than one thing."""
        if len(self._found) > 1:
            raise MistakesError(tuple(self._found))
        if self._found:
            raise CredentialsError(self._found[0])


def problems_of(error: CredentialsError) -> tuple[Problem, ...]:
    """Everything that an error says is wrong."""
    return error.problems if isinstance(error, MistakesError) else (error.problem,)
