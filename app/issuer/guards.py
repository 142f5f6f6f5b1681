"""What the database itself refuses: to describe anew what somebody was awarded.

The services look first and say what to do; this holds for a fault of ours and for a stranger
with a database client. Whether it is still awarded (`retired_at`) may change. Revision 0028
says the same for databases that were there before.
"""

from typing import Any

from sqlalchemy import DDL, event

_FREE = frozenset({"id", "created_at", "retired_at"})
_SAID = "an achievement is fixed by its first award"
_FUNCTION = f"""
    CREATE OR REPLACE FUNCTION achievement_is_kept() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN IF EXISTS (SELECT 1 FROM awards WHERE achievement_id = OLD.id) THEN
    RAISE EXCEPTION '{_SAID}' USING ERRCODE = 'integrity_constraint_violation';
    END IF; RETURN NEW; END $$
"""  # noqa: S608 - nothing of it comes from outside


def keep(achievements: Any, awards: Any) -> None:
    """Have the trigger made with the table of awards, which comes after the other."""
    fixed = ", ".join(column.name for column in achievements.columns if column.name not in _FREE)
    begin = f"CREATE TRIGGER achievements_are_kept BEFORE UPDATE OF {fixed} ON achievements"
    sqlite = f"""{begin}
        WHEN EXISTS (SELECT 1 FROM awards WHERE achievement_id = OLD.id)
        BEGIN SELECT RAISE(ABORT, '{_SAID}'); END"""  # noqa: S608 - as above
    postgresql = f"{begin} FOR EACH ROW EXECUTE FUNCTION achievement_is_kept()"
    for dialect, statement in (
        ("sqlite", sqlite),
        ("postgresql", _FUNCTION),
        ("postgresql", postgresql),
    ):
        made = DDL(statement).execute_if(dialect=dialect)  # type: ignore[no-untyped-call] # SQLAlchemy gives it no types
        event.listen(awards, "after_create", made)
