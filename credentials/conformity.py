"""Whether a credential has the form that it says it has: the badge schema, and those it names.

VC-JSON-Schema 1.0. Only schemas that are kept here or were given as materials are applied;
nobody is asked for one, and what was not checked is said to be unchecked.
"""

from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from credentials import json_schema, resources, schema
from credentials.authentication import authenticate
from credentials.badges import records
from credentials.model import JSONObject, ParsedCredential, Policy, as_list, types_of
from credentials.opening import open_secured
from credentials.parsing import read_json
from credentials.problems import CredentialsError, Problem, ProblemCode, at_pointer, refuse
from credentials.question import MissingError, Question
from credentials.validity import outside_dates


class FormFound(Struct, frozen=True):
    """What speaks against the form of a credential, and what of it was not checked."""

    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]


def look_at_form(
    parsed: ParsedCredential, question: Question, *, is_partial: bool = False
) -> FormFound:
    """Apply every schema that is at hand to a credential whose proof held. Never raises.

    A schema that is not at hand, is not applied, or does not hold itself leaves a warning with
    `schema-unchecked`: whether to insist on a schema is the reader's to say (VCDM 2.0 §4.11).
    Where the credential `is_partial`, what is missing may have been left out by its holder.
    """
    document = parsed.document
    # Whatever its suite, a proof inside held for nothing that our own contexts do not define, and
    # none of them defines a language (tests/unit/contexts). A map of languages is only left where
    # it is signed as it stands, in a JSON literal, or in another proof, which counts for nothing.
    has_no_languages = parsed.token is None and question.policy is Policy.STRICT
    problems = [
        *schema.check(document, is_partial=is_partial, has_no_languages=has_no_languages),
        *records.check(document, is_partial=is_partial),
        *resources.check(document),
    ]
    warnings = []
    for pointer, entry in _named_by(document):
        try:
            named = _schema(entry, question)
            problems += json_schema.mismatches(document, named, is_partial=is_partial)
        except (CredentialsError, MissingError) as error:
            detail = error.problem.detail if isinstance(error, CredentialsError) else "not at hand"
            warnings.append(Problem(ProblemCode.SCHEMA_UNCHECKED, f"the schema: {detail}", pointer))
    return FormFound(tuple(problems), tuple(warnings))


def _named_by(document: JSONObject) -> Iterator[tuple[str, JSONObject]]:
    """The entries that name another schema than ours, with their pointers."""
    named = document.get("credentialSchema", [])
    for number, entry in enumerate(as_list(named)):
        if not schema.is_known(entry):
            yield at_pointer("/credentialSchema", *([number] if named is not entry else [])), entry


def _schema(entry: JSONObject, question: Question) -> Any:
    """The JSON Schema that an entry names, out of the credential that holds it if it is in one."""
    kinds = types_of(entry)
    if "JsonSchema" not in kinds and "JsonSchemaCredential" not in kinds:
        raise refuse(ProblemCode.CONTEXT_UNKNOWN, "a type of schema that is not read")
    fetched = question.materials.schemas.get(entry["id"])
    if fetched is None or fetched.content is None:
        raise refuse(ProblemCode.CONTEXT_UNKNOWN, "not at hand")
    resources.check_content(entry, fetched.content)
    if "JsonSchema" in kinds:
        return read_json(fetched.content)
    return _signed_schema(fetched.content, question)


def _signed_schema(content: bytes, question: Question) -> Any:
    """The JSON Schema in a credential that holds by itself (VC-JSON-Schema 1.0 §2.2)."""
    holder = open_secured(content)
    if (
        not isinstance(holder, ParsedCredential)
        or holder.vct is not None
        or "JsonSchemaCredential" not in holder.types
    ):
        raise refuse(ProblemCode.BAD_VALUE, "not a credential that holds a schema")
    authenticate(holder, holder.issuer, "assertionMethod", question)
    subject = holder.document["credentialSubject"]
    if holder.status_entries or holder.unknown_status:
        raise refuse(ProblemCode.STATUS_UNKNOWN, "the status of its credential is not looked up")
    if next(outside_dates(holder, question.at), None) or not isinstance(subject, dict):
        raise refuse(ProblemCode.BAD_VALUE, "its credential does not hold now")
    return subject.get("jsonSchema")
