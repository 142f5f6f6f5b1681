"""Every address of the W3C VC API."""

from fastapi import APIRouter

from app.vc_api import issuing, verifying

router = APIRouter()
router.include_router(issuing.router)
router.include_router(verifying.router)
