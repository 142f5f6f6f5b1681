"""Every page of the console."""

from fastapi import APIRouter

from app.pages.console import (
    achievements,
    awards,
    columns,
    entrance,
    home,
    lists,
    profile,
    record,
    registers,
)

router = APIRouter()
for part in (entrance, home, profile, registers, achievements, lists, columns, awards, record):
    router.include_router(part.router)
