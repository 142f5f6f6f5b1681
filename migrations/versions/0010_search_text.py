"""Certificates are found by a text of their names and numbers, alike on every database."""

import unicodedata
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_AT_ONCE = 500
# As app/issuer/searching.py folds at the time of this revision.
_LETTERS = str.maketrans(
    {
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "ł": "l",
        "ħ": "h",
        "\u0131": "i",
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
        "\u0629": "\u0647",
        "\u0649": "\u064a",
        "\u06cc": "\u064a",
        "\u06a9": "\u0643",
        "\u0640": "",
        "\u200c": "",
        "\u200d": "",
    }
)


def upgrade() -> None:
    with op.batch_alter_table("awards", schema=None) as batch_op:
        batch_op.add_column(sa.Column("search_text", sa.Text(), server_default="", nullable=False))
        batch_op.create_index(
            "ix_awards_organisation_id_issued_at", ["organisation_id", "issued_at"], unique=False
        )
    _fill()


def downgrade() -> None:
    with op.batch_alter_table("awards", schema=None) as batch_op:
        batch_op.drop_index("ix_awards_organisation_id_issued_at")
        batch_op.drop_column("search_text")


def _fill() -> None:
    awards = sa.table(
        "awards",
        sa.column("id", sa.String),
        sa.column("person", sa.JSON),
        sa.column("certificate_number", sa.String),
        sa.column("verification_code", sa.String),
        sa.column("search_text", sa.Text),
    )
    columns = awards.c.id, awards.c.person, awards.c.certificate_number, awards.c.verification_code
    change = (
        awards.update()
        .where(awards.c.id == sa.bindparam("its_id"))
        .values(search_text=sa.bindparam("its_text"))
    )
    connection, last = op.get_bind(), ""
    while True:
        query = sa.select(*columns).where(awards.c.id > last)
        rows = connection.execute(query.order_by(awards.c.id).limit(_AT_ONCE)).all()
        if not rows:
            return
        connection.execute(
            change,
            [{"its_id": row.id, "its_text": _text(row.person, row[2], row[3])} for row in rows],
        )
        last = rows[-1].id


def _text(person: dict[str, Any] | None, *numbers: str | None) -> str:
    known = person or {}
    names = [known.get("name"), known.get("name_latin"), *(known.get("former_names") or ())]
    parts = [_folded(str(name)) for name in names if name]
    for number in (*numbers, known.get("register_number")):
        if number:
            whole = _folded(number)
            parts += dict.fromkeys((whole, "".join(c for c in whole if c.isalnum())))
    return "\n".join(parts)


def _folded(value: str) -> str:
    apart = unicodedata.normalize("NFKD", value.casefold())
    bare = (character for character in apart if not _is_mark(character))
    digits = (str(unicodedata.digit(c)) if c.isdigit() else c for c in bare)
    return " ".join(unicodedata.normalize("NFC", "".join(digits).translate(_LETTERS)).split())


def _is_mark(character: str) -> bool:
    place = unicodedata.combining(character)
    return place in range(10, 37) or place in range(200, 241)
