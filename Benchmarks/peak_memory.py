"""Runs a command, its output thrown away, and prints its peak resident memory.

usage: peak_memory.py COMMAND [ARGUMENT ...]
"""

import resource
import subprocess
import sys

subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=True)
print(f"{resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024:.1f} MiB")
