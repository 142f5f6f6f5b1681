"""The vendored JSON-LD contexts and schemas; `manifest.json` says where each comes from.

Data only: nothing here is code, and nothing outside `credentials` reads it.
"""
