"""Questions asked of several layers at once."""
