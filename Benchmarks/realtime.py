"""Prints how many seconds of clip the records' analyses took a second of wall time.

usage: realtime.py RECORDS.jsonl
"""

import json
import sys

records = [json.loads(line) for line in open(sys.argv[1], encoding="utf-8")]
records = [record for record in records if record["status"] == "ok"]
heard = sum(record["duration_s"] for record in records)
taken = sum(record["timing"]["total_s"] for record in records)
stages = {key: sum(record["timing"][key] for record in records) for key in records[0]["timing"]}
print(f"  {len(records)} clips, {heard:.0f} s in {taken:.1f} s: {heard / taken:.0f} × real time")
print("  " + ", ".join(f"{key} {value:.1f}" for key, value in stages.items()))
