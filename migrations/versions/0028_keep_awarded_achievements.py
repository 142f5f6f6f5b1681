"""Achievements: the database refuses to describe anew what somebody was awarded.

On SQLite a later revision that copies the table of awards or of achievements drops the
trigger first, and makes it again afterwards.
"""

from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

# All but the id, the day it was made, and whether it is still awarded.
_FIXED = (
    "organisation_id, code, version, replaces, name, description, criteria, criteria_url,"
    " achievement_type, language, translations, outcomes, hours, credits, credit_scheme,"
    " credit_scheme_url, alignments, assessed_by, results, suspendable, validity_months,"
    " refresher, refresher_months, image"
)
_SQLITE = (
    f"""
    CREATE TRIGGER achievements_are_kept BEFORE UPDATE OF {_FIXED} ON achievements
    WHEN EXISTS (SELECT 1 FROM awards WHERE achievement_id = OLD.id)
    BEGIN SELECT RAISE(ABORT, 'an achievement is fixed by its first award'); END
    """,  # noqa: S608 - nothing of it comes from outside
)
_POSTGRESQL = (
    """
    CREATE OR REPLACE FUNCTION achievement_is_kept() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN IF EXISTS (SELECT 1 FROM awards WHERE achievement_id = OLD.id) THEN
    RAISE EXCEPTION 'an achievement is fixed by its first award'
    USING ERRCODE = 'integrity_constraint_violation';
    END IF; RETURN NEW; END $$
    """,
    f"""
    CREATE TRIGGER achievements_are_kept BEFORE UPDATE OF {_FIXED} ON achievements
    FOR EACH ROW EXECUTE FUNCTION achievement_is_kept()
    """,
)


def upgrade() -> None:
    is_postgresql = op.get_bind().dialect.name == "postgresql"
    for statement in _POSTGRESQL if is_postgresql else _SQLITE:
        op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER achievements_are_kept ON achievements")
        op.execute("DROP FUNCTION achievement_is_kept()")
    else:
        op.execute("DROP TRIGGER achievements_are_kept")
