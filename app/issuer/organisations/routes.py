"""The API of a body's settings and registers, for the programs of that body."""

from app.base.routing import Router
from app.issuer.organisations.registers import Details, add_entry, change_entry
from app.issuer.organisations.schemas import (
    AssessorAnswer,
    AssessorBody,
    CentreAnswer,
    CentreBody,
    ProviderAnswer,
    ProviderBody,
    SettingsBody,
)
from app.issuer.organisations.settings import OrganisationSettings, change_settings
from app.issuer.organisations.store import Entry, entries
from app.issuer.organisations.tables import Assessor, Centre, Provider
from app.issuer.repeating import RepeatableRoute
from app.issuer.routes import Office, ReadingOffice, SettingsOffice

router = Router(tags=["registers"], route_class=RepeatableRoute)

_API = "/api/v1/organisations/{slug}"


@router.get(f"{_API}/settings")
def settings(office: ReadingOffice) -> SettingsBody:
    """What the body may change of itself."""
    return SettingsBody.of(OrganisationSettings.of(office.organisation))


@router.put(f"{_API}/settings")
def put_settings(body: SettingsBody, office: SettingsOffice) -> SettingsBody:
    """Change it, from now on."""
    change_settings(
        office.session, office.organisation, body.settings(), actor=office.actor, at=office.at
    )
    return SettingsBody.of(OrganisationSettings.of(office.organisation))


@router.get(f"{_API}/centres")
def centres(office: ReadingOffice) -> list[CentreAnswer]:
    """Every centre, those that have ended too."""
    return [CentreAnswer.of(row) for row in _all(office, Centre)]


@router.post(f"{_API}/centres", status_code=201)
def add_centre(body: CentreBody, office: SettingsOffice) -> CentreAnswer:
    """Enter a centre. The same again changes nothing."""
    return CentreAnswer.of(_add(office, Centre, body.details()))


@router.put(f"{_API}/centres/{{entry_id}}")
def change_centre(entry_id: str, body: CentreBody, office: SettingsOffice) -> CentreAnswer:
    """Describe a centre anew, or end it."""
    return CentreAnswer.of(_change(office, Centre, entry_id, body.details()))


@router.get(f"{_API}/providers")
def providers(office: ReadingOffice) -> list[ProviderAnswer]:
    """Every provider, those that have ended too."""
    return [ProviderAnswer.of(row) for row in _all(office, Provider)]


@router.post(f"{_API}/providers", status_code=201)
def add_provider(body: ProviderBody, office: SettingsOffice) -> ProviderAnswer:
    """Enter a provider. The same again changes nothing."""
    return ProviderAnswer.of(_add(office, Provider, body.details()))


@router.put(f"{_API}/providers/{{entry_id}}")
def change_provider(entry_id: str, body: ProviderBody, office: SettingsOffice) -> ProviderAnswer:
    """Describe a provider anew, or end it."""
    return ProviderAnswer.of(_change(office, Provider, entry_id, body.details()))


@router.get(f"{_API}/assessors")
def assessors(office: ReadingOffice) -> list[AssessorAnswer]:
    """Every assessor, those that have ended too."""
    return [AssessorAnswer.of(row) for row in _all(office, Assessor)]


@router.post(f"{_API}/assessors", status_code=201)
def add_assessor(body: AssessorBody, office: SettingsOffice) -> AssessorAnswer:
    """Enter an assessor. The same again changes nothing."""
    return AssessorAnswer.of(_add(office, Assessor, body.details()))


@router.put(f"{_API}/assessors/{{entry_id}}")
def change_assessor(entry_id: str, body: AssessorBody, office: SettingsOffice) -> AssessorAnswer:
    """Describe an assessor anew, or end the accreditation."""
    return AssessorAnswer.of(_change(office, Assessor, entry_id, body.details()))


def _all(office: Office, kind: type[Entry]) -> list[Entry]:
    return entries(office.session, kind, organisation_id=office.organisation.id)


def _add(office: Office, kind: type[Entry], details: Details) -> Entry:
    return add_entry(
        office.session, office.organisation, kind, details, actor=office.actor, at=office.at
    )


def _change(office: Office, kind: type[Entry], entry_id: str, details: Details) -> Entry:
    return change_entry(
        office.session,
        office.organisation,
        kind,
        entry_id,
        details,
        actor=office.actor,
        at=office.at,
    )
