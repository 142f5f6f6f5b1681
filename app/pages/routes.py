"""Every page of the issuer, verifier and trust service."""

from app.base.routing import Route, Router
from app.pages import apply, many, public, receipts
from app.pages.checking import routes as checking
from app.pages.console import routes as console
from app.pages.operator import routes as operator

router = Router()
router.routes.extend(public.router.routes)
router.routes.extend(checking.router.routes)
router.routes.extend(many.router.routes)
router.routes.extend(receipts.router.routes)
router.routes.extend(apply.router.routes)
router.routes.extend(console.router.routes)
router.routes.extend(operator.router.routes)
for route in router.routes:
    # They are for browsers; the description of the API is for programs.
    if isinstance(route, Route):
        route.include_in_schema = False
