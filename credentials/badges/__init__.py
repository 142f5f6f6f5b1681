"""Open Badges 3.0: achievement credentials, and images that carry them."""
