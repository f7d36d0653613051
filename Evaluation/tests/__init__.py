"""Tests of the measurements, with the standard library alone."""
