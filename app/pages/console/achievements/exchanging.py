"""Achievements as a file: taken out, and taken in from another body or service."""

from fastapi import Response
from fastapi.responses import JSONResponse

from app.base import wording as base_wording
from app.base.routing import Router
from app.issuer import store as issuer_store
from app.issuer.achievements import exchange
from app.issuer.tables import Achievement
from app.pages.console.achievements import wording
from app.pages.console.achievements.describing import PAGE
from app.pages.console.office import UNPROCESSABLE, Issuing, Looking, LookingToIssue, Office
from credentials import CredentialsError, ProblemCode, refuse

router = Router()


@router.get(f"{PAGE}/export.json")
def export(office: Looking) -> Response:
    """Every version of everything."""
    return _file(issuer_store.all_achievements(office.session, office.organisation.id))


@router.get(f"{PAGE}/{{achievement_id}}/export.json")
def export_one(achievement_id: str, office: Looking) -> Response:
    """One version."""
    found = issuer_store.achievement(
        office.session, f"urn:uuid:{achievement_id}", organisation_id=office.organisation.id
    )
    if found is None:
        raise refuse(ProblemCode.NOT_FOUND, "there is no such achievement")
    return _file([found])


@router.get(f"{PAGE}/import")
def ask_import(office: LookingToIssue) -> Response:
    """Where a file can be handed in."""
    return _page(office)


@router.post(f"{PAGE}/import")
def take_in(office: Issuing) -> Response:
    """Add what the file holds, all or nothing, and say what became of it."""
    try:
        with office.session.begin_nested():
            imported = exchange.take_in(
                office.session,
                office.organisation,
                office.form.content,
                workers=office.services.workers,
                actor=office.actor,
                at=office.at,
            )
    except CredentialsError as error:
        problem = error.problem
        return _page(
            office,
            error=base_wording.problem_sentence(problem.code, problem),
            place=wording.pointer_in_words(problem),
            detail=problem.detail,
        )
    return _page(office, imported=imported)


def _page(
    office: Office,
    *,
    error: str = "",
    place: str = "",
    detail: str = "",
    imported: exchange.Imported | None = None,
) -> Response:
    return office.page(
        "achievement_import.html",
        status=UNPROCESSABLE if error else 200,
        error=error,
        place=place,
        detail=detail,
        imported=imported,
    )


def _file(achievements: list[Achievement]) -> Response:
    return JSONResponse(
        exchange.exported(achievements),
        headers={
            "Content-Disposition": 'attachment; filename="achievements.json"',
            "Cache-Control": "no-store",
        },
    )
