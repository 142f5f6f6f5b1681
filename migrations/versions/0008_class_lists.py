"""Class lists are asked about, approved and remembered."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "column_memories",
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_column_memories_organisation_id_organisations"),
        ),
        sa.PrimaryKeyConstraint("organisation_id", "fingerprint", name=op.f("pk_column_memories")),
    )
    op.create_table(
        "batch_files",
        sa.Column("batch_id", sa.String(length=32), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["batches.id"], name=op.f("fk_batch_files_batch_id_batches")
        ),
        sa.PrimaryKeyConstraint("batch_id", name=op.f("pk_batch_files")),
    )
    with op.batch_alter_table("batch_rows", schema=None) as batch_op:
        batch_op.add_column(sa.Column("cells", sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column("certificate_number", sa.String(length=60), nullable=True))
        batch_op.add_column(sa.Column("resembles", sa.String(length=80), nullable=True))

    with op.batch_alter_table("batches", schema=None) as batch_op:
        batch_op.add_column(sa.Column("plan", sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column("reading", sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column("register_reference", sa.String(length=200), nullable=True))
        batch_op.add_column(sa.Column("read_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("submitted_by", sa.String(length=200), nullable=True))
        batch_op.add_column(sa.Column("approved_by", sa.String(length=200), nullable=True))
        batch_op.add_column(sa.Column("sent_back_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("sent_back_note", sa.Text(), nullable=True))

    # The lists that are there were read when they were handed in.
    op.execute("UPDATE batches SET read_at = created_at")


def downgrade() -> None:
    with op.batch_alter_table("batches", schema=None) as batch_op:
        batch_op.drop_column("sent_back_note")
        batch_op.drop_column("sent_back_at")
        batch_op.drop_column("approved_by")
        batch_op.drop_column("submitted_by")
        batch_op.drop_column("submitted_at")
        batch_op.drop_column("read_at")
        batch_op.drop_column("register_reference")
        batch_op.drop_column("reading")
        batch_op.drop_column("plan")

    with op.batch_alter_table("batch_rows", schema=None) as batch_op:
        batch_op.drop_column("resembles")
        batch_op.drop_column("certificate_number")
        batch_op.drop_column("cells")

    op.drop_table("batch_files")
    op.drop_table("column_memories")
