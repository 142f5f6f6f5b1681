"""Many certificates checked at once: taken in, checked in the background, shown as one table.

No account is needed: the result is behind a secret link and is deleted at a chosen time. What
was handed in is sealed while it waits and is deleted as soon as it was checked.
"""
