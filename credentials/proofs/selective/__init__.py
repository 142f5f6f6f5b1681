"""What suites share that let a holder leave parts out (ECDSA Cryptosuites 1.0 §3.4)."""
