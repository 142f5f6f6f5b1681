"""What is stored for holders: passports, the devices that had them, certificates, shares."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from app.base.bodies import HasBody
from app.base.db import Base


class Passport(Base):
    """Somebody's passport. Whoever has the return link opens it; there is no password.

    Only the digest of the return link is kept. `email` is where mailed links go to.
    `leads_on`: old papers of replaced certificates may lead a reader to the new ones.
    `frozen_at`: since when its links and printed codes say nothing, at the holder's wish.
    `paper_at`: when the paper that opens it was made, if it is not the first; `key_left_at`:
    when its key last left with a file. Nobody can put these away as if they had been read.
    """

    __tablename__ = "passport"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    return_digest: Mapped[str] = mapped_column(String(64), unique=True)
    holder_did: Mapped[str] = mapped_column(String(200))
    email: Mapped[str | None] = mapped_column(String(255))
    leads_on: Mapped[bool] = mapped_column(default=False)
    frozen_at: Mapped[datetime | None]
    paper_at: Mapped[datetime | None]
    key_left_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class Device(Base):
    """A browser that had a passport open; it may open it again by a mailed link.

    `open_until` None means that the passport was closed on it. `is_lent` says whose device it
    is, as far as the holder has said: shared or somebody else's, or their own.
    """

    __tablename__ = "passport_device"

    device_digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    passport_id: Mapped[str] = mapped_column(
        ForeignKey("passport.id"), primary_key=True, index=True
    )
    open_until: Mapped[datetime | None]
    is_lent: Mapped[bool | None]
    opened_at: Mapped[datetime]


class MailedLink(Base):
    """A link that was mailed; it opens a passport once, on a device that already had it."""

    __tablename__ = "passport_mailed_link"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    passport_id: Mapped[str] = mapped_column(ForeignKey("passport.id"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class Holding(HasBody, Base):
    """A certificate in a passport, its bytes exactly as they were signed.

    `issuer`, `title` and `person` are what the training body's register said when it was
    claimed, for lists; what is shown as checked comes from the signed bytes. Of a certificate
    that the holder brought they are what it said when it was checked, and its `credential_id`
    is made of its bytes.
    """

    __tablename__ = "passport_certificate"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    passport_id: Mapped[str] = mapped_column(ForeignKey("passport.id"), index=True)
    credential_id: Mapped[str] = mapped_column(String(500))
    media_type: Mapped[str] = mapped_column(String(40))
    issuer: Mapped[str] = mapped_column(String(200))
    title: Mapped[str] = mapped_column(String(300))
    person: Mapped[str] = mapped_column(String(200))
    is_imported: Mapped[bool] = mapped_column(default=False)
    added_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("passport_id", "credential_id"),)


class Notice(Base):
    """Something that the holder has to be told; it stays until they have read it."""

    __tablename__ = "passport_notice"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    passport_id: Mapped[str] = mapped_column(ForeignKey("passport.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    issuer: Mapped[str] = mapped_column(String(200))
    title: Mapped[str] = mapped_column(String(300))
    created_at: Mapped[datetime]


class Share(Base):
    """A signed set of certificates behind a link that ends.

    `token_digest` finds it; `sealed_token` lets the holder see the link again. The id is the
    challenge that the presentation was signed for. `may_download`: readers may save the
    signed files. `may_watch`: an employer may be told when something changes. `is_frozen`: it
    shows nothing until the holder ends that.
    """

    __tablename__ = "passport_share"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    passport_id: Mapped[str] = mapped_column(ForeignKey("passport.id"))
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    sealed_token: Mapped[bytes] = mapped_column(LargeBinary)
    purpose: Mapped[str] = mapped_column(String(20))
    domain: Mapped[str] = mapped_column(String(300))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    may_download: Mapped[bool] = mapped_column(default=False, server_default=false())
    may_watch: Mapped[bool] = mapped_column(default=False, server_default=false())
    is_frozen: Mapped[bool] = mapped_column(default=False, server_default=false())
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    openings: Mapped[int]
    opened_at: Mapped[datetime | None]

    __table_args__ = (
        Index("ix_passport_share_passport_id_created_at", "passport_id", "created_at"),
    )


class ShareItem(Base):
    """Which certificates a share shows, in their order."""

    __tablename__ = "passport_share_item"

    share_id: Mapped[str] = mapped_column(ForeignKey("passport_share.id"), primary_key=True)
    holding_id: Mapped[str] = mapped_column(
        ForeignKey("passport_certificate.id"), primary_key=True, index=True
    )
    place: Mapped[int]
