"""One module per provider: what it publishes, how to fetch it, and how to read it."""
