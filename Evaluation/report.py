"""Writes `docs/figures.md`, and the blocks of figures in README.md and Models/README.md, from `Evaluation/figures/*.json`.

A file of figures is what a measurement prints with `--json`; figures that no module here measures have the same form, and
say in `source` where they come from. The words are those of `Evaluation/templates`: `figures.md` is the whole document, any
other file NAME.md the block between `<!-- figures: NAME -->` and `<!-- /figures -->`. In a template

- `{file.path.to.value|format}` is a figure; `{file.counts.clips}` another part of the file,
- `{source file}` the line that says how it was measured.

Formats: `%`, `%0`, `%2` percent with so many decimals; `uar` a UAR with its interval; `.3` decimals; `+.1` with its sign.
`docs/figures.md` must use every file, and no figure twice. Standard library only.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import textwrap
from collections import Counter
from pathlib import Path

from Evaluation.measurement import ROOT

FIGURES, TEMPLATES = ROOT / "Evaluation/figures", ROOT / "Evaluation/templates"
DOCUMENT, DOCUMENT_TEMPLATE = ROOT / "docs/figures.md", "figures"
WITH_BLOCKS = (ROOT / "README.md", ROOT / "Models/README.md")
NOTICE = "<!-- Written by `python3 -m Evaluation.report` from Evaluation/figures and Evaluation/templates; change those. -->\n\n"

PLACE = re.compile(r"\{(?P<file>\w+)\.(?P<path>[^{}|\s]+)(?:\|(?P<format>[^{}]+))?\}")
SOURCE = re.compile(r"\{source (?P<file>\w+)\}")
BLOCK = re.compile(r"(?P<begin><!-- figures: (?P<name>\w+) -->\n).*?(?P<end><!-- /figures -->)", re.DOTALL)
WIDTH = 125
PARTS = ("what", "protocol", "material", "counts", "command", "weights", "source")

Measurements = dict[str, dict]


def measurements() -> Measurements:
    """All files of figures, by name."""
    return {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(FIGURES.glob("*.json"))}


def look_up(found: Measurements, file: str, path: str):
    """A value by its keys, joined with dots."""
    keys = path.split(".")
    value = found[file] if keys[0] in PARTS else found[file]["figures"]
    for key in keys:
        value = value[int(key)] if isinstance(value, list) else value[key]
    return value


def spelled(value, form: str | None) -> str:
    """A value in its format."""
    if form is None:
        return f"{value:,}".replace("-", "−") if isinstance(value, (int, float)) else str(value)
    if form == "uar":
        low, high = value["uar_95"]
        return f"{100 * value['uar']:.1f} % ({100 * low:.0f}–{100 * high:.0f})"
    if form.startswith("%"):
        return f"{100 * value:.{form[1:] or 1}f} %".replace("-", "−")
    sign, digits = ("+", form[2:]) if form.startswith("+") else ("", form[1:])
    return f"{value:{sign}.{digits}f}".replace("-", "−")


def capitalised(text: str) -> str:
    """With its first letter a capital."""
    return text[:1].upper() + text[1:]


def source(measured: dict) -> str:
    """How a measurement was made: what was measured on what, with which command and weights."""
    counts = ", ".join(f"{key.replace('_', ' ')}: {value:,}" for key, value in measured["counts"].items())
    material = capitalised(measured["material"]) + (f" ({counts})" if counts else "")
    parts = [f"*{capitalised(measured['what'])}.*", f"{material}.", f"{capitalised(measured['protocol'])}."]
    parts += [f"{measured[key]}." for key in ("weights", "source") if measured.get(key)]
    words = textwrap.fill(" ".join(parts), WIDTH, break_long_words=False, break_on_hyphens=False)
    return f"{words}\n\n```text\n{measured['command']}\n```" if measured["command"] else words


def fill(template: str, found: Measurements) -> str:
    """A template with its figures."""
    try:
        text = SOURCE.sub(lambda place: source(found[place["file"]]), template)
        return PLACE.sub(lambda place: spelled(look_up(found, place["file"], place["path"]), place["format"]), text)
    except (KeyError, IndexError, TypeError) as error:
        raise SystemExit(f"a template names a figure that is not there: {error}") from error


def document(found: Measurements) -> str:
    """`docs/figures.md`; every file is used, and each figure stands there once."""
    template = (TEMPLATES / f"{DOCUMENT_TEMPLATE}.md").read_text(encoding="utf-8")
    uses = Counter((place["file"], place["path"]) for place in PLACE.finditer(template))
    twice = [".".join(place) for place, count in uses.items() if count > 1]
    unused = found.keys() - {file for file, _ in uses} - {place["file"] for place in SOURCE.finditer(template)}
    if twice or unused:
        raise SystemExit(f"figures that stand twice: {sorted(twice)}; files without a place: {sorted(unused)}")
    return NOTICE + fill(template, found)


def with_blocks(text: str, found: Measurements) -> str:
    """A document with its blocks of figures written anew."""

    def block(place: re.Match) -> str:
        template = (TEMPLATES / f"{place['name']}.md").read_text(encoding="utf-8")
        return f"{place['begin']}{fill(template, found).strip()}\n{place['end']}"

    return BLOCK.sub(block, text)


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python3 -m Evaluation.report", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true", help="write nothing; fail when a document would change")
    parser.add_argument("files", type=Path, nargs="*", metavar="FILE", help="fill the blocks of these files alone")
    options = parser.parse_args()
    found = measurements()
    wanted = {} if options.files else {DOCUMENT: document(found)}
    for path in options.files or WITH_BLOCKS:
        wanted[path] = with_blocks(path.read_text(encoding="utf-8"), found)
    stale = [path for path, text in wanted.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    if options.check and stale:
        names = ", ".join(str(path) for path in stale)
        sys.exit(f"{names}: not what python3 -m Evaluation.report writes from Evaluation/figures")
    for path in stale:
        path.parent.mkdir(exist_ok=True)
        path.write_text(wanted[path], encoding="utf-8")


if __name__ == "__main__":
    main()
