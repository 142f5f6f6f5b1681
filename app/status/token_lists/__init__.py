"""Token status lists: the status of certificates that are carried as SD-JWT VC."""
