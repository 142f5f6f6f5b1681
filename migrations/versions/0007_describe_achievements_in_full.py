"""Describe achievements in full and by version. Those that are there are version 1."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("achievements", schema=None) as batch_op:
        batch_op.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
        batch_op.add_column(sa.Column("replaces", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("criteria_url", sa.String(length=500), nullable=True))
        batch_op.add_column(sa.Column("outcomes", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.add_column(sa.Column("hours", sa.Double(), nullable=True))
        batch_op.add_column(sa.Column("credits", sa.Double(), nullable=True))
        batch_op.add_column(sa.Column("credit_scheme", sa.String(length=200), nullable=True))
        batch_op.add_column(sa.Column("credit_scheme_url", sa.String(length=500), nullable=True))
        batch_op.add_column(sa.Column("alignments", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.add_column(
            sa.Column("assessed_by", sa.JSON(), nullable=False, server_default="[]")
        )
        batch_op.add_column(sa.Column("results", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.add_column(sa.Column("refresher", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("refresher_months", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("image", sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.drop_constraint(batch_op.f("uq_achievements_organisation_id_code"), type_="unique")
        batch_op.create_unique_constraint(
            batch_op.f("uq_achievements_organisation_id_code_version"),
            ["organisation_id", "code", "version"],
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_achievements_replaces_achievements"),
            "achievements",
            ["replaces"],
            ["id"],
        )

    with op.batch_alter_table("awards", schema=None) as batch_op:
        batch_op.add_column(sa.Column("results", sa.JSON(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("awards", schema=None) as batch_op:
        batch_op.drop_column("results")

    with op.batch_alter_table("achievements", schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk_achievements_replaces_achievements"), type_="foreignkey"
        )
        batch_op.drop_constraint(
            batch_op.f("uq_achievements_organisation_id_code_version"), type_="unique"
        )
        batch_op.create_unique_constraint(
            batch_op.f("uq_achievements_organisation_id_code"), ["organisation_id", "code"]
        )
        batch_op.drop_column("retired_at")
        batch_op.drop_column("image")
        batch_op.drop_column("refresher_months")
        batch_op.drop_column("refresher")
        batch_op.drop_column("results")
        batch_op.drop_column("assessed_by")
        batch_op.drop_column("alignments")
        batch_op.drop_column("credit_scheme_url")
        batch_op.drop_column("credit_scheme")
        batch_op.drop_column("credits")
        batch_op.drop_column("hours")
        batch_op.drop_column("outcomes")
        batch_op.drop_column("criteria_url")
        batch_op.drop_column("replaces")
        batch_op.drop_column("version")
