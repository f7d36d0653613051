"""The speech detector."""
