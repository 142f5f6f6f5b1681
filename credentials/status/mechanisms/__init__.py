"""One file for each status mechanism; which are accepted is written in `registry`."""
