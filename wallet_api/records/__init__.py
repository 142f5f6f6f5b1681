"""What a holder has to show: certificates, and what they say themselves and others confirm."""
