"""Training recipes for the networks of emocli."""
