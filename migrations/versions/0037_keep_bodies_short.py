"""Keep the bodies of certificates short, with dictionaries of nobody (ADR 14)."""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

_TABLES = ("awards", "passport_certificate")


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
    """Only while no body was written with a dictionary; nothing could read such a one then."""
    for name in _TABLES:
        used = sa.text(f"SELECT count(*) FROM {name} WHERE dictionary_id IS NOT NULL")  # noqa: S608 - our own names
        if op.get_bind().scalar(used):
            raise RuntimeError(f"{name} has bodies that the revision before cannot read")
    for name in _TABLES:
        # Its foreign key goes with the column.
        op.drop_column(name, "dictionary_id")
    op.drop_table("body_dictionaries")
