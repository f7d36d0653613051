"""Random networks of the Wav2Vec 2.0 family, as directories in Hugging Face's layout.

No trained weights are needed to tell whether a program computes what `transformers` computes. All
parameters are drawn, also norms and biases, which a new network has at 1 and 0.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
import transformers
from safetensors.torch import save_file
from torch import Tensor

FAMILIES = {
    "wav2vec2": ("Wav2Vec2", "wav2vec2."),
    "hubert": ("Hubert", "hubert."),
    "unispeech-sat": ("UniSpeechSat", "unispeech_sat."),
    "wavlm": ("WavLM", "wavlm."),
    "data2vec-audio": ("Data2VecAudio", "data2vec_audio."),
}
TYPES = {"F32": torch.float32, "F16": torch.float16, "BF16": torch.bfloat16}
NEW_NAMES = ("parametrizations.weight.original0", "parametrizations.weight.original1")
OLD_NAMES = ("weight_g", "weight_v")
LARGE_STYLE = {"feat_extract_norm": "layer", "do_stable_layer_norm": True, "conv_bias": True}


@dataclass(frozen=True)
class Variant:
    """A network and how it is stored.

    - family: `model_type`.
    - large: norms in every convolution and before the transformer's parts, as in the large networks.
    - dtype: of the stored numbers: F32, F16 or BF16.
    - shards: 1 for one file, more for an index and that many.
    - has_prefix: whether names start as in a network with a head, which is there too.
    - has_old_names: whether weight norm has its older names.
    - normalises: `do_normalize`.
    - sizes: other settings.
    """

    family: str
    large: bool = False
    dtype: str = "F32"
    shards: int = 1
    has_prefix: bool = False
    has_old_names: bool = False
    normalises: bool = True
    sizes: dict = field(default_factory=dict)

    @property
    def settings(self) -> dict:
        """What the configuration's constructor gets."""
        # Data2Vec has only one style.
        style = LARGE_STYLE if self.large and self.family != "data2vec-audio" else {}
        return style | self.sizes


def network(variant: Variant, seed: int) -> transformers.PreTrainedModel:
    """The network with drawn weights, rounded to the type in which they are stored."""
    torch.manual_seed(seed)
    name = FAMILIES[variant.family][0]
    config = getattr(transformers, f"{name}Config")(**variant.settings)
    model = getattr(transformers, f"{name}Model")(config).eval()
    with torch.no_grad():
        for key, parameter in model.named_parameters():
            if parameter.ndim == 1 or key.endswith("gru_rel_pos_const"):
                parameter.add_(0.2 * torch.randn_like(parameter))
            elif "rel_attn_embed" in key:
                parameter.normal_()
            parameter.copy_(parameter.to(TYPES[variant.dtype]).float())
    return model


def hidden_states(model: transformers.PreTrainedModel, sound: np.ndarray, normalises: bool) -> Tensor:
    """Hidden states of 16 kHz sound, from the first layer's input to the last output: (layers + 1, T, width)."""
    extractor = transformers.Wav2Vec2FeatureExtractor(do_normalize=normalises)
    values = extractor(sound, sampling_rate=16_000, return_tensors="pt").input_values
    with torch.no_grad():
        return torch.cat(model(values, output_hidden_states=True).hidden_states)


def stored_tensors(model: transformers.PreTrainedModel, variant: Variant) -> dict[str, Tensor]:
    """The tensors as a checkpoint would have them."""
    prefix = FAMILIES[variant.family][1] if variant.has_prefix else ""
    tensors = {}
    for name, value in model.state_dict().items():
        for new, old in zip(NEW_NAMES, OLD_NAMES, strict=True):
            name = name.replace(new, old) if variant.has_old_names else name
        tensors[prefix + name] = value.to(TYPES[variant.dtype]).contiguous()
    if variant.has_prefix:
        tensors["lm_head.weight"] = torch.zeros(3, 2, dtype=TYPES[variant.dtype])
    return tensors


def write(folder: Path, model: transformers.PreTrainedModel, variant: Variant) -> None:
    """Writes `config.json`, `preprocessor_config.json` and the weights."""
    folder.mkdir(parents=True, exist_ok=True)
    config = {"model_type": variant.family} | variant.settings
    (folder / "config.json").write_text(json.dumps(config, indent=2) + "\n")
    processing = {"do_normalize": variant.normalises, "sampling_rate": 16_000}
    (folder / "preprocessor_config.json").write_text(json.dumps(processing, indent=2) + "\n")
    tensors = stored_tensors(model, variant)
    if variant.shards == 1:
        save_file(tensors, folder / "model.safetensors", {"format": "pt"})
        return
    names, weight_map = sorted(tensors), {}
    for number in range(variant.shards):
        file = f"model-{number + 1:05}-of-{variant.shards:05}.safetensors"
        part = names[number :: variant.shards]
        save_file({name: tensors[name] for name in part}, folder / file, {"format": "pt"})
        weight_map |= dict.fromkeys(part, file)
    index = {"metadata": {}, "weight_map": dict(sorted(weight_map.items()))}
    (folder / "model.safetensors.index.json").write_text(json.dumps(index, indent=2) + "\n")


def sound(seconds: float, seed: int = 5) -> np.ndarray:
    """A rising tone with harmonics, a pause and noise, at 16 kHz; float32."""
    count = round(16_000 * seconds)
    time = np.arange(count) / 16_000
    phase = 2 * np.pi * (140 * time + 60 * time**2)
    voiced = sum(np.sin(k * phase) / k for k in range(1, 9)) * (np.sin(9 * time) > -0.6)
    noise = np.random.default_rng(seed).normal(size=count)
    return (0.05 + 0.2 * voiced + 0.01 * noise).astype(np.float32)
