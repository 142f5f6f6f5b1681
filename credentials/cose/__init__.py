"""Signatures around a document, in COSE form."""
