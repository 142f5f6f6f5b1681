"""The history of the database's tables; no application logic lives here."""
