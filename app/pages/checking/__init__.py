"""The check of certificates, for whoever comes: no account, and nothing that is sent is kept."""
