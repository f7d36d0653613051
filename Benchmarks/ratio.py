"""Runs two commands in turn, each printing one number, and prints both medians and the median of their ratio B / A.

usage: ratio.py TURNS COMMAND_A COMMAND_B
"""

import shlex
import statistics
import subprocess
import sys

turns, a, b = int(sys.argv[1]), shlex.split(sys.argv[2]), shlex.split(sys.argv[3])
pairs = [[float(subprocess.check_output(command)) for command in (a, b)] for _ in range(turns)]
first, second = (statistics.median(column) for column in zip(*pairs))
ratio = statistics.median(y / x for x, y in pairs)
print(f"A {first:.4f}  B {second:.4f}  B/A {ratio:.2f}")
