"""The API of what is awarded: described, changed, described anew, retired, exchanged."""

from typing import Annotated

from fastapi import Response
from fastapi.responses import JSONResponse

from app.base.routing import Router
from app.issuer import service, store
from app.issuer.achievements import exchange, pictures
from app.issuer.repeating import RepeatableRoute
from app.issuer.routes import Office, OwnOffice, RawBody, ReadingOffice
from app.issuer.schemas import AchievementAnswer, AchievementBody, ImportAnswer
from app.issuer.service import Description
from app.issuer.tables import Achievement
from credentials import ProblemCode, refuse

router = Router(route_class=RepeatableRoute)
_API = "/api/v1/organisations/{slug}/achievements"
_ONE = f"{_API}/{{achievement_id}}"
_Id = Annotated[str, "urn:uuid:…"]


@router.post(_API, status_code=201, tags=["achievements"])
def add_achievement(body: AchievementBody, office: OwnOffice) -> AchievementAnswer:
    """Describe something to award. The same description again changes nothing."""
    made = service.create_achievement(
        office.session,
        office.organisation,
        _described(body, office),
        actor=office.actor,
        at=office.at,
    )
    return AchievementAnswer.of(made)


@router.get(_API, tags=["achievements"])
def achievements(office: ReadingOffice) -> list[AchievementAnswer]:
    """What can be awarded: the newest version of each, and none that was retired."""
    found = store.achievements(office.session, office.organisation.id)
    return [AchievementAnswer.of(item, with_image=False) for item in found]


@router.get(f"{_API}/export", tags=["achievements"], response_class=Response)
def export(office: ReadingOffice) -> Response:
    """Every version of everything, to be imported elsewhere."""
    found = store.all_achievements(office.session, office.organisation.id)
    return JSONResponse(exchange.exported(found))


@router.post(f"{_API}/import", tags=["achievements"])
def take_in(content: RawBody, office: OwnOffice) -> ImportAnswer:
    """Add what an export holds: all or nothing; the same again changes nothing."""
    imported = exchange.take_in(
        office.session,
        office.organisation,
        content,
        workers=office.services.workers,
        actor=office.actor,
        at=office.at,
    )
    return ImportAnswer(made=[item.id for item in imported.made], unchanged=imported.unchanged)


@router.get(_ONE, tags=["achievements"])
def achievement(achievement_id: _Id, office: ReadingOffice) -> AchievementAnswer:
    """One version of an achievement, with its picture."""
    return AchievementAnswer.of(_found(achievement_id, office))


@router.get(f"{_ONE}/export", tags=["achievements"], response_class=Response)
def export_one(achievement_id: _Id, office: ReadingOffice) -> Response:
    """One version, to be imported elsewhere."""
    return JSONResponse(exchange.exported([_found(achievement_id, office)]))


@router.put(_ONE, tags=["achievements"])
def change(achievement_id: _Id, body: AchievementBody, office: OwnOffice) -> AchievementAnswer:
    """Describe it otherwise, as long as it was never awarded."""
    changed = service.change_achievement(
        office.session,
        office.organisation,
        achievement_id,
        _described(body, office),
        actor=office.actor,
        at=office.at,
    )
    return AchievementAnswer.of(changed)


@router.post(f"{_ONE}/versions", status_code=201, tags=["achievements"])
def new_version(achievement_id: _Id, body: AchievementBody, office: OwnOffice) -> AchievementAnswer:
    """Describe anew what was awarded. The same description again changes nothing."""
    made = service.new_version(
        office.session,
        office.organisation,
        achievement_id,
        _described(body, office),
        actor=office.actor,
        at=office.at,
    )
    return AchievementAnswer.of(made)


@router.post(f"{_ONE}/retire", tags=["achievements"])
def retire(achievement_id: _Id, office: OwnOffice) -> AchievementAnswer:
    """Award it no more; what was awarded stays."""
    found = service.retire(
        office.session, office.organisation, achievement_id, actor=office.actor, at=office.at
    )
    return AchievementAnswer.of(found)


@router.post(f"{_ONE}/reopen", tags=["achievements"])
def reopen(achievement_id: _Id, office: OwnOffice) -> AchievementAnswer:
    """Award again what was retired."""
    found = service.reopen(
        office.session, office.organisation, achievement_id, actor=office.actor, at=office.at
    )
    return AchievementAnswer.of(found)


def _described(body: AchievementBody, office: Office) -> Description:
    image = pictures.drawn(body.image, workers=office.services.workers)
    return body.description_of(image=image)


def _found(achievement_id: str, office: Office) -> Achievement:
    found = store.achievement(
        office.session, achievement_id, organisation_id=office.organisation.id
    )
    if found is None:
        raise refuse(ProblemCode.NOT_FOUND, "there is no such achievement")
    return found
