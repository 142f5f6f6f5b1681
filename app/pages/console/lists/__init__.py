"""Class lists in the console: from the file to the certificates."""

from fastapi import APIRouter

from app.pages.console.lists import approval, columns, overview, rows

router = APIRouter()
# `overview` comes last: its address of one list would take the others for lists.
for part in (columns, rows, approval, overview):
    router.routes.extend(part.router.routes)
