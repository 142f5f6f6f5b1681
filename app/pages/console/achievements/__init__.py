"""The console's pages of what is awarded."""

from fastapi import APIRouter

from app.pages.console.achievements import describing, exchanging

router = APIRouter()
# The addresses with a name of their own come before those of one achievement.
router.include_router(exchanging.router)
router.include_router(describing.router)
