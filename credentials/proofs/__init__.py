"""Embedded proofs: Data Integrity, its cryptosuites, and the one list of accepted ones."""
