"""An employer is told when a shared set comes out otherwise than before, if its holder allows it.

Only the holder can allow it, for one link, and sees who watches. It ends with the link. What is
kept is the last result, and nothing of the certificates.
"""
