"""The fusion of voice and face."""
