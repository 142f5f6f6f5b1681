from tests.unit.app.school import database

__all__ = ["database"]
