"""Signatures around a document, in JOSE form."""
