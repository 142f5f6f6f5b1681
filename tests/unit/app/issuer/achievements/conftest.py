"""The training body of these tests."""

from tests.unit.app.school import small_school

__all__ = ["small_school"]
