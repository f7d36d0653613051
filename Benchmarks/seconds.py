"""Runs a command, its output thrown away, and prints the wall seconds it took.

usage: seconds.py COMMAND [ARGUMENT ...]
"""

import subprocess
import sys
import time

start = time.perf_counter()
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
print(time.perf_counter() - start)
