"""The console's pages of what is awarded."""

from fastapi import APIRouter

from app.pages.console.achievements import describing, exchanging

router = APIRouter()
# The addresses with a name of their own come before those of one achievement.
router.routes.extend(exchanging.router.routes)
router.routes.extend(describing.router.routes)
