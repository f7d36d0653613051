#!/bin/sh
# Makes the small media files that the tests read. Needs espeak-ng, ffmpeg (5.1 or later, with libx264 and libopus)
# and python3. The same versions of these give the same bytes. The files with a face are made by make-faces.py, which
# needs photographs that are not here.
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

ff() {
  ffmpeg -nostdin -hide_banner -loglevel error -y "$@"
}
# Encoder settings that leave out versions, dates and the work of several threads.
exact="-map_metadata -1 -fflags +bitexact -flags:v +bitexact -flags:a +bitexact -threads 1"
x264="-c:v libx264 -preset veryslow -crf 30 -pix_fmt yuv420p -x264-params threads=1"

# Sound
espeak-ng -v en -s 150 -w "$work/left.wav" "The quick brown fox jumps over the lazy dog."
espeak-ng -v en+f3 -s 150 -w "$work/right.wav" "She sells sea shells by the sea shore."
ff -i "$work/left.wav" $exact -c:a pcm_s16le speech.wav
ff -i speech.wav $exact -c:a libopus -b:a 24k speech.opus
ff -i speech.wav $exact -c:a flac speech.flac
ff -i "$work/left.wav" -i "$work/right.wav" -filter_complex "[0:a][1:a]amerge=inputs=2,aresample=16000" \
  $exact -c:a pcm_s16le speech-stereo.wav
ff -f lavfi -i "sine=frequency=1000:sample_rate=44100:duration=1" $exact -c:a pcm_s16le tone.wav
ff -f lavfi -i "aevalsrc=$(python3 -c "print('|'.join(f'0.5*sin(2*PI*{200*(c+1)}*t)' for c in range(8)))"):s=192000:d=0.1" \
  $exact -c:a flac -sample_fmt s16 surround.flac

# Pictures
ff -f lavfi -i "testsrc=size=320x240:rate=25:duration=3" $exact $x264 "$work/picture.mp4"
ff -f lavfi -i "testsrc=size=320x240:rate=1" -frames:v 1 $exact frame.png
# Grey with a red top left corner, so that every way to lie looks different.
corner="color=gray:size=96x64:rate=10:duration=0.5,drawbox=x=0:y=0:w=32:h=16:color=red:t=fill"
ff -f lavfi -i "$corner" -frames:v 1 $exact -q:v 2 "$work/corner.jpg"
# EXIF orientation 6: the camera was held on its side, turn clockwise to show.
python3 - "$work/corner.jpg" oriented.jpg <<'PYTHON'
import struct, sys
picture = open(sys.argv[1], "rb").read()
entry = struct.pack(">HHIHH", 0x0112, 3, 1, 6, 0)
tiff = b"MM\0*" + struct.pack(">IH", 8, 1) + entry + struct.pack(">I", 0)
body = b"Exif\0\0" + tiff
segment = b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body
open(sys.argv[2], "wb").write(picture[:2] + segment + picture[2:])
PYTHON
ff -f lavfi -i "$corner" $exact $x264 "$work/corner.mp4"
ff -i "$work/corner.mp4" $exact -c copy -metadata:s:v rotate=90 rotated.mp4
ff -i "$work/picture.mp4" -vf "select='not(mod(n,5))+not(mod(n,7))+gt(n,65)'" -vsync vfr $exact $x264 vfr.mkv
ff -i "$work/picture.mp4" $exact -c copy -t 1 silent-picture.mp4
ff -f lavfi -i "$corner" -frames:v 3 $exact -c:v ffv1 -pix_fmt yuv420p10le ten-bit.mkv

# Both
ff -i "$work/picture.mp4" -i speech.wav $exact -c:v copy -c:a aac -b:a 32k speech.mp4
ff -i "$work/picture.mp4" -itsoffset 0.5 -i tone.wav $exact -c:v copy -c:a pcm_s16le -ac 1 -ar 16000 -t 2 late-sound.mkv
ff -i tone.wav -i speech.wav -map 0 -map 1 $exact -c:a libopus -b:a 24k two-sound-streams.mkv
ff -i tone.wav -i "$work/corner.jpg" -map 0 -map 1 $exact -c:a libmp3lame -b:a 32k -c:v copy \
  -disposition:v attached_pic cover.mp3
