"""Worker processes that outlive the application of one test: starting one takes a second."""

import atexit
from functools import cache

from typing_extensions import override

from app.base.workers import Workers


class LastingWorkers(Workers):
    """A pool for all the applications that a process of tests makes, one after the other."""

    @override
    def close(self) -> None:
        """Leave them running for the next application."""


@cache
def lasting_workers() -> Workers:
    """The pool of this process, which ends with it."""
    made = LastingWorkers(2)
    atexit.register(Workers.close, made)
    return made
