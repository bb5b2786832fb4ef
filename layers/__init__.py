"""What a layer is and what can be asked of it; nothing here opens a file or draws."""
