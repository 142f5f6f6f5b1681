"""Webhooks: programs of training bodies are told what happened, at least once and in order of time.

A message is written in the transaction of what it tells about (`queue`), so there is never one
without the other, and is sent after the commit (`sending`). It holds identifiers and no
personal data; a program that wants more asks the API.
"""
