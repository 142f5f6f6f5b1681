"""Pages that keep a passport safe: freeze, sign out, new paper, whose device, leave, erase."""

from app.base.routing import Router
from wallet_api.pages.safety import keeping, leaving, returning

router = Router()
for pages in (keeping, leaving, returning):
    router.routes.extend(pages.router.routes)
