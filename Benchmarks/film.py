"""Makes the film that the picture benchmarks read: a real clip, looped, as 720p30 H.264 (x264, CRF 20) with AAC.

usage: film.py CLIP SECONDS OUTPUT.mp4
"""

import subprocess
import sys
import tempfile
from pathlib import Path

clip, seconds, output = sys.argv[1], float(sys.argv[2]), sys.argv[3]
quiet = ["ffmpeg", "-v", "error", "-y"]
with tempfile.TemporaryDirectory() as folder:
    # Ten seconds are encoded, any more are these again.
    piece = str(Path(folder) / "piece.mp4")
    subprocess.run(
        [
            *quiet, "-stream_loop", "-1", "-i", clip, "-t", "10", "-vf", "scale=1280:720,fps=30", "-c:v", "libx264",
            "-crf", "20", "-pix_fmt", "yuv420p", "-c:a", "aac", piece,
        ],
        check=True,
    )
    subprocess.run([*quiet, "-stream_loop", "-1", "-i", piece, "-t", str(seconds), "-c", "copy", output], check=True)
