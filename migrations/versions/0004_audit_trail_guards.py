"""The audit trail: refuse changes, and remember what was noted outside."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_SQLITE = (
    """
        CREATE TRIGGER audit_event_no_update BEFORE UPDATE ON audit_event
        BEGIN SELECT RAISE(ABORT, 'entries of the audit trail are never changed'); END
        """,
    """
        CREATE TRIGGER audit_event_no_delete BEFORE DELETE ON audit_event
        BEGIN SELECT RAISE(ABORT, 'entries of the audit trail are never changed'); END
        """,
    """
        CREATE TRIGGER audit_event_no_replace BEFORE INSERT ON audit_event
        WHEN EXISTS (SELECT 1 FROM audit_event WHERE seq = NEW.seq)
        BEGIN SELECT RAISE(ABORT, 'entries of the audit trail are never changed'); END
        """,
)
_POSTGRESQL = (
    """
        CREATE OR REPLACE FUNCTION audit_event_is_kept() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'entries of the audit trail are never changed'
        USING ERRCODE = 'integrity_constraint_violation';
        END $$
        """,
    """
        CREATE TRIGGER audit_event_no_change BEFORE UPDATE OR DELETE ON audit_event
        FOR EACH ROW EXECUTE FUNCTION audit_event_is_kept()
        """,
    """
        CREATE TRIGGER audit_event_no_truncate BEFORE TRUNCATE ON audit_event
        FOR EACH STATEMENT EXECUTE FUNCTION audit_event_is_kept()
        """,
)


def upgrade() -> None:
    with op.batch_alter_table("audit_head", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("noted_seq", sa.Integer(), server_default="0", nullable=False)
        )
    is_postgresql = op.get_bind().dialect.name == "postgresql"
    for statement in _POSTGRESQL if is_postgresql else _SQLITE:
        op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER audit_event_no_change ON audit_event")
        op.execute("DROP TRIGGER audit_event_no_truncate ON audit_event")
        op.execute("DROP FUNCTION audit_event_is_kept()")
    else:
        for name in ("update", "delete", "replace"):
            op.execute(f"DROP TRIGGER audit_event_no_{name}")
    with op.batch_alter_table("audit_head", schema=None) as batch_op:
        batch_op.drop_column("noted_seq")
