from tests.unit.app.school import database, school, small_school

__all__ = ["database", "school", "small_school"]
