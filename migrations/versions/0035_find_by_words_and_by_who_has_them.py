"""Certificates are found by an index, by their words and by who has them."""

import unicodedata
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

_AT_ONCE = 500
_NUMBERS = sa.JSON().with_variant(postgresql.ARRAY(sa.Integer()), "postgresql")


def upgrade() -> None:
    op.create_table(
        "award_beginnings_reached",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award_beginnings_reached")),
    )
    # It fills by itself, from the beginning of the audit trail, once the service runs.
    op.create_table(
        "award_beginnings",
        sa.Column("award_id", sa.String(length=64), nullable=False),
        sa.Column("numbers", _NUMBERS, nullable=False),
        sa.ForeignKeyConstraint(
            ["award_id"], ["awards.id"], name=op.f("fk_award_beginnings_award_id_awards")
        ),
        sa.PrimaryKeyConstraint("award_id", name=op.f("pk_award_beginnings")),
    )
    op.create_index(
        "ix_award_beginnings_numbers", "award_beginnings", ["numbers"], postgresql_using="gin"
    )
    op.add_column("awards", sa.Column("born", sa.String(length=10), nullable=True))
    op.add_column("awards", sa.Column("register_key", sa.String(length=200), nullable=True))
    _fill()
    op.create_index("ix_awards_achievement_id_born", "awards", ["achievement_id", "born"])
    op.create_index(
        "ix_awards_achievement_id_register_key", "awards", ["achievement_id", "register_key"]
    )


def downgrade() -> None:
    op.drop_index("ix_awards_achievement_id_register_key", table_name="awards")
    op.drop_index("ix_awards_achievement_id_born", table_name="awards")
    op.drop_column("awards", "register_key")
    op.drop_column("awards", "born")
    op.drop_index("ix_award_beginnings_numbers", table_name="award_beginnings")
    op.drop_table("award_beginnings")
    op.drop_table("award_beginnings_reached")


def _fill() -> None:
    awards = sa.table(
        "awards",
        sa.column("id", sa.String),
        sa.column("person", sa.JSON),
        sa.column("born", sa.String),
        sa.column("register_key", sa.String),
    )
    change = (
        awards.update()
        .where(awards.c.id == sa.bindparam("its_id"))
        .values(born=sa.bindparam("its_born"), register_key=sa.bindparam("its_key"))
    )
    connection, last = op.get_bind(), ""
    while True:
        query = sa.select(awards.c.id, awards.c.person).where(awards.c.id > last)
        rows = connection.execute(query.order_by(awards.c.id).limit(_AT_ONCE)).all()
        if not rows:
            return
        connection.execute(
            change,
            [
                {"its_id": row.id, "its_born": _born(row.person), "its_key": _key(row.person)}
                for row in rows
            ],
        )
        last = rows[-1].id


def _born(person: dict[str, Any] | None) -> str | None:
    known = person or {}
    return str(known.get("birth_date") or known.get("birth_year") or "") or None


def _key(person: dict[str, Any] | None) -> str | None:
    # As app/issuer/searching.py makes it at the time of this revision.
    number = (person or {}).get("register_number") or ""
    apart = unicodedata.normalize("NFKD", number).casefold()
    letters = "".join(c for c in apart if unicodedata.category(c) != "Mn")
    return " ".join(sorted(letters.split()))[:200] or None
