"""The help with names and addresses for programs."""

from typing import Annotated

from fastapi import Request
from pydantic import BaseModel, ConfigDict, Field

from app.base.deps import Now, ServicesDep
from app.base.names.comparison import Comparison, How, Outcome, compare
from app.base.routing import Router
from app.verifier.deps import admit
from credentials import is_hash_of

router = Router(tags=["verification"])

_Name = Annotated[str, Field(max_length=300)]


class NamesBody(BaseModel):
    """The names of a certificate, and the name on a person's document as it was typed."""

    model_config = ConfigDict(extra="forbid")

    names: Annotated[list[_Name], Field(min_length=1, max_length=20)]
    former: Annotated[list[_Name], Field(max_length=20)] = []
    document: _Name


class PairAnswer(BaseModel):
    """A word of the certificate, its counterpart, and how they agree or differ."""

    certificate: str
    document: str
    how: How
    agrees: bool


class ComparisonAnswer(BaseModel):
    """One name compared; no outcome says that two names are of one person."""

    name: str
    outcome: Outcome
    pairs: list[PairAnswer]
    only_certificate: list[str]
    only_document: list[str]
    is_reordered: bool
    is_former: bool

    @classmethod
    def of(cls, found: Comparison) -> "ComparisonAnswer":
        """The comparison as the API gives it."""
        pairs = [
            PairAnswer(
                certificate=pair.certificate,
                document=pair.document,
                how=pair.how,
                agrees=pair in found.agreeing,
            )
            for pair in found.pairs
        ]
        return cls(
            name=found.name,
            outcome=found.outcome,
            pairs=pairs,
            only_certificate=list(found.only_certificate),
            only_document=list(found.only_document),
            is_reordered=found.is_reordered,
            is_former=found.is_former,
        )


@router.post("/api/v1/names/compare", summary="Compare a name with a person's document")
async def compare_names(
    body: NamesBody, request: Request, services: ServicesDep, now: Now
) -> list[ComparisonAnswer]:
    """What agrees and what differs between the names of a certificate and a document's.

    Tolerant of order, hyphens, accents, and other scripts by the rules of travel documents. It
    does not say whether both are one person. Nothing that was sent is kept.
    """
    await admit(request, services, now)
    found = compare(body.names, body.document, former=body.former)
    return [ComparisonAnswer.of(item) for item in found]


class Identity(BaseModel):
    """An IdentityObject of a badge, of either version."""

    model_config = ConfigDict(extra="forbid")

    id: str | None = None
    type: str | list[str] | None = None
    identityHash: Annotated[str, Field(max_length=300)] | None = None  # noqa: N815 - the standard's
    identityType: str | None = None  # noqa: N815 - the standard's
    identity: Annotated[str, Field(max_length=300)] | None = None
    salt: Annotated[str, Field(max_length=300)] = ""
    hashed: bool = True


class AddressBody(BaseModel):
    """How a badge names its person, and the e-mail address that the person gave."""

    model_config = ConfigDict(extra="forbid")

    identities: Annotated[list[Identity], Field(min_length=1, max_length=20)]
    address: Annotated[str, Field(min_length=3, max_length=320)]


class AddressAnswer(BaseModel):
    """Whether one of the identities is that of the address."""

    same: bool


@router.post("/api/v1/addresses/compare", summary="Compare an e-mail address with its hash")
async def compare_address(
    body: AddressBody, request: Request, services: ServicesDep, now: Now
) -> AddressAnswer:
    """Whether a badge names its person by this address, plain or hashed (`sha256$`, `md5$`).

    Nothing that was sent is kept.
    """
    await admit(request, services, now)
    members = [one.model_dump(exclude_none=True) for one in body.identities]
    return AddressAnswer(same=any(is_hash_of(one, body.address) for one in members))
