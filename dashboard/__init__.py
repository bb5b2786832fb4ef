"""The dashboard: a reader's choice becomes a selection, the selection a picture."""
