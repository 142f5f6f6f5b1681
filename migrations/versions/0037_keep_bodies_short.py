"""Keep the bodies of certificates short, with dictionaries of nobody (ADR 14)."""

import zlib

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

_TABLES = ("awards", "passport_certificate")
_AT_ONCE = 50


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
    """Bodies that were written with a dictionary are written out again, as they were signed.

    On SQLite only with foreign keys off, like every revision that copies a table: see
    `app.base.db.revisions`.
    """
    if op.get_bind().dialect.name == "postgresql":
        # Whoever is bound to one body sees nothing of the others, and would leave theirs short.
        op.execute("SELECT set_config('passport.organisation', '*', true)")
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
    words = sa.table("body_dictionaries", *(sa.column(one) for one in ("id", "text", "long_part")))
    connection, last = op.get_bind(), ""
    known: dict[int, tuple[bytes, bytes]] = {}
    short = bodies.select().where(bodies.c.dictionary_id.is_not(None)).order_by(bodies.c.id)
    while rows := connection.execute(short.where(bodies.c.id > last).limit(_AT_ONCE)).all():
        for words_id in {row.dictionary_id for row in rows} - known.keys():
            # Raises where it is missing: nothing is changed then.
            found = connection.execute(words.select().where(words.c.id == words_id)).one()
            known[words_id] = found.text, found.long_part
        made = [
            {"its_id": row.id, "its_content": body(row.content, *known[row.dictionary_id])}
            for row in rows
        ]
        connection.execute(change, made)
        last = rows[-1].id


def body(stored: bytes, text: bytes, long_part: bytes) -> bytes:
    """A body as it was signed, as app/base/bodies reads it at the time of this revision."""
    place = -1
    if long_part:
        place, stored = int.from_bytes(stored[:4], signed=True), stored[4:]
    reader = zlib.decompressobj(zdict=text)
    made = reader.decompress(stored)
    if not reader.eof or reader.unused_data or not -1 <= place <= len(made):
        raise RuntimeError("a body is damaged: run fsck before going back to this revision")
    return made if place == -1 else made[:place] + long_part + made[place:]
