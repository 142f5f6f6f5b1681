"""The operator's pages: applications, training bodies, and who is accredited by whom."""
