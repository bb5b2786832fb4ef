"""Values to Dash components; no callback, no store."""
