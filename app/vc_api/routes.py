"""Every address of the W3C VC API."""

from app.base.routing import Router
from app.vc_api import deriving, issuing, verifying

router = Router()
router.routes.extend(issuing.router.routes)
router.routes.extend(deriving.router.routes)
router.routes.extend(verifying.router.routes)
