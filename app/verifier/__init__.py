"""From anything an employer may hold to a report: find the credential, gather, judge."""
