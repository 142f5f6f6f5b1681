"""Certificates as SD-JWT VC: what the holder shows of them one by one, with a key of their own."""
