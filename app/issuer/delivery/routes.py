"""The API for handing certificates over: each as a file, by mail, and who has theirs."""

from fastapi import Response

from app.base.routing import Router
from app.issuer import store
from app.issuer.delivery import files, mailing, report
from app.issuer.delivery.duplicates import print_duplicate
from app.issuer.delivery.files import Kind
from app.issuer.delivery.schemas import DeliveryAnswer, MailBody, TallyAnswer
from app.issuer.repeating import RepeatableRoute
from app.issuer.routes import Office, OwnOffice, ReadingOffice
from app.issuer.tables import Achievement, Award
from credentials import ProblemCode, refuse

router = Router(tags=["delivery"], route_class=RepeatableRoute)

_API = "/api/v1/organisations/{slug}"
_AWARD = f"{_API}/awards/{{award_id}}"


@router.get(f"{_AWARD}/certificate/{{kind}}", response_class=Response)
def certificate(award_id: str, kind: Kind, office: ReadingOffice) -> Response:
    """The certificate to print (PDF), as a picture with the credential in it, or signed."""
    award = _award(office, award_id)
    achievement = (
        office.session.get(Achievement, award.achievement_id) if award.achievement_id else None
    )
    content = files.content_of(award, office.organisation, achievement, kind, url=office.public_url)
    return _attached(content, award, kind)


@router.post(f"{_AWARD}/duplicate", response_class=Response)
def duplicate(award_id: str, office: OwnOffice) -> Response:
    """The certificate to print again for lost paper, marked as a duplicate of today."""
    award = _award(office, award_id)
    content = print_duplicate(
        office.session,
        office.organisation,
        award,
        public_url=office.public_url,
        actor=office.actor,
        at=office.at,
    )
    return _attached(content, award, "pdf")


def _attached(content: bytes, award: Award, kind: Kind) -> Response:
    return Response(
        content,
        media_type=files.media_type_of(award, kind),
        headers={
            "Content-Disposition": f'attachment; filename="{files.name_of(award, kind)}"',
            "Cache-Control": "no-store",
        },
    )


@router.get(f"{_AWARD}/delivery")
def delivery(award_id: str, office: ReadingOffice) -> DeliveryAnswer:
    """How one certificate stands on its way to its person."""
    return DeliveryAnswer.of(mailing.delivery_of(office.session, _award(office, award_id)))


@router.post(f"{_AWARD}/mail", status_code=202)
def mail(award_id: str, body: MailBody, office: OwnOffice) -> DeliveryAnswer:
    """Mail the claim link again, to the same address or to a corrected one."""
    award = mailing.resend(
        office.session,
        office.organisation,
        award_id,
        desk=office.desk,
        actor=office.actor,
        at=office.at,
        email=body.email,
    )
    return DeliveryAnswer.of(mailing.delivery_of(office.session, award))


@router.get(f"{_API}/delivery")
def whole_report(office: ReadingOffice) -> list[TallyAnswer]:
    """How many certificates stand how, by class list; the id is null for single awards."""
    found = report.tallies(office.session, office.organisation.id)
    return [TallyAnswer.of(batch_id, tally) for batch_id, tally in found.items()]


def _award(office: Office, award_id: str) -> Award:
    award = store.award(office.session, award_id, organisation_id=office.organisation.id)
    if award is None:
        raise refuse(ProblemCode.NOT_FOUND, "there is no such award")
    return award
