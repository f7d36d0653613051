"""A tiny random Whisper encoder and its hidden states, for the tests.

The directory is that of a whole model with its decoder, as `transformers` saves it, in float16.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from transformers import WhisperConfig, WhisperFeatureExtractor, WhisperModel

from Recipes.encoders.whisper_features import log_mel

SEED = 5
POSITIONS = 1500
BANDS = 80


def tiny_model(positions: int = POSITIONS) -> WhisperModel:
    """The model, with the same weights for any number of positions.

    They are larger than those that a training begins with, so that every layer shows in the states.
    """
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
        max_source_positions=positions,
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


def write_whisper(folder: Path) -> None:
    """Writes `config.json`, `preprocessor_config.json` and the weights."""
    tiny_model().save_pretrained(folder)
    WhisperFeatureExtractor(feature_size=BANDS).save_pretrained(folder)
    # As saved, only its owner may read it.
    (folder / "model.safetensors").chmod(0o644)


def whisper_states(sound: np.ndarray) -> np.ndarray:
    """Hidden states in double precision, (layers + 1, T, width)."""
    features = torch.from_numpy(log_mel(sound, BANDS))[None]
    steps = features.shape[2]
    positions = -(-steps // 2)
    encoder = tiny_model(positions).encoder.double()
    # transformers wants exactly twice as many steps as positions, but has no need of them.
    vars(encoder.config)["max_source_positions"] = steps / 2
    with torch.no_grad():
        # Those of the whole model, rounded to float16.
        encoder.embed_positions.weight.copy_(tiny_model().encoder.embed_positions.weight[:positions])
        output = encoder(features, output_hidden_states=True)
    return torch.cat(output.hidden_states).numpy().astype(np.float32)
