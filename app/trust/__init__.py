"""Who is accredited for what, by whom and since when, as the operator recorded it."""
