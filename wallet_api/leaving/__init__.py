"""Leaving: everything in a passport as files, with its key or without, and its erasure."""
