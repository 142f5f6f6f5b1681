"""Fonts for the scripts that occur in names; source, licence and hashes in manifest.json."""
