"""One module per layer; each defines `LAYER` and nothing else."""
