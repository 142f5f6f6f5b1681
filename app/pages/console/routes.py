"""Every page of the console."""

from fastapi import APIRouter

from app.pages.console import (
    account,
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
    programs,
    record,
    registers,
    staff,
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
    account,
    staff,
    programs,
):
    router.include_router(part.router)
