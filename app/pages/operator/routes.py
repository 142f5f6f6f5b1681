"""Every page of the operator's."""

from fastapi import APIRouter

from app.pages.operator import applications, bodies, statistics, trusted

router = APIRouter()
for part in (bodies, applications, trusted, statistics):
    router.routes.extend(part.router.routes)
