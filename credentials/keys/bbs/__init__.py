"""BBS signatures: one signature over many messages, and proofs that show some of them.

After "The BBS Signature Scheme" (draft-irtf-cfrg-bbs-signatures) with its ciphersuite
BLS12-381-SHA-256. A proof shows messages without the signature, and no two proofs of one
signature can be told to belong together.
"""
