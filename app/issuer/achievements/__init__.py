"""What a training body can award: described, checked, rehearsed, kept by version, exchanged."""
