"""The record of a training body: what was awarded, what became of it, and who did what."""
