"""Many awards from one class list: its rows, what is wrong with them, and the work itself."""
