"""Prints how many seconds of clip were analysed a second of wall clock.

usage: throughput.py RECORDS.jsonl START END
"""

import json
import sys

records = [json.loads(line) for line in open(sys.argv[1], encoding="utf-8")]
seconds = sum(record["duration_s"] for record in records if record["status"] == "ok")
taken = float(sys.argv[3]) - float(sys.argv[2])
print(f"  {len(records)} clips, {seconds:.0f} s in {taken:.1f} s: {seconds / taken:.1f} × real time")
