"""Pages arrange components."""
