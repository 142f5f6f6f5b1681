"""Pages for what is in a passport: what holders say, who confirms it, and what they bring."""

from app.base.routing import Router
from wallet_api.pages.records import about_me, binding, confirming, entries, importing

router = Router()
for pages in (entries, confirming, importing, binding, about_me):
    router.routes.extend(pages.router.routes)
