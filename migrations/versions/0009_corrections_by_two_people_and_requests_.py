"""Corrections by two people, and requests of workers; the closed list of reasons."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

# The reasons as they could be chosen on the pages before there was one closed list. What
# programs wrote freely stays in the body's own file, and is shown in public no more.
_REASONS = {
    "awarded-in-error": "issued-in-error",
    "result-changed": "issued-in-error",
    "obtained-by-deception": "fraud-found",
    "asked-by-the-person": "withdrawn-at-the-workers-request",
    "misspelt-name": "replaced",
    "wrong-birth-date": "replaced",
    "wrong-day": "replaced",
    "name-changed": "replaced",
}


def upgrade() -> None:
    op.create_table(
        "corrections",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("award_id", sa.String(length=64), nullable=False),
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("requested_by", sa.String(length=200), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.String(length=200), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("contest_digest", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["award_id"], ["awards.id"], name=op.f("fk_corrections_award_id_awards")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_corrections_organisation_id_organisations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_corrections")),
        sa.UniqueConstraint("contest_digest", name=op.f("uq_corrections_contest_digest")),
    )
    with op.batch_alter_table("corrections", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_corrections_award_id"), ["award_id"], unique=False)
        batch_op.create_index(
            "ix_corrections_organisation_id_state", ["organisation_id", "state"], unique=False
        )
        batch_op.create_index(
            "uq_corrections_waiting",
            ["award_id", "kind"],
            unique=True,
            sqlite_where=sa.text("state = 'waiting'"),
            postgresql_where=sa.text("state = 'waiting'"),
        )

    op.create_table(
        "correction_requests",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("award_id", sa.String(length=64), nullable=False),
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("case_id", sa.String(length=32), nullable=True),
        sa.Column("about", sa.String(length=20), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("contact", sa.String(length=320), nullable=True),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("link_digest", sa.String(length=64), nullable=False),
        sa.Column("passport_id", sa.String(length=64), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("refusal", sa.String(length=40), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(
            ["award_id"], ["awards.id"], name=op.f("fk_correction_requests_award_id_awards")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["corrections.id"], name=op.f("fk_correction_requests_case_id_corrections")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_correction_requests_organisation_id_organisations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction_requests")),
        sa.UniqueConstraint("link_digest", name=op.f("uq_correction_requests_link_digest")),
    )
    with op.batch_alter_table("correction_requests", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_correction_requests_award_id"), ["award_id"], unique=False
        )
        batch_op.create_index(
            "ix_correction_requests_organisation_id_state",
            ["organisation_id", "state"],
            unique=False,
        )

    with op.batch_alter_table("passport", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("leads_on", sa.Boolean(), nullable=False, server_default=sa.false())
        )

    position = sa.table(
        "status_positions", sa.column("reason", sa.String), sa.column("purpose", sa.String)
    )
    for old, new in _REASONS.items():
        op.execute(
            position.update()
            .where(position.c.reason == old, position.c.purpose == "revocation")
            .values(reason=new)
        )


def downgrade() -> None:
    with op.batch_alter_table("passport", schema=None) as batch_op:
        batch_op.drop_column("leads_on")

    with op.batch_alter_table("correction_requests", schema=None) as batch_op:
        batch_op.drop_index("ix_correction_requests_organisation_id_state")
        batch_op.drop_index(batch_op.f("ix_correction_requests_award_id"))

    op.drop_table("correction_requests")
    with op.batch_alter_table("corrections", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_corrections_waiting",
            sqlite_where=sa.text("state = 'waiting'"),
            postgresql_where=sa.text("state = 'waiting'"),
        )
        batch_op.drop_index("ix_corrections_organisation_id_state")
        batch_op.drop_index(batch_op.f("ix_corrections_award_id"))

    op.drop_table("corrections")
