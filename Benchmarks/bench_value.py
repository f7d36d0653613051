"""Prints one number of the JSON that `emocli bench` writes.

usage: bench_value.py KEY.KEY.KEY EMOCLI [CLIP]
"""

import json
import subprocess
import sys

keys, emocli, *clip = sys.argv[1:]
value = json.loads(subprocess.check_output([emocli, "bench", "-q", "-r", "1", "-f", "json", *clip]))
for key in keys.split("."):
    value = value[key]
print(value)
