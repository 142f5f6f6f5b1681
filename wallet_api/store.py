"""The queries about passports, devices, certificates and shares."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Select, delete, func, or_, select, update
from sqlalchemy.orm import Session

from app.base import bodies
from wallet_api.tables import Device, Holding, MailedLink, Notice, Passport, Share, ShareItem


def passport(session: Session, passport_id: str) -> Passport | None:
    """The passport with that id."""
    return session.get(Passport, passport_id)


def passport_by_return(session: Session, digest: str) -> Passport | None:
    """The passport that this return link opens."""
    return session.scalars(select(Passport).where(Passport.return_digest == digest)).one_or_none()


def mailed_link(session: Session, digest: str) -> MailedLink | None:
    """The mailed link with that digest, locked until the transaction ends."""
    return session.scalars(
        select(MailedLink).where(MailedLink.digest == digest).with_for_update(),
        execution_options={"populate_existing": True},
    ).one_or_none()


def mailed_since(session: Session, passport_id: str, since: datetime) -> int:
    """How many links were mailed for a passport since then, used ones too."""
    counted = select(func.count()).where(
        MailedLink.passport_id == passport_id, MailedLink.created_at > since
    )
    return session.scalar(counted) or 0


def forget_mailed(session: Session, passport_id: str, *, before: datetime) -> None:
    """Delete the rows of links that were mailed before then."""
    session.execute(
        delete(MailedLink).where(
            MailedLink.passport_id == passport_id, MailedLink.created_at <= before
        )
    )


def end_mailed(session: Session, passport_id: str, *, at: datetime) -> None:
    """Let every mailed link of a passport end."""
    session.execute(
        update(MailedLink).where(MailedLink.passport_id == passport_id).values(expires_at=at)
    )


def device(session: Session, device_digest: str, passport_id: str) -> Device | None:
    """What is known of a passport on a device."""
    return session.get(Device, (device_digest, passport_id))


def devices_of_browser(session: Session, device_digest: str) -> list[Device]:
    """Every passport that a browser had."""
    found = select(Device).where(Device.device_digest == device_digest)
    return list(session.scalars(found.order_by(Device.opened_at)))


def open_passport(session: Session, device_digest: str, *, at: datetime) -> Passport | None:
    """The passport that is open on a browser."""
    return session.scalars(
        select(Passport)
        .join(Device, Device.passport_id == Passport.id)
        .where(Device.device_digest == device_digest, Device.open_until > at)
        .order_by(Device.opened_at.desc())
        .limit(1)
    ).one_or_none()


def rename_browser(session: Session, device_digest: str, new_digest: str) -> None:
    """Know a browser by another token from now on, with every passport that it had."""
    session.execute(
        update(Device)
        .where(Device.device_digest == device_digest)
        .values(device_digest=new_digest),
        execution_options={"synchronize_session": False},
    )


def close_on_browser(session: Session, device_digest: str) -> None:
    """Close whatever passport is open on a browser."""
    session.execute(
        update(Device).where(Device.device_digest == device_digest).values(open_until=None)
    )


def forget_browser(session: Session, device_digest: str) -> None:
    """Forget that a browser had any passport."""
    session.execute(delete(Device).where(Device.device_digest == device_digest))


def forget_other_browsers(session: Session, passport_id: str, *, but: str) -> None:
    """Forget that any other browser had a passport."""
    session.execute(
        delete(Device).where(Device.passport_id == passport_id, Device.device_digest != but)
    )


def forget_lent(session: Session, *, at: datetime) -> None:
    """Forget the browsers of others on which a passport is not open any more."""
    session.execute(
        delete(Device).where(
            Device.is_lent.is_(True), or_(Device.open_until.is_(None), Device.open_until <= at)
        )
    )


def devices(session: Session, passport_id: str, *, at: datetime) -> int:
    """On how many browsers a passport is open."""
    counted = select(func.count()).where(Device.passport_id == passport_id, Device.open_until > at)
    return session.scalar(counted) or 0


def holdings(session: Session, passport_id: str) -> list[Holding]:
    """The certificates in a passport, newest first."""
    found = select(Holding).where(Holding.passport_id == passport_id)
    return _readable(session, found.order_by(Holding.added_at.desc(), Holding.id))


def holding(session: Session, holding_id: str, *, passport_id: str) -> Holding | None:
    """A certificate of that passport, and of no other."""
    return session.scalars(
        select(Holding).where(Holding.id == holding_id, Holding.passport_id == passport_id)
    ).one_or_none()


def holding_of(session: Session, passport_id: str, credential_id: str) -> Holding | None:
    """The certificate with that credential id in a passport."""
    return session.scalars(
        select(Holding).where(
            Holding.passport_id == passport_id, Holding.credential_id == credential_id
        )
    ).one_or_none()


def shares_with(session: Session, holding_id: str) -> list[str]:
    """The shares that show a certificate."""
    return list(
        session.scalars(
            select(ShareItem.share_id)
            .where(ShareItem.holding_id == holding_id)
            .order_by(ShareItem.share_id)
        )
    )


def remove_holding(session: Session, held: Holding) -> None:
    """Delete a certificate of a passport, and its place in shares."""
    session.execute(delete(ShareItem).where(ShareItem.holding_id == held.id))
    session.delete(held)
    session.flush()


def notices(session: Session, passport_id: str) -> list[Notice]:
    """What the holder has not read yet, the newest first."""
    found = select(Notice).where(Notice.passport_id == passport_id)
    return list(session.scalars(found.order_by(Notice.created_at.desc(), Notice.id)))


def forget_notices(session: Session, passport_id: str) -> None:
    """Delete what the holder has read."""
    session.execute(delete(Notice).where(Notice.passport_id == passport_id))


def chosen(session: Session, ids: Collection[str], *, passport_id: str) -> list[Holding]:
    """Those of a passport's certificates that were chosen, in the order of the passport."""
    found = select(Holding).where(Holding.id.in_(ids), Holding.passport_id == passport_id)
    return _readable(session, found.order_by(Holding.added_at.desc(), Holding.id))


def share(session: Session, share_id: str, *, passport_id: str) -> Share | None:
    """A share of that passport, and of no other."""
    return session.scalars(
        select(Share).where(Share.id == share_id, Share.passport_id == passport_id)
    ).one_or_none()


def share_by_token(session: Session, digest: str) -> Share | None:
    """The share behind a link."""
    return session.scalars(select(Share).where(Share.token_digest == digest)).one_or_none()


def shares(session: Session, passport_id: str) -> list[Share]:
    """The shares of a passport, newest first."""
    found = select(Share).where(Share.passport_id == passport_id)
    return list(session.scalars(found.order_by(Share.created_at.desc(), Share.id)))


def live_shares(session: Session, passport_id: str, *, at: datetime) -> int:
    """How many links of a passport still open."""
    counted = select(func.count()).where(
        Share.passport_id == passport_id, Share.withdrawn_at.is_(None), Share.expires_at > at
    )
    return session.scalar(counted) or 0


def mark_shares(session: Session, passport_id: str, *, frozen: bool) -> None:
    """Mark every share of a passport as frozen, or as no longer frozen."""
    session.execute(update(Share).where(Share.passport_id == passport_id).values(is_frozen=frozen))


def titles(session: Session, share_ids: Collection[str]) -> dict[str, list[str]]:
    """What each of these shares shows, by the titles of the certificates."""
    shown = shown_in(session, share_ids)
    return {share_id: [title for _, title in each] for share_id, each in shown.items()}


def shown_in(session: Session, share_ids: Collection[str]) -> dict[str, list[tuple[str, str]]]:
    """What each of these shares shows, by the ids and the titles of the certificates."""
    rows = session.execute(
        select(ShareItem.share_id, Holding.id, Holding.title)
        .join(Holding, Holding.id == ShareItem.holding_id)
        .where(ShareItem.share_id.in_(share_ids))
        .order_by(ShareItem.share_id, ShareItem.place)
    )
    found: dict[str, list[tuple[str, str]]] = {}
    for share_id, holding_id, title in rows:
        found.setdefault(share_id, []).append((holding_id, title))
    return found


def shown_by(session: Session, share_id: str) -> list[Holding]:
    """The certificates that a share shows, in their order."""
    found = (
        select(Holding)
        .join(ShareItem, ShareItem.holding_id == Holding.id)
        .where(ShareItem.share_id == share_id)
    )
    return _readable(session, found.order_by(ShareItem.place))


def count_opening(session: Session, digest: str, *, at: datetime) -> None:
    """Count one more opening; the database adds, so that none is lost between two readers."""
    session.execute(
        update(Share)
        .where(Share.token_digest == digest)
        .values(openings=Share.openings + 1, opened_at=at)
    )


def forget_ended(session: Session, *, at: datetime) -> None:
    """Delete what ended links showed; that they were there stays known."""
    session.execute(
        update(Share).where(Share.expires_at <= at, Share.content != b"").values(content=b"")
    )


def _readable(session: Session, query: Select[Holding]) -> list[Holding]:
    """The certificates, with what their bodies are read by at hand: one question for all."""
    found = list(session.scalars(query))
    bodies.ready(session, (held.dictionary_id for held in found))
    return found
