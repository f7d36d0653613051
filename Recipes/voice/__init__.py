"""The voice encoder and its emotion heads."""
