"""Every address of the W3C VC API."""

from fastapi import APIRouter

from app.vc_api import deriving, issuing, verifying

router = APIRouter()
router.routes.extend(issuing.router.routes)
router.routes.extend(deriving.router.routes)
router.routes.extend(verifying.router.routes)
