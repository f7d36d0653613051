"""Pre-trained speech encoders as Hugging Face directories."""
