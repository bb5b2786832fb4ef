"""Frames to figures; nothing here knows Dash or reads a file."""
