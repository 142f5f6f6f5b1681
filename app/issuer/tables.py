"""What is stored about organisations, achievements, awards and the codes that claim them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    event,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.base.bodies import HasBody
from app.base.db import Base, UTCDateTime
from app.issuer import guards, searching

# Whether the operator knows a training body: it has applied and may try, it was let in, or
# it was turned away and may not issue.
APPLIED = "applied"
VETTED = "vetted"
TURNED_AWAY = "turned-away"

# The states of an award. Only those in force count as awarded.
ACTIVE = "active"
SUSPENDED = "suspended"
REVOKED = "revoked"
REPLACED = "replaced"
IN_FORCE = (ACTIVE, SUSPENDED)

# The states of a claim: to be used, closed after too many wrong facts, used.
OPEN = "open"
CLOSED = "closed"
CLAIMED = "claimed"


class Organisation(Base):
    """A training body. Its identity (`did`) is fixed when it is made."""

    __tablename__ = "organisations"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    slug: Mapped[str] = mapped_column(String(63), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    name_latin: Mapped[str | None] = mapped_column(String(200))
    url: Mapped[str | None] = mapped_column(String(500))
    country: Mapped[str | None] = mapped_column(String(2))
    language: Mapped[str] = mapped_column(String(20))
    # Where its days begin and end: a name of the IANA list, such as Africa/Nairobi.
    time_zone: Mapped[str] = mapped_column(String(64), default="UTC")
    # After how many days the data of unclaimed awards goes, where that is earlier than usual.
    unclaimed_days: Mapped[int | None]
    # Whether nobody may award a class list that they handed in themselves.
    lists_need_approval: Mapped[bool] = mapped_column(default=False)
    did: Mapped[str] = mapped_column(String(500), unique=True)
    did_method: Mapped[str] = mapped_column(String(10))
    key_type: Mapped[str] = mapped_column(String(20))
    cryptosuite: Mapped[str] = mapped_column(String(30))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    # Whether it may award: one with an own domain not before its published file was seen and
    # fits, and none that was turned away. Whether the operator vetted it is another matter.
    approved: Mapped[bool]
    # Whether all its staff need one-time codes to sign in.
    codes_required: Mapped[bool] = mapped_column(default=False)
    vetting: Mapped[str] = mapped_column(String(12), default=VETTED)


class Achievement(Base):
    """Something that can be awarded: a course, a qualification, a skill.

    A row is fixed by its first award, and the database itself sees to that (guards.py); what
    is described anew afterwards is a row of its own with the same code, the next `version`,
    and the id of the one that it `replaces`. The members of the lists are those of
    app/issuer/achievements/description.py.
    """

    __tablename__ = "achievements"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"))
    code: Mapped[str] = mapped_column(String(60))
    version: Mapped[int] = mapped_column(default=1)
    replaces: Mapped[str | None] = mapped_column(ForeignKey("achievements.id"))
    name: Mapped[str] = mapped_column(String(300))
    description: Mapped[str] = mapped_column(Text)
    criteria: Mapped[str] = mapped_column(Text)
    criteria_url: Mapped[str | None] = mapped_column(String(500))
    achievement_type: Mapped[str] = mapped_column(String(60))
    language: Mapped[str] = mapped_column(String(20))
    translations: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    outcomes: Mapped[list[str]] = mapped_column(JSON, default=list)
    hours: Mapped[float | None]
    credits: Mapped[float | None]
    credit_scheme: Mapped[str | None] = mapped_column(String(200))
    credit_scheme_url: Mapped[str | None] = mapped_column(String(500))
    alignments: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list)
    assessed_by: Mapped[list[str]] = mapped_column(JSON, default=list)
    results: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    suspendable: Mapped[bool]
    validity_months: Mapped[int | None]
    refresher: Mapped[str] = mapped_column(Text, default="")
    refresher_months: Mapped[int | None]
    image: Mapped[bytes | None] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    retired_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    __table_args__ = (UniqueConstraint("organisation_id", "code", "version"),)


class Award(HasBody, Base):
    """One credential that was issued, with its bytes exactly as they were signed.

    Awards made through the W3C address have no achievement, person or printed code, and
    `credential_id` is theirs; it may come twice. Everywhere else it equals `id`.
    """

    __tablename__ = "awards"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    credential_id: Mapped[str] = mapped_column(String(500), index=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"), index=True)
    achievement_id: Mapped[str | None] = mapped_column(ForeignKey("achievements.id"))
    person: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    person_key: Mapped[str | None] = mapped_column(String(64))
    certificate_number: Mapped[str | None] = mapped_column(String(60))
    awarded_on: Mapped[date | None]
    # Who taught, where, who assessed: as it was signed; see attribution.py.
    attribution: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    # The number with its body, where no other certificate may have it: a replaced one has none.
    number_key: Mapped[str | None] = mapped_column(String(250))
    # What was reached in the achievement's results, as it was given; see achievements/results.py.
    results: Mapped[list[dict[str, str]] | None] = mapped_column(JSON)
    media_type: Mapped[str] = mapped_column(String(40))
    digest: Mapped[str] = mapped_column(String(64))
    verification_code: Mapped[str | None] = mapped_column(String(20), unique=True)
    state: Mapped[str] = mapped_column(String(12))
    replaced_by: Mapped[str | None] = mapped_column(ForeignKey("awards.id"))
    batch_id: Mapped[str | None] = mapped_column(String(32), index=True)
    issued_at: Mapped[datetime] = mapped_column(UTCDateTime)
    changed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # When what only a claim needs was deleted, and when everything about the person was.
    minimised_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    erased_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # What it is found by; written by itself whenever the row is, see searching.py.
    search_text: Mapped[str] = mapped_column(Text, default="", server_default="")
    born: Mapped[str | None] = mapped_column(String(10))
    register_key: Mapped[str | None] = mapped_column(String(200))

    # The same person cannot hold the same award of the same day twice, whoever asks and
    # however often: the database itself refuses it.
    __table_args__ = (
        Index("ix_awards_organisation_id_issued_at", "organisation_id", "issued_at"),
        # Whoever is awarded something is compared with those who have it and are like them.
        Index("ix_awards_achievement_id_born", "achievement_id", "born"),
        Index("ix_awards_achievement_id_register_key", "achievement_id", "register_key"),
        Index(
            "uq_awards_person",
            "achievement_id",
            "person_key",
            "awarded_on",
            unique=True,
            sqlite_where=text("state IN ('active', 'suspended')"),
            postgresql_where=text("state IN ('active', 'suspended')"),
        ),
        Index("uq_awards_number_key", "number_key", unique=True),
        # Few have been replaced, and each page of a certificate asks which one it replaced.
        Index(
            "ix_awards_replaced_by",
            "replaced_by",
            sqlite_where=text("replaced_by IS NOT NULL"),
            postgresql_where=text("replaced_by IS NOT NULL"),
        ),
    )


guards.keep(Achievement.__table__, Award.__table__)


@event.listens_for(Award, "before_insert")
@event.listens_for(Award, "before_update")
def _make_searchable(_mapper: Any, _connection: Any, award: Award) -> None:
    numbers = (award.certificate_number, award.verification_code)
    for name, value in searching.found_by(award.person, numbers).items():
        setattr(award, name, value)


class Claim(Base):
    """The secret code with which the worker fetches an award: one for each award.

    `code_digest` finds it; `sealed_code` lets the training body print the slip again and is
    wiped when the code is used. `state` is open, closed (too many wrong facts) or claimed.
    """

    __tablename__ = "claims"

    award_id: Mapped[str] = mapped_column(ForeignKey("awards.id"), primary_key=True)
    code_digest: Mapped[str] = mapped_column(String(64), unique=True)
    sealed_code: Mapped[bytes | None] = mapped_column(LargeBinary)
    wrong_tries: Mapped[int] = mapped_column(default=0)
    state: Mapped[str] = mapped_column(String(12), default=OPEN)
    passport_id: Mapped[str | None] = mapped_column(String(64))
    claimed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # The newest mail with its link; what became of that stands in the outbox.
    mail_id: Mapped[str | None] = mapped_column(String(32))


class RetiredCode(Base):
    """A printed code that its certificate no longer has: the holder has had it replaced.

    It is kept as a digest, so that the old paper is told from a forged one.
    """

    __tablename__ = "retired_codes"

    code_digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    award_id: Mapped[str] = mapped_column(ForeignKey("awards.id"), index=True)
    retired_at: Mapped[datetime] = mapped_column(UTCDateTime)
