"""Every page of the operator's."""

from app.base.routing import Router
from app.pages.operator import (
    applications,
    audit,
    background,
    bodies,
    employers,
    statistics,
    trusted,
)

router = Router()
for part in (bodies, applications, trusted, employers, statistics, background, audit):
    router.routes.extend(part.router.routes)
