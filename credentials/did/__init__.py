"""Decentralised identifiers: their grammar, and their documents from what is at hand."""
