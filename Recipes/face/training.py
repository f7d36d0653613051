"""Options, loop and moving average that all trainings of face networks share."""

from __future__ import annotations

import argparse
import copy
from collections.abc import Callable, Iterable
from pathlib import Path

import torch
from torch import Tensor, nn

from Recipes.common.layers import update_average
from Recipes.face.schedule import Schedule, add_arguments

AVERAGE_DECAY = 0.998
MAX_GRADIENT = 5.0

Step = Callable[[float], tuple[Tensor, list[float]]]
"""Maps progress 0…1 to the loss of a new batch and its parts for the log."""


def arguments(description: str | None, steps: int) -> argparse.ArgumentParser:
    """The options of every training."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--data", type=Path, required=True, help="the data directory")
    parser.add_argument("--cache", type=Path, required=True, help="folder for the patches")
    parser.add_argument("--out", type=Path, required=True, help="folder for the results")
    parser.add_argument("--start", type=Path, help="initial weights")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--bfloat16", action="store_true", help="on a CPU: faster where layers are wide")
    add_arguments(parser, steps=steps)
    return parser


def prepare(options: argparse.Namespace) -> None:
    """Sets threads and seed and makes the folder of the run."""
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    options.out.mkdir(parents=True, exist_ok=True)


class Training:
    """A network in training: float32 or bfloat16 on a CPU, float16 with a gradient scaler on a GPU."""

    def __init__(
        self,
        network: nn.Module,
        options: argparse.Namespace,
        learning_rate: float,
        decay: float,
        shares: Iterable[tuple[Iterable[nn.Parameter], float]] | None = None,
    ):
        """`shares`: parameter groups and their factors on the learning rate."""
        self.device = "cuda" if torch.cuda.is_available() else "cpu"
        if options.start:
            network.load_state_dict(torch.load(options.start, map_location="cpu"))
        self.network = network.to(self.device, memory_format=torch.channels_last)
        self.average = copy.deepcopy(self.network).eval()
        self.options, self.learning_rate = options, learning_rate
        groups = [
            {"params": list(part), "share": share}
            for part, share in shares or [(network.parameters(), 1.0)]
        ]
        self.optimizer = torch.optim.AdamW(groups, learning_rate, weight_decay=decay, fused=True)
        self.scaler = torch.amp.GradScaler(self.device, enabled=self.device == "cuda")

    def forward(self, x: Tensor, *others: Tensor) -> Tensor | list[Tensor]:
        """Output on a batch (N, C, H, W) and further inputs, on the CPU."""
        x = x.to(self.device).contiguous(memory_format=torch.channels_last)
        precision = torch.float16 if self.device == "cuda" else torch.bfloat16
        with torch.autocast(self.device, precision, enabled=self.device == "cuda" or self.options.bfloat16):
            output = self.network(x, *(other.to(self.device) for other in others))
        return output.cpu() if isinstance(output, Tensor) else [one.cpu() for one in output]

    def run(self, step: Step, batch: int) -> nn.Module:
        """Trains to the end of the schedule; returns the averaged network and saves it."""
        schedule, recent, more = Schedule(self.options), [], True
        while more:
            for group in self.optimizer.param_groups:
                group["lr"] = self.learning_rate * group["share"] * schedule.rate()
            loss, parts = step(schedule.progress)
            self.descend(loss)
            update_average(self.average, self.network, schedule.step, AVERAGE_DECAY)
            recent.append(parts)
            more = schedule.advance()
            if schedule.step % 200 == 0:
                terms = " ".join(f"{term:.4f}" for term in torch.tensor(recent).mean(dim=0))
                print(f"{schedule.step} {terms} {schedule.pace(batch):.0f} a second", flush=True)
                recent.clear()
            if schedule.step % 300 == 0 or not more:
                torch.save(self.average.state_dict(), self.options.out / "network.pt")
        print(f"{schedule.step} steps", flush=True)
        return self.average.cpu()

    def descend(self, loss: Tensor) -> None:
        """One optimiser step."""
        self.optimizer.zero_grad()
        self.scaler.scale(loss.to(self.device)).backward()
        self.scaler.unscale_(self.optimizer)
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), MAX_GRADIENT)
        self.scaler.step(self.optimizer)
        self.scaler.update()
