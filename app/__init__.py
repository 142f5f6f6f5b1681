"""The issuer, verifier and trust service; it stands on the library `credentials`."""
