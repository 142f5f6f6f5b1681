"""The W3C VC API, a thin projection of the issuer and the verifier."""
