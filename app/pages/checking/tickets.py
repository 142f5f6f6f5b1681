"""The sealed ticket with which a page offers a receipt of its check."""

from app.base.deps import Services
from app.verifier import receipts
from app.verifier.reading import Reading
from app.verifier.service import Examined


def ticket_of(examined: Examined, reading: Reading, services: Services) -> str:
    """What the page carries for who wants a receipt; empty where this service can sign none."""
    return receipts.ticket_for(
        examined.report,
        examined.content,
        reading=reading,
        custody=services.custody,
        public_url=services.settings.public_url,
    )
