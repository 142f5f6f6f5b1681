"""Templates of printed documents (typst)."""
