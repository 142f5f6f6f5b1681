"""Personal data of people who were awarded: kept no longer than needed, told, and deleted.

docs/data-protection.md says for each field why it is kept and how long.
"""
