"""What a certificate of a class list will look like, before anything is signed.

A picture that says on its face that it is none, with a code that leads to nothing: nothing
unsigned may look signed.
"""

import io
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from importlib.resources import files

from PIL import Image, ImageDraw, ImageFont

from app.base import codes
from app.batches.tables import WRONG, Batch, BatchRow
from app.batches.working import grant_of
from app.issuer import delivery, fonts
from app.issuer.achievements import results
from app.issuer.attribution import Attribution
from app.issuer.paper import certificate_facts
from app.issuer.tables import ACTIVE, Achievement, Award, Organisation
from credentials import ProblemCode, refuse

_RIGHT_TO_LEFT = {"R", "AL"}
_MARK = "PREVIEW"
_PALE = 70
_RED = (176, 0, 32)
_NO_NUMBER = "0000-0000-0000-0000"


def numbers(rows: Sequence[BatchRow]) -> list[int]:
    """The lines worth a look: the first, the longest name, and one from right to left."""
    good = [row for row in rows if row.state != WRONG and row.person is not None]
    if not good:
        return []
    longest = max(good, key=lambda row: len(_name(row)))
    turned = [row for row in good if _runs_right_to_left(_name(row))]
    found = [good[0], longest, *turned[:1]]
    return list(dict.fromkeys(row.number for row in found))


def picture(
    organisation: Organisation,
    achievement: Achievement,
    found: Batch,
    row: BatchRow,
    *,
    public_url: str,
    at: datetime,
) -> bytes:
    """The certificate of a row as PNG, marked as a preview; `not-found` for a wrong row."""
    if row.person is None or row.awarded_on is None:
        raise refuse(ProblemCode.NOT_FOUND, "the line cannot be awarded")
    grant = grant_of(row, found)
    imagined = Award(
        id="urn:uuid:0",
        organisation_id=organisation.id,
        achievement_id=achievement.id,
        person=row.person,
        certificate_number=grant.certificate_number or _NO_NUMBER,
        awarded_on=grant.awarded_on,
        results=results.checked(achievement, grant.results),
        attribution=Attribution(register_reference=grant.register_reference).as_json(),
        verification_code=codes.parse_code(codes.new_code()),
        content=b"",
        media_type="",
        state=ACTIVE,
        issued_at=at,
    )
    facts = certificate_facts(imagined, organisation, achievement, public_url=public_url)
    blank = replace(facts, verify_url=f"{public_url}/verify", code="– – –", credential=None)
    return _marked(delivery.certificate_png(blank))


def _marked(content: bytes) -> bytes:
    """The picture with a word across it that cannot be overlooked."""
    with Image.open(io.BytesIO(content), formats=("PNG",)) as opened:
        page = opened.convert("RGBA")
    width, height = page.size
    over = Image.new("RGBA", page.size)
    pen = ImageDraw.Draw(over)
    for place in range(3):
        middle = (width / 2, height * (2 * place + 1) / 6)
        pen.text(middle, _MARK, font=_font(width // 6), fill=(*_RED, _PALE), anchor="mm")
    turned = over.rotate(30, resample=Image.Resampling.BICUBIC)
    buffer = io.BytesIO()
    Image.alpha_composite(page, turned).convert("RGB").save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


@lru_cache(maxsize=2)
def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(
        io.BytesIO(files(fonts).joinpath("NotoSans-Bold.ttf").read_bytes()), size
    )


def _name(row: BatchRow) -> str:
    return str((row.person or {}).get("name", ""))


def _runs_right_to_left(name: str) -> bool:
    return any(unicodedata.bidirectional(character) in _RIGHT_TO_LEFT for character in name)
