"""Every page of the issuer, verifier and trust service."""

from fastapi import APIRouter

from app.pages import apply, public, receipts
from app.pages.checking import routes as checking
from app.pages.console import routes as console
from app.pages.operator import routes as operator

router = APIRouter(include_in_schema=False)
router.include_router(public.router)
router.include_router(checking.router)
router.include_router(receipts.router)
router.include_router(apply.router)
router.include_router(console.router)
router.include_router(operator.router)
