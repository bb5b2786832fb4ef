"""Imports, updates, differences between dates and retention: what changes a data folder."""
