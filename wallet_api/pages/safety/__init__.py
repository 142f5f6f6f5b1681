"""Pages that keep a passport safe: freeze, sign out, new paper, whose device, leave, erase."""

from fastapi import APIRouter

from wallet_api.pages.safety import keeping, leaving, returning

router = APIRouter()
for pages in (keeping, leaving, returning):
    router.routes.extend(pages.router.routes)
