"""Measurements of the program: every figure of `docs/figures.md`.

Each module measures one thing and runs from the repository's root, `python3 -m Evaluation.NAME`. With `--json` it prints one
JSON object, which is what a file of `Evaluation/figures` holds; without, a few lines to read. `python3 -m Evaluation.report`
writes the documents from these files.
"""
