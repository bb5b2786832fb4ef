"""Exports: frames and what is known about them become files of the formats that analysts use."""
