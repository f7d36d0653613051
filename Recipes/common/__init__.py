"""Modules that several recipes share, and the test vectors for them."""
