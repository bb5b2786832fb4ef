"""How fast and how small, side by side with the plain way; `pharos bench` runs it."""
