"""The action unit denoiser, a GRU-D."""
