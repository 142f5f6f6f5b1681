"""Every page of the operator's."""

from fastapi import APIRouter

from app.pages.operator import (
    applications,
    audit,
    background,
    bodies,
    employers,
    statistics,
    trusted,
)

router = APIRouter()
for part in (bodies, applications, trusted, employers, statistics, background, audit):
    router.routes.extend(part.router.routes)
