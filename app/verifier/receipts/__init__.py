"""Receipts of checks: what was found about which bytes and when, signed by this service.

A receipt names nobody unless the reader asks for the certificate's title and number. Nothing
is stored for it: what it will say travels sealed with the page until the reader keeps it.
"""

from app.verifier.receipts.facts import Checked, facts_of
from app.verifier.receipts.identity import own_did, own_document, own_document_bytes, signer
from app.verifier.receipts.tickets import opened, sealed, ticket_for
from app.verifier.receipts.writing import receipt_in, write
from app.verifier.tickets import GOOD_FOR

__all__ = [
    "GOOD_FOR",
    "Checked",
    "facts_of",
    "opened",
    "own_did",
    "own_document",
    "own_document_bytes",
    "receipt_in",
    "sealed",
    "signer",
    "ticket_for",
    "write",
]
