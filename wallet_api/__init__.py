"""The holder's service: a passport of credentials, and what is shared from it."""
