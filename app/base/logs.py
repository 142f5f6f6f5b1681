"""Logs: one JSON object per line, without bodies, claims, tokens or whole addresses."""

import json
import logging
import re
import sys
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from typing_extensions import override

_SECRET_TEXT = re.compile(
    r"spk_[0-9a-f]+\.[\w-]+"  # API keys
    # Links with a code or a token.
    r"|(?<=/)(?:c|g|r|s|p|v|apply|confirm|contest|setup|many|bulk-checks)/[\w-]{8,}"
    r"|eyJ[\w-]+\.[\w-]+\.[\w-]*(?:~[\w.-]*)*"  # tokens of the JOSE family, with disclosures
    r"|[^\s@<>\"']+@[^\s@<>\"']+\.\w+"  # mail addresses
)
MASK = "***"

# What everything that is logged while a request is served says of it.
_SERVED: ContextVar[Mapping[str, Any] | None] = ContextVar("served", default=None)


@contextmanager
def about(**served: Any) -> Iterator[None]:
    """Have all that is logged in the block, in its threads as well, say this besides."""
    token = _SERVED.set(served)
    try:
        yield
    finally:
        _SERVED.reset(token)


def configure(*, level: int = logging.INFO, form: str = "json") -> None:
    """Send every log of the process to standard error, as `json` or, for people, as `text`."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Lines() if form == "json" else _Sentences())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    # The server's own access log would write whole addresses; `edge` logs requests.
    logging.getLogger("uvicorn.access").disabled = True
    for name in ("uvicorn", "uvicorn.error", "httpx2", "httpcore2"):
        logging.getLogger(name).handlers[:] = []
        logging.getLogger(name).propagate = True
    for name in ("httpx2", "httpcore2", "sqlalchemy", "PIL"):
        logging.getLogger(name).setLevel(logging.WARNING)


# Fields that our own modules pass; anything else would have to be thought about first.
_ALLOWED = [
    "instance",
    "method",
    "path",
    "status",
    "milliseconds",
    "request",
    "reason",
    "count",
    "child",
    "digest",
    "frames",
]


class _Lines(logging.Formatter):
    """One JSON object for each event."""

    @override
    def format(self, record: logging.LogRecord) -> str:
        return json.dumps(_said(record), default=repr)


class _Sentences(logging.Formatter):
    """The same for people at a terminal."""

    @override
    def format(self, record: logging.LogRecord) -> str:
        said = _said(record)
        first = [said.pop(name) for name in ("timestamp", "level", "event")]
        more = (f"{name}={value}" for name, value in said.items())
        return " ".join([*first, *more])


def _said(record: logging.LogRecord) -> dict[str, Any]:
    """An event: what happened, where and when, and of what else was passed what is allowed."""
    given = record.__dict__
    event = {
        "event": record.getMessage(),
        **(_SERVED.get() or {}),
        **{name: given[name] for name in _ALLOWED if name in given},
        **_frames(record),
    }
    return {
        **{name: _redacted(value) for name, value in event.items()},
        "level": record.levelname.lower(),
        "logger": record.name,
        "timestamp": f"{datetime.fromtimestamp(record.created, UTC):%Y-%m-%dT%H:%M:%S.%fZ}",
    }


def _frames(record: logging.LogRecord) -> dict[str, Any]:
    """Where an error came from, without what it says, which may be personal."""
    error = record.exc_info[1] if record.exc_info else None
    if error is None:
        return {}
    frames = traceback.extract_tb(error.__traceback__)
    return {
        "error": type(error).__qualname__,
        "frames": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames],
    }


def _redacted(value: Any) -> Any:
    return _SECRET_TEXT.sub(MASK, value) if isinstance(value, str) else value
