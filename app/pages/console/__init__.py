"""The pages of a training body's staff: what they award, to whom, and what became of it."""
