"""Keep the bodies of certificates short, with dictionaries of nobody (ADR 14)."""

import zlib

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

_TABLES = ("awards", "passport_certificate")
_AT_ONCE = 500


def upgrade() -> None:
    op.create_table(
        "body_dictionaries",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("template", sa.String(length=200), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("long_part", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_body_dictionaries")),
        sa.UniqueConstraint("template", name=op.f("uq_body_dictionaries_template")),
    )
    # Bodies that are there stay as they are. In words of its own, because SQLite would copy the
    # whole table for a foreign key that is added apart from its column.
    for name in _TABLES:
        op.execute(
            f"ALTER TABLE {name} ADD COLUMN dictionary_id BIGINT"
            f" CONSTRAINT fk_{name}_dictionary_id_body_dictionaries"
            " REFERENCES body_dictionaries (id)"
        )


def downgrade() -> None:
    """Bodies that were written with a dictionary are written out again, as they were signed."""
    for name in _TABLES:
        _write_out(name)
    triggers = _triggers()
    for trigger in triggers:
        op.execute(f"DROP TRIGGER {trigger}")
    for name in _TABLES:
        # Where a database began with these tables, SQLite keeps the foreign key apart from its
        # column, and has to copy the table.
        with op.batch_alter_table(name) as changed:
            changed.drop_column("dictionary_id")
    for made in triggers.values():
        op.execute(made)
    op.drop_table("body_dictionaries")


def _triggers() -> dict[str, str]:
    """What SQLite would miss while a table that it speaks of is copied: how each is made."""
    if op.get_bind().dialect.name != "sqlite":
        return {}
    found = op.get_bind().execute(
        sa.text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND sql LIKE :about"),
        {"about": "%awards%"},
    )
    return {row.name: row.sql for row in found}


def _write_out(name: str) -> None:
    bodies = sa.table(
        name,
        sa.column("id", sa.String),
        sa.column("content", sa.LargeBinary),
        sa.column("dictionary_id", sa.BigInteger),
    )
    change = (
        bodies.update()
        .where(bodies.c.id == sa.bindparam("its_id"))
        .values(content=sa.bindparam("its_content"), dictionary_id=None)
    )
    dictionaries = sa.table(
        "body_dictionaries", *(sa.column(one) for one in ("id", "text", "long_part"))
    )
    connection = op.get_bind()
    query = sa.select(bodies, dictionaries.c.text, dictionaries.c.long_part).join(
        dictionaries, dictionaries.c.id == bodies.c.dictionary_id
    )
    while rows := connection.execute(query.limit(_AT_ONCE)).all():
        connection.execute(
            change,
            [
                {"its_id": row.id, "its_content": _body(row.content, row.text, row.long_part)}
                for row in rows
            ],
        )


def _body(stored: bytes, text: bytes, long_part: bytes) -> bytes:
    """A body as it was signed, as app/base/bodies reads it at the time of this revision."""
    place = -1
    if long_part:
        place, stored = int.from_bytes(stored[:4], signed=True), stored[4:]
    reader = zlib.decompressobj(zdict=text)
    body = reader.decompress(stored)
    if not reader.eof:
        raise RuntimeError("a body is damaged: run fsck before going back to this revision")
    return body if place < 0 else body[:place] + long_part + body[place:]
