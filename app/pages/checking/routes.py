"""Every page of the check."""

from fastapi import APIRouter

from app.pages.checking import bringing, naming, printed

router = APIRouter()
router.routes.extend(bringing.router.routes)
router.routes.extend(naming.router.routes)
router.routes.extend(printed.router.routes)
