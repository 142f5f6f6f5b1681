"""Publish token status lists."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "token_status_lists",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("url", sa.String(length=500), nullable=False),
        sa.Column("issuer", sa.String(length=500), nullable=False),
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.Column("seed", sa.LargeBinary(length=32), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("content_changes", sa.Integer(), nullable=False),
        sa.Column("content_until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_token_status_lists_organisation_id_organisations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_token_status_lists")),
        sa.UniqueConstraint("url", name=op.f("uq_token_status_lists_url")),
    )
    with op.batch_alter_table("token_status_lists", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_token_status_lists_organisation_id"), ["organisation_id"], unique=False
        )
        batch_op.create_index(
            "uq_token_status_lists_open",
            ["organisation_id"],
            unique=True,
            sqlite_where=sa.text("is_open"),
            postgresql_where=sa.text("is_open"),
        )

    op.create_table(
        "token_status_places",
        sa.Column("list_id", sa.String(length=32), nullable=False),
        sa.Column("index", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("award_id", sa.String(length=64), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["list_id"],
            ["token_status_lists.id"],
            name=op.f("fk_token_status_places_list_id_token_status_lists"),
        ),
        sa.PrimaryKeyConstraint("list_id", "index", name=op.f("pk_token_status_places")),
    )
    with op.batch_alter_table("token_status_places", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_token_status_places_award_id"), ["award_id"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("token_status_places", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_token_status_places_award_id"))

    op.drop_table("token_status_places")
    with op.batch_alter_table("token_status_lists", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_token_status_lists_open",
            sqlite_where=sa.text("is_open"),
            postgresql_where=sa.text("is_open"),
        )
        batch_op.drop_index(batch_op.f("ix_token_status_lists_organisation_id"))

    op.drop_table("token_status_lists")
