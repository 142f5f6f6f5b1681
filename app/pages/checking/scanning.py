"""Scanners that type what they read, and Enter after it: the next one is awaited at once."""

from fastapi import Request

# In the address and in the forms of pages that wait for a scanner.
SCANNING = "scan"


def is_scanning(request: Request) -> bool:
    """Whether the reader works with such a scanner."""
    return SCANNING in request.query_params
