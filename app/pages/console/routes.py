"""Every page of the console."""

from fastapi import APIRouter

from app.pages.console import achievements, awards, entrance, home, lists, profile

router = APIRouter()
for part in (entrance, home, profile, achievements, lists, awards):
    router.include_router(part.router)
