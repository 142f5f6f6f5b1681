"""Pages that keep a passport safe: freeze, sign out, new paper, whose device, leave, erase."""

from fastapi import APIRouter

from wallet_api.pages.safety import keeping, leaving

router = APIRouter()
for pages in (keeping, leaving):
    router.routes.extend(pages.router.routes)
