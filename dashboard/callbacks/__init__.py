"""Decode, ask, draw: one `register(app, pictures)` per part of the screen."""
