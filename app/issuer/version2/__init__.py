"""Awards as Open Badges 2.0, for platforms that read nothing newer.

Nothing is stored for it. Who the badge is for stands, as a hash, in the address itself,
sealed: whoever has the address can read the badge, nobody else can find it, and of the person
no more is kept than before.
"""
