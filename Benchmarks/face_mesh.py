"""Prints the milliseconds that MediaPipe's Face Mesh takes for a frame of a video, the median, on one core.

It finds and follows one face and gives 468 landmarks, no expression and no action units. The frames are those that an
analysis looks at: ten a second, 640 pixels wide.

usage: taskset -c 0 face_mesh.py VIDEO
"""

import statistics
import subprocess
import sys
import time

import mediapipe
import numpy as np

WIDTH, HEIGHT = 640, 360

frames = subprocess.check_output(
    ["ffmpeg", "-v", "error", "-i", sys.argv[1], "-vf", f"fps=10,scale={WIDTH}:{HEIGHT}", "-f", "rawvideo", "-pix_fmt",
     "rgb24", "-"]
)
video = np.frombuffer(frames, np.uint8).reshape(-1, HEIGHT, WIDTH, 3)
milliseconds = []
with mediapipe.solutions.face_mesh.FaceMesh(max_num_faces=1) as mesh:
    mesh.process(video[0])
    for frame in video:
        start = time.perf_counter()
        found = mesh.process(frame).multi_face_landmarks
        milliseconds.append((time.perf_counter() - start) * 1e3)
        if not found:
            print("no face in a frame", file=sys.stderr)
print(statistics.median(milliseconds))
