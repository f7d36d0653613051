#!/usr/bin/env python3
"""Draws what a command prints on a terminal as an SVG picture.

usage: terminal_picture.py COMMAND < OUTPUT > PICTURE.svg

OUTPUT may have the escape sequences for bold, dim and colours. Standard library only.
"""

import re
import sys
from html import escape

FONT_SIZE, LINE, CHARACTER, MARGIN = 14, 20, 8.43, 16
STYLES = {"1": "font-weight:bold", "2": "opacity:.45", "31": "fill:#f97583", "32": "fill:#85e89d", "33": "fill:#ffdf5d"}


def spans(line: str) -> list[tuple[int, str, str]]:
    """Column, style and text of each piece of a line that looks alike."""
    pieces, style, column = [], "", 0
    for code, text in re.findall(r"\x1b\[([\d;]*)[mK]|([^\x1b]+)", line):
        if text:
            pieces.append((column, style, text))
            column += len(text)
        else:
            style = ";".join(STYLES[part] for part in code.split(";") if part in STYLES)
    return pieces


def picture(command: str, output: str) -> str:
    lines = [f"$ {command}", *output.replace("\r", "").rstrip("\n").split("\n")]
    rows = [spans(line) for line in lines]
    columns = max(column + len(text) for row in rows for column, _, text in row)
    width, height = round(columns * CHARACTER + 2 * MARGIN), len(lines) * LINE + 2 * MARGIN
    svg = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">',
        '<rect width="100%" height="100%" rx="8" fill="#24292e"/>',
        f'<g font-family="DejaVu Sans Mono,Menlo,Consolas,monospace" font-size="{FONT_SIZE}" fill="#e1e4e8">',
    ]
    for number, row in enumerate(rows):
        y = MARGIN + number * LINE + FONT_SIZE
        for column, style, text in row:
            if not text.strip():
                continue
            x, length = MARGIN + column * CHARACTER, len(text) * CHARACTER
            attributes = f' style="{style}"' if style else ""
            svg.append(
                f'<text x="{x:.1f}" y="{y}" textLength="{length:.1f}" xml:space="preserve"{attributes}>{escape(text)}</text>'
            )
    return "\n".join([*svg, "</g>", "</svg>"])


if __name__ == "__main__":
    print(picture(sys.argv[1], sys.stdin.read()))
