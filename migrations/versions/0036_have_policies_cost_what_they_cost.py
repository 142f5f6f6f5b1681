"""Have PostgreSQL know better how many rows the policies of training bodies let through."""

from alembic import op

revision = "0036"
down_revision = "0035"
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
    _change(f"CASE WHEN {_SEEN} = '*' THEN true ELSE organisation_id = {_SEEN} END")


def downgrade() -> None:
    _change(f"{_SEEN} = '*' OR organisation_id = {_SEEN}")


def _change(rule: str) -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    for name in _TABLES:
        op.execute(f"ALTER POLICY {name}_of_one_body ON {name} USING ({rule})")
