"""The training body of these tests, and the command line in a folder of its own."""

from tests.unit.app.cli.test_commands import command, issued, kept
from tests.unit.app.school import database, school, small_school

__all__ = ["command", "database", "issued", "kept", "school", "small_school"]
