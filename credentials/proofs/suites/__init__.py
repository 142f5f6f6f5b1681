"""The cryptosuites, one module for each; which are accepted is said in `proofs.registry`."""
