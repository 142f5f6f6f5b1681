"""The plumbing that every slice needs: settings, database, keys, accounts, pages, problems."""
