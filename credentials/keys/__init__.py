"""Public keys and their written forms, and the one class that holds a private key."""
