"""The API for handing certificates over: each as a file."""

from fastapi import APIRouter, Response

from app.issuer import store
from app.issuer.delivery import files
from app.issuer.delivery.files import Kind
from app.issuer.routes import OwnOffice
from app.issuer.tables import Achievement
from credentials import ProblemCode, refuse

router = APIRouter(tags=["delivery"])

_AWARD = "/api/v1/organisations/{slug}/awards/{award_id}"


@router.get(f"{_AWARD}/certificate/{{kind}}", response_class=Response)
def certificate(award_id: str, kind: Kind, office: OwnOffice) -> Response:
    """The certificate to print (PDF), as a picture with the credential in it, or signed."""
    award = store.award(office.session, award_id, organisation_id=office.organisation.id)
    if award is None:
        raise refuse(ProblemCode.NOT_FOUND, "there is no such award")
    achievement = (
        office.session.get(Achievement, award.achievement_id) if award.achievement_id else None
    )
    content = files.content_of(award, office.organisation, achievement, kind, url=office.public_url)
    return Response(
        content,
        media_type=files.media_type_of(award, kind),
        headers={
            "Content-Disposition": f'attachment; filename="{files.name_of(award, kind)}"',
            "Cache-Control": "no-store",
        },
    )
