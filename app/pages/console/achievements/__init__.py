"""The console's pages of what is awarded."""

from app.base.routing import Router
from app.pages.console.achievements import describing, exchanging

router = Router()
# The addresses with a name of their own come before those of one achievement.
router.routes.extend(exchanging.router.routes)
router.routes.extend(describing.router.routes)
