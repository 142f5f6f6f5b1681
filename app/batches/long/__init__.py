"""Class lists that are too long to be read while somebody waits: read and judged part by part."""
