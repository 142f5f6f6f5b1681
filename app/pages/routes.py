"""Every page of the issuer, verifier and trust service."""

from fastapi import APIRouter

from app.pages import public

router = APIRouter(include_in_schema=False)
router.include_router(public.router)
