"""Scores labelled clips by networks that know nobody in them, fold by fold.

Without MANIFEST the clips are those of the data directory (EMOCLI_DATA), with the folds of its `folds.csv`. With --fusion,
FUSION/K/emocli-av.safetensors was trained without fold K (`emocli train --fold-models`); without it only the voice is scored,
by the heads in `Models/folds`, and not its calibration. With --voice-encoder the fusion models are those of
`emocli train --voice-encoder`. With --personal-baseline each clip is scored against all clips of its speaker. OUT
keeps `labels.csv` and `records.jsonl` for `Evaluation.scores` and others.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from Evaluation import program
from Evaluation.fold_models import assemble
from Evaluation.labelled_records import LEARNT, Row, read, table, write_rows
from Evaluation.measurement import Arguments, data_directory
from Evaluation.scores import HEADS, add_scoring_arguments, lines, scores

COLUMNS = ("path", "emotion", "speaker", "corpus", "language", "sex", "fold", "face_csv", "face_choice")


def clips(part: str) -> list[Row]:
    """The labelled clips of the data directory's `speech` or `clips`, of people who are in a fold."""
    data = data_directory()
    folds = {(row["corpus"], row["speaker"]): row["fold"] for row in table(data / "folds.csv")}
    rows = [
        row | {"path": f"{data}/{part}/{row['path']}", "fold": folds.get((row["corpus"], row["speaker"]), "")}
        for row in table(data / part / "labels.csv")
    ]
    return [row for row in rows if row["fold"] and row["emotion"] != "boredom"]


def records(binary: Path, fold: str, rows: list[Row], fusions: Path | None, words: list[str | Path]) -> bytes:
    """The records of one fold's clips, by `evaluate` with these words."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        assemble(fold, folder, fusions and fusions / fold / "emocli-av.safetensors")
        manifest, made = folder / "manifest.csv", folder / "records.jsonl"
        write_rows(manifest, rows)
        program.run(binary, "evaluate", "--manifest", manifest, "--records", made, *words, models=folder)
        return made.read_bytes()


def drop_calibration(figures: dict) -> None:
    """Leaves out what depends on temperatures: the shipped ones were fitted on these people."""
    for heads in figures.values():
        for one in heads.values():
            for name in ("ece", "ece_excess", "brier", "nll"):
                del one[name]


def main() -> None:
    parser = Arguments(__doc__)
    parser.add_argument("binary", type=Path, metavar="EMOCLI")
    parser.add_argument("out", type=Path, metavar="OUT")
    parser.add_argument("--manifest", type=Path, metavar="MANIFEST.csv", help="as emocli train takes it, with `fold`")
    parser.add_argument("--part", choices=["speech", "clips"], default="speech", help="of the data directory")
    parser.add_argument("--fold", action="append", help="these folds alone")
    parser.add_argument("--fusion", type=Path, metavar="FUSION", help="a folder of fusion models, by fold")
    parser.add_argument("--voice-encoder", type=Path, metavar="ENCODER", help="a directory as for `emocli evaluate`")
    parser.add_argument("--personal-baseline", action="store_true")
    add_scoring_arguments(parser)
    options = parser.parse_args()
    heads = options.head or (list(HEADS) if options.fusion else ["voice"])
    if not options.fusion and "fused" in heads:
        parser.error("the shipped fusion knows these people: name others with --fusion, or --head voice or face")

    if options.voice_encoder and not options.fusion:
        parser.error("--voice-encoder needs --fusion")
    words = ["--voice-encoder", options.voice_encoder] if options.voice_encoder else []
    words += ["--personal-baseline"] if options.personal_baseline else []

    rows = [row for row in table(options.manifest) if row["fold"]] if options.manifest else clips(options.part)
    wanted = options.corpus or (LEARNT if not options.manifest else {row["corpus"] for row in rows})
    rows = [row for row in rows if row["corpus"] in wanted]
    rows = [{key: row.get(key, "") for key in COLUMNS} for row in rows]
    folds = sorted({row["fold"] for row in rows} & set(options.fold or [row["fold"] for row in rows]))
    options.out.mkdir(parents=True, exist_ok=True)
    write_rows(options.out / "labels.csv", [row for row in rows if row["fold"] in folds])
    with open(options.out / "records.jsonl", "wb") as out:
        for fold in folds:
            mine = [row for row in rows if row["fold"] == fold]
            out.write(records(options.binary, fold, mine, options.fusion, words))

    pairs = read(options.out / "labels.csv", options.out / "records.jsonl")
    figures, counts = scores(pairs, heads, options.by or [])
    if not options.fusion:
        drop_calibration(figures)
    baseline = "personal baseline of all the speaker's clips" if options.personal_baseline else "no personal baseline"
    parser.report(
        options,
        "UAR, WAR, macro-F1, ECE, Brier score and negative log-likelihood, recalls",
        protocol=f"out-of-fold: unseen speakers; what the voice encoder was pre-trained on is unknown; {baseline}",
        material="labelled clips, by corpus",
        counts=counts,
        figures=figures,
        weights=program.weights(options.binary, "voice-encoder", *(["emocli-av"] if options.fusion else [])) + ", by fold",
        lines=lines(figures, counts),
    )


if __name__ == "__main__":
    main()
