"""JSON-LD to canonical N-Quads, and nothing that is unsigned may look signed on the way."""
