"""The help with names: those of a certificate beside the one on a person's document."""

from app.verifier.names.addresses import Addressed, address_ticket, addressed
from app.verifier.names.tickets import Named, name_ticket, opened

__all__ = [
    "Addressed",
    "Named",
    "address_ticket",
    "addressed",
    "name_ticket",
    "opened",
]
