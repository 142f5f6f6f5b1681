"""Pictures that tests bring or put a credential into."""

import io

from PIL import Image


def png() -> bytes:
    """A small picture with nothing in it."""
    written = io.BytesIO()
    Image.new("L", (8, 8)).save(written, "PNG")
    return written.getvalue()
