"""Many credentials that differ in a few texts: made from a template, and looked at again."""
