"""Random pre-trained speech encoders of every family, and the hidden states that they should have."""
