"""Pages for people: the start, the check of a certificate, and the training body's console."""
