"""Every page of the console."""

from fastapi import APIRouter

from app.pages.console import (
    achievements,
    awards,
    corrections,
    delivery,
    entrance,
    handing_out,
    home,
    inbox,
    lists,
    naming,
    profile,
    record,
    registers,
)

router = APIRouter()
for part in (
    entrance,
    home,
    profile,
    naming,
    registers,
    achievements,
    lists,
    handing_out,
    delivery,
    awards,
    corrections,
    inbox,
    record,
):
    router.include_router(part.router)
