"""The action unit reader."""
