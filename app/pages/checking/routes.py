"""Every page of the check."""

from fastapi import APIRouter

from app.pages.checking import bringing, printed

router = APIRouter()
router.include_router(bringing.router)
router.include_router(printed.router)
