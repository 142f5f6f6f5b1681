"""`python -m app.cli` is the same as `skills-passport`."""

from app.cli import main

main()
