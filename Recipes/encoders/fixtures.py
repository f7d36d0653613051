"""Tiny speech encoders with the hidden states that `transformers` computes, for the tests.

Writes a folder for each variant and one for Whisper below `--out`: the files of a Hugging Face directory and
`states.safetensors` with `states` (layers + 1, T, width). `sound.safetensors` beside them has the
sound (samples) that all of them heard.
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

import numpy as np

from Recipes.common.tensor_file import write_tensors
from Recipes.encoders.wav2vec2 import Variant, hidden_states, network, sound, write
from Recipes.encoders.whisper_fixtures import write_whisper

SECONDS = 0.45
TINY = {
    "hidden_size": 16,
    "num_hidden_layers": 2,
    "num_attention_heads": 2,
    "intermediate_size": 24,
    "conv_dim": [6] * 7,
    "conv_stride": [5, 2, 2, 2, 2, 2, 2],
    "conv_kernel": [10, 3, 3, 3, 3, 2, 2],
    "num_conv_pos_embeddings": 8,
    "num_conv_pos_embedding_groups": 4,
}
# Buckets of several distances within 22 states.
NEAR = {"num_buckets": 16, "max_bucket_distance": 12}
VARIANTS = {
    "wav2vec2-base": Variant("wav2vec2", sizes=TINY),
    "wav2vec2-large": Variant("wav2vec2", large=True, dtype="F16", sizes=TINY),
    "hubert-base": Variant("hubert", has_prefix=True, has_old_names=True, sizes=TINY),
    "hubert-large": Variant(
        "hubert", large=True, dtype="BF16", sizes=TINY | {"feat_proj_layer_norm": False, "num_conv_pos_embeddings": 7}
    ),
    "unispeech-sat-base": Variant("unispeech-sat", shards=3, normalises=False, sizes=TINY),
    "unispeech-sat-large": Variant("unispeech-sat", large=True, dtype="F16", shards=2, has_prefix=True, sizes=TINY),
    "wavlm-base": Variant("wavlm", has_old_names=True, normalises=False, sizes=TINY | NEAR),
    "wavlm-large": Variant("wavlm", large=True, dtype="BF16", sizes=TINY | NEAR),
    "data2vec-audio-base": Variant(
        "data2vec-audio", sizes=TINY | {"num_conv_pos_embeddings": 2, "conv_pos_kernel_size": 5}
    ),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="the folder to write to")
    options = parser.parse_args()
    heard = sound(SECONDS)
    origin = {"generator": "Recipes/encoders/fixtures.py"}
    for number, (name, variant) in enumerate(VARIANTS.items()):
        shutil.rmtree(options.out / name, ignore_errors=True)
        model = network(variant, seed=number)
        write(options.out / name, model, variant)
        states = hidden_states(model, heard, variant.normalises).numpy()
        write_tensors(options.out / name / "states.safetensors", {"states": np.ascontiguousarray(states)}, origin)
    states = write_whisper(options.out / "whisper", heard)
    write_tensors(options.out / "whisper/states.safetensors", {"states": states}, origin)
    write_tensors(options.out / "sound.safetensors", {"sound": heard}, origin)


if __name__ == "__main__":
    main()
