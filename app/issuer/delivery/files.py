"""A certificate as a file: PDF, picture with the credential in it, or the signed bytes."""

import re
from typing import Literal

from app.issuer import paper
from app.issuer.delivery.certificate import certificate_pdf, certificate_png, certificate_svg
from app.issuer.tables import Achievement, Award, Organisation
from credentials import MediaType, ProblemCode, SecuredCredential, bake, refuse

Kind = Literal["pdf", "png", "svg", "json", "jwt"]
_MEDIA_TYPES = {"pdf": "application/pdf", "png": "image/png", "svg": "image/svg+xml"}
_UNFIT_FOR_NAMES = re.compile(r"[^A-Za-z0-9._-]+")


def signed_kind(award: Award) -> Kind:
    """What the signed bytes are: JSON, or a token."""
    return "json" if award.media_type == MediaType.VC else "jwt"


def kinds_of(award: Award) -> tuple[Kind, ...]:
    """The forms in which an award can be fetched, the one for printing first."""
    printed: tuple[Kind, ...] = ("pdf", "png", "svg") if award.achievement_id else ()
    return (*printed, signed_kind(award))


def content_of(
    award: Award,
    organisation: Organisation,
    achievement: Achievement | None,
    kind: Kind,
    *,
    url: str,
) -> bytes:
    """One certificate in one form; raises `not-found` for a form that it does not have."""
    if kind not in kinds_of(award):
        raise refuse(ProblemCode.NOT_FOUND, "it does not have this form")
    if kind == signed_kind(award):
        return award.content
    if achievement is None:
        raise refuse(ProblemCode.NOT_FOUND, "it has no printed form")
    facts = paper.certificate_facts(award, organisation, achievement, public_url=url)
    if kind == "pdf":
        return certificate_pdf(facts)
    picture = certificate_svg(facts) if kind == "svg" else certificate_png(facts)
    return bake(picture, SecuredCredential(MediaType(award.media_type), award.content))


def media_type_of(award: Award, kind: Kind) -> str:
    """How the file is announced."""
    return _MEDIA_TYPES.get(kind, award.media_type)


def name_of(award: Award, kind: Kind) -> str:
    """The file's name: by number and never by the person, because many see names of files."""
    number = award.certificate_number or award.id.rpartition(":")[2]
    return f"{fit_for_names(number)}.{kind}"


def fit_for_names(text: str) -> str:
    """A text of which no system of files and no header can make anything else."""
    return _UNFIT_FOR_NAMES.sub("_", text)
