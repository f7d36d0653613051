"""Active speaker detection."""
