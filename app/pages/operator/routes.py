"""Every page of the operator's."""

from fastapi import APIRouter

from app.pages.operator import applications, bodies, employers, statistics, trusted

router = APIRouter()
for part in (bodies, applications, trusted, employers, statistics):
    router.routes.extend(part.router.routes)
