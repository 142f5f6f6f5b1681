"""Class lists in the console: from the file to the certificates."""

from app.base.routing import Router
from app.pages.console.lists import approval, columns, overview, rows

router = Router()
# `overview` comes last: its address of one list would take the others for lists.
for part in (columns, rows, approval, overview):
    router.routes.extend(part.router.routes)
