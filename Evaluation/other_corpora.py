"""The shipped weights on corpora that no network learnt from: other languages, other recordings, other people.

The clips are those of the data directory (EMOCLI_DATA) whose corpus none of the networks knows. Each corpus is scored over
its own labels: the recordings by the voice, the clips with a face by both streams. For the latter, which are few, the
number of clips with the true label among the two most probable is counted, too.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from Evaluation import program
from Evaluation.labelled_records import Row, read, table, write_rows
from Evaluation.measurement import Arguments, data_directory
from Evaluation.scores import lines, scores

CORPORA = {
    "speech": {"aesdd": "Greek", "turev": "Turkish"},
    "clips": {"cremad": "English", "mead": "English", "mer2023": "Mandarin"},
}
COLUMNS = ("path", "emotion", "speaker", "corpus")


def rows(part: str) -> list[Row]:
    """The labelled clips of `speech` or `clips` that belong to these corpora."""
    data = data_directory() / part
    kept = [row for row in table(data / "labels.csv") if row["corpus"] in CORPORA[part]]
    return [{key: row[key] for key in COLUMNS} | {"path": f"{data}/{row['path']}"} for row in kept]


def ranked(pairs: list[tuple[Row, dict | None]]) -> dict[str, int]:
    """In how many clips the true label is the most probable of all eight, and one of the two most probable."""
    places = []
    for row, record in pairs:
        if record:
            probabilities = record["probabilities"]
            places.append(sorted(probabilities, key=probabilities.get, reverse=True).index(row["emotion"]))
    return {"first": sum(place == 0 for place in places), "first_or_second": sum(place <= 1 for place in places)}


def main() -> None:
    parser = Arguments(__doc__)
    parser.add_argument("binary", type=Path, metavar="EMOCLI")
    options = parser.parse_args()
    figures: dict = {}
    counts: dict[str, int] = {}
    printed: list[str] = []
    for part, heads in (("speech", ["voice"]), ("clips", ["fused"])):
        with tempfile.TemporaryDirectory() as name:
            manifest, records = Path(name) / "manifest.csv", Path(name) / "records.jsonl"
            write_rows(manifest, rows(part))
            program.run(options.binary, "evaluate", "--manifest", manifest, "--records", records)
            pairs = read(manifest, records)
        if part == "speech":
            figures, counts = scores(pairs, heads, [])
            printed = lines(figures, counts)
        else:
            counts["clips"] = len(pairs)
            figures["clips"] = ranked(pairs)
            text = "{} clips with a face: {first} right, {first_or_second} among the two most probable"
            printed.append(text.format(len(pairs), **figures["clips"]))
    parser.report(
        options,
        "UAR and ECE of the voice; labels among the two most probable of both streams",
        protocol="corpora and people that no network learnt from; the shipped weights",
        material="; ".join(f"{corpus} ({language})" for part in CORPORA.values() for corpus, language in part.items()),
        counts=counts,
        figures=figures,
        weights=program.weights(options.binary, "voice-encoder", "emocli-av"),
        lines=printed,
    )


if __name__ == "__main__":
    main()
