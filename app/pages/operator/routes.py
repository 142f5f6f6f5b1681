"""Every page of the operator's."""

from fastapi import APIRouter

from app.pages.operator import applications, bodies, trusted

router = APIRouter()
for part in (bodies, applications, trusted):
    router.include_router(part.router)
