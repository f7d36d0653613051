"""The arguments that all measurements share, and the object that each of them reports."""

from __future__ import annotations

import __main__
import argparse
import json
import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# Shares, seconds, correlations: the fourth decimal is below every interval here.
DECIMALS = 4


def data_directory() -> Path:
    """The recordings and photographs: EMOCLI_DATA, by default ../shared/data."""
    return Path(os.environ.get("EMOCLI_DATA", ROOT / "../shared/data")).resolve()


class Arguments(argparse.ArgumentParser):
    """A parser with `--json`, which can spell the command again without anybody's paths."""

    def __init__(self, description: str) -> None:
        self.declared: list[argparse.Action] = []
        name = __main__.__spec__.name if __main__.__spec__ else Path(__main__.__file__).stem
        super().__init__(
            prog=f"python3 -m {name}",
            description=description,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        self.add_argument("--json", action="store_true", help="print one JSON object")

    def add_argument(self, *names, **settings) -> argparse.Action:
        action = super().add_argument(*names, **settings)
        self.declared.append(action)
        return action

    def command(self, options: argparse.Namespace) -> str:
        """The command line; a path stands there as the name of its argument."""
        words = [self.prog]
        # Arguments first, then options, `--json` at the end.
        for action in sorted(self.declared, key=lambda action: (len(action.option_strings), action.dest == "json")):
            value = getattr(options, action.dest, None)
            if value in (None, False, action.default):
                continue
            flag = action.option_strings[-1:]
            for one in value if isinstance(value, list) else [value]:
                if one is True:
                    words += flag
                elif isinstance(one, Path):
                    words += [*flag, action.metavar or action.dest.upper()]
                else:
                    words += [*flag, str(one)]
        return " ".join(words)

    def report(
        self,
        options: argparse.Namespace,
        what: str,
        *,
        protocol: str,
        material: str,
        counts: dict[str, int],
        figures: dict,
        weights: str | None,
        lines: list[str],
    ) -> None:
        """Prints the measurement: one JSON object, or the lines.

        - what: what the figures are, with their units.
        - protocol: what the networks knew of the people measured.
        - counts: how many clips, faces, pairs, …
        - figures: numbers, by names in snake_case; shares are 0…1.
        - weights: name and version of the networks that decide.
        """
        if not options.json:
            print("\n".join(lines))
            return
        measured = {
            "what": what,
            "protocol": protocol,
            "material": material,
            "counts": counts,
            "command": self.command(options),
            "weights": weights,
            "figures": rounded(figures),
        }
        print(json.dumps(measured, indent=2, ensure_ascii=False))


def rounded(value):
    """The same with all fractions rounded."""
    if isinstance(value, dict):
        return {key: rounded(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [rounded(one) for one in value]
    return round(float(value), DECIMALS) if isinstance(value, float) else value
