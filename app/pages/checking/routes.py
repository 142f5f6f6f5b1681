"""Every page of the check."""

from app.base.routing import Router
from app.pages.checking import bringing, naming, printed

router = Router()
router.routes.extend(bringing.router.routes)
router.routes.extend(naming.router.routes)
router.routes.extend(printed.router.routes)
