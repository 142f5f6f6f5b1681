"""Logs: one JSON object per line, without bodies, claims, tokens or whole addresses."""

import logging
import re
import sys
import traceback
from typing import Any

import structlog
from structlog.typing import EventDict, WrappedLogger

_SECRET_TEXT = re.compile(
    r"spk_[0-9a-f]+\.[\w-]+"  # API keys
    # Links with a code or a token.
    r"|(?<=/)(?:c|g|r|s|p|v|apply|confirm|contest|setup|many|bulk-checks)/[\w-]{8,}"
    r"|eyJ[\w-]+\.[\w-]+\.[\w-]*(?:~[\w.-]*)*"  # tokens of the JOSE family, with disclosures
    r"|[^\s@<>\"']+@[^\s@<>\"']+\.\w+"  # mail addresses
)
MASK = "***"


def configure(*, level: int = logging.INFO, form: str = "json") -> None:
    """Send every log of the process to standard error, as `json` or, for people, as `text`."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(allow=_ALLOWED),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _frames_only,
        _redact,
    ]
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer()
                if form == "json"
                else structlog.dev.ConsoleRenderer(colors=False),
            ],
        )
    )
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


def _frames_only(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    """Keep where an error came from and drop what it says, which may be personal."""
    found: Any = event.pop("exc_info", None)
    if found is True:
        found = sys.exc_info()
    error = found[1] if isinstance(found, tuple) else found
    if isinstance(error, BaseException):
        frames = traceback.extract_tb(error.__traceback__)
        event["error"] = type(error).__qualname__
        event["frames"] = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    return event


def _redact(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    for key, value in event.items():
        if isinstance(value, str) and key not in {"timestamp", "level", "logger"}:
            event[key] = _SECRET_TEXT.sub(MASK, value)
    return event
