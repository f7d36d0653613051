"""A tiny random Whisper encoder and its hidden states, for the tests.

The directory is that of a whole model with its decoder, as `transformers` saves it, in float16.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from transformers import WhisperConfig, WhisperFeatureExtractor, WhisperModel

from Recipes.encoders.whisper_reference import hidden_states

SEED = 5
BANDS = 80


def tiny_model() -> WhisperModel:
    """The model; its weights are larger than those that a training begins with, so that every layer shows in the states."""
    config = WhisperConfig(
        vocab_size=16,
        d_model=16,
        num_mel_bins=BANDS,
        encoder_layers=2,
        encoder_attention_heads=2,
        encoder_ffn_dim=40,
        decoder_layers=1,
        decoder_attention_heads=2,
        decoder_ffn_dim=8,
        max_target_positions=4,
        pad_token_id=0,
        bos_token_id=0,
        eos_token_id=0,
        decoder_start_token_id=0,
    )
    model = WhisperModel(config).eval()
    generator = torch.Generator().manual_seed(SEED)
    with torch.no_grad():
        for name, value in sorted(model.named_parameters()):
            if name != "encoder.embed_positions.weight":
                value.copy_(torch.randn(value.shape, generator=generator) * 0.3)
            if "layer_norm.weight" in name:
                value.add_(1)
    return model.half()


def write_whisper(folder: Path, sound: np.ndarray) -> np.ndarray:
    """Writes `config.json`, `preprocessor_config.json` and the weights, and returns the sound's hidden states."""
    model = tiny_model()
    model.save_pretrained(folder)
    WhisperFeatureExtractor(feature_size=BANDS).save_pretrained(folder)
    # As saved, only its owner may read it.
    (folder / "model.safetensors").chmod(0o644)
    return hidden_states(model.encoder.double(), sound).astype(np.float32)
