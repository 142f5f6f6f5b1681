"""Every address of the W3C VC API."""

from fastapi import APIRouter

from app.vc_api import issuing, verifying

router = APIRouter()
router.routes.extend(issuing.router.routes)
router.routes.extend(verifying.router.routes)
