"""Work in the background: what waits, what was given up, and having that tried again."""

from fastapi import Response

from app.base import jobs
from app.base.locales import N_, gettext
from app.base.routing import Router
from app.issuer.tables import Organisation
from app.pages.console.office import see
from app.pages.operator.office import Looking, Working

router = Router()

_PAGE = "/operator/jobs"
_KINDS = {
    "slips": N_("Draw claim slips"),
    "read-list": N_("Read a long class list"),
    "bulk-check": N_("Check many certificates"),
}


@router.get(_PAGE)
def look(desk: Looking) -> Response:
    """How much waits and is being done, and each job that was tried for the last time."""
    failed = []
    for job in jobs.failed(desk.session):
        body = desk.session.get(Organisation, job.organisation_id) if job.organisation_id else None
        what = gettext(_KINDS[job.kind]) if job.kind in _KINDS else job.kind
        failed.append((job, what, body.name if body else ""))
    return desk.page("jobs.html", failed=failed, tally=jobs.tally(desk.session))


@router.post(f"{_PAGE}/{{job_id}}/retry")
def retry(job_id: str, desk: Working) -> Response:
    """Have one tried again, as often as a new one."""
    jobs.retry(desk.session, job_id, at=desk.at)
    return see(_PAGE)
