"""Have PostgreSQL itself keep the rows of training bodies apart (ADR 10)."""

from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

_SEEN = "current_setting('passport.organisation', true)"
_TABLES = (
    "achievements",
    "api_key",
    "assessors",
    "audit_event",
    "awards",
    "batches",
    "centres",
    "class_codes",
    "column_memories",
    "correction_requests",
    "corrections",
    "name_changes",
    "passport_return",
    "providers",
    "status_lists",
    "token_status_lists",
    "webhooks",
)


def upgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    for name in _TABLES:
        op.execute(f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY")
        op.execute(
            f"CREATE POLICY {name}_of_one_body ON {name}"
            f" USING ({_SEEN} = '*' OR organisation_id = {_SEEN})"
        )
    op.execute("CREATE POLICY audit_event_added ON audit_event FOR INSERT WITH CHECK (true)")


def downgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    op.execute("DROP POLICY audit_event_added ON audit_event")
    for name in _TABLES:
        op.execute(f"DROP POLICY {name}_of_one_body ON {name}")
        op.execute(f"ALTER TABLE {name} NO FORCE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {name} DISABLE ROW LEVEL SECURITY")
