"""Publication: every list that has changed is signed once, and laid out where others serve it."""
