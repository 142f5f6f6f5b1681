"""The record: what was awarded in numbers, who did what, and who is told of it."""

from app.base.routing import Router
from app.pages.console.record import audit, certificates, people, statistics, webhooks

router = Router()
for part in (certificates, statistics, audit, people, webhooks):
    router.routes.extend(part.router.routes)
