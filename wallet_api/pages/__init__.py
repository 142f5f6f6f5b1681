"""The holder's pages: claiming, the passport, sharing, and what a reader of a share sees."""
