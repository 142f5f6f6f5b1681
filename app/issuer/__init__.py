"""Training bodies, what they award, and the awards themselves."""
