"""The stage of the journeys, for the holder's side."""

from tests.journeys.conftest import on_stage

__all__ = ["on_stage"]
