"""Bodies that ask to be let in: their applications, from the first form to the decision."""

from app.issuer.applications.applying import (
    KINDS,
    Applicant,
    Post,
    answer,
    application_of,
    apply,
    confirm,
)
from app.issuer.applications.deciding import (
    approve,
    ask,
    body_of,
    let_try,
    refuse_application,
)
from app.issuer.applications.documents import ENDINGS, add_document, opened
from app.issuer.applications.keeping import forget_old
from app.issuer.applications.proof import proof_line, proof_url, prove

__all__ = [
    "ENDINGS",
    "KINDS",
    "Applicant",
    "Post",
    "add_document",
    "answer",
    "application_of",
    "apply",
    "approve",
    "ask",
    "body_of",
    "confirm",
    "forget_old",
    "let_try",
    "opened",
    "proof_line",
    "proof_url",
    "prove",
    "refuse_application",
]
