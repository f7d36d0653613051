"""Runs a command, its output thrown away, and prints the processor seconds it took, user and system.

usage: cpu_seconds.py COMMAND [ARGUMENT ...]
"""

import resource
import subprocess
import sys

subprocess.run(
    sys.argv[1:], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True
)
usage = resource.getrusage(resource.RUSAGE_CHILDREN)
print(usage.ru_utime + usage.ru_stime)
