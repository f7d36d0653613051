#!/usr/bin/env bash
# Measures the program beside its peers and prints the figures; nothing is judged. Figures of shared machines are noisy:
# what counts are the ratios, which come from runs in turn.
#
# Speech for the speed of the whole voice part is taken from the data directory (EMOCLI_DATA, default ../shared/data)
# when there is one, else from the fixtures.
set -euo pipefail
cd "$(dirname "$0")/.."
export OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1

swift build -c release
binary=.build/release/emocli
python=.venv/bin/python
if [ ! -x $python ]; then
  python3 -m venv .venv
  .venv/bin/pip install -q -r Benchmarks/requirements.txt
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

echo "log-mel of 60 s, one thread: A emocli, B librosa, in seconds"
$python Benchmarks/ratio.py 9 ".build/release/emocli-bench log-mel 60" "$python Benchmarks/log_mel.py 60"

echo "voice measures of 60 s of speech, one thread: A emocli, B openSMILE's eGeMAPS or librosa's pyin, in seconds"
ffmpeg -loglevel error -y -stream_loop -1 -i Fixtures/speech.wav -t 60 -ac 1 -ar 16000 "$work/speech.wav"
for peer in egemaps pyin; do
  echo -n "  $peer: "
  $python Benchmarks/ratio.py 3 ".build/release/emocli-bench voice-measures $work/speech.wav" \
    "$python Benchmarks/voice_measures.py $peer $work/speech.wav"
done

echo "voice encoder, and what tells speech, of 60 s, one thread, in seconds"
for part in encoder activity; do
  for _ in 1 2 3; do .build/release/emocli-bench $part 60; done
done

# A Hugging Face directory, which is not part of the repository.
if [ -d "${EMOCLI_ENCODER:-}" ]; then
  echo "a pre-trained encoder on 10 and 30 s, one thread, beside the processor's matrix products"
  for seconds in 10 30; do .build/release/emocli-bench speech-encoder "$EMOCLI_ENCODER" $seconds; done
fi

echo "a step of training the fusion on 32 windows, in seconds"
for _ in 1 2 3; do .build/release/emocli-bench training-step 32; done

echo "dynamic time warping, one thread: A emocli, B dtaidistance, in milliseconds"
for size in "300 90 16" "1000 1000 1" "1000 1000 1 100"; do
  for kind in "warp-distance distance" "warp path"; do
    echo -n "  ${kind#* }, $size: "
    $python Benchmarks/ratio.py 7 ".build/release/emocli-bench ${kind% *} $size" "$python Benchmarks/warp.py ${kind#* } $size"
  done
done

echo "start-up: A emocli, B ffmpeg -version, in seconds"
ffmpeg -loglevel error -y -i Fixtures/speech.wav -t 2 "$work/two.wav"
seconds="$python Benchmarks/seconds.py"
echo -n "  --version        "
$python Benchmarks/ratio.py 15 "$seconds $binary --version" "$seconds ffmpeg -version"
echo -n "  analyze, 2 s wav "
$python Benchmarks/ratio.py 15 "$seconds $binary analyze $work/two.wav" "$seconds ffmpeg -version"

echo "voice part, decode to label, one worker on one core"
data=${EMOCLI_DATA:-../shared/data}/speech/ravdess
[ -d "$data" ] || data=Fixtures/speech.opus
taskset -c 0 $binary analyze --modality voice -q --no-progress -j 1 "$data" >"$work/records.jsonl" || true
$python Benchmarks/realtime.py "$work/records.jsonl"

echo "peak memory"
for name in 30 1800; do
  ffmpeg -loglevel error -y -stream_loop -1 -i Fixtures/speech.wav -t $name -ar 16000 "$work/$name.wav"
  echo -n "  $name s: "
  $python Benchmarks/peak_memory.py $binary analyze "$work/$name.wav"
done

# Videos with a face: a real clip where there is one.
clip=${EMOCLI_DATA:-../shared/data}/clips/mead/W036_level_3_happy_007.mp4
[ -f "$clip" ] || clip=Fixtures/face.mp4
for seconds in 10 1800; do $python Benchmarks/film.py "$clip" $seconds "$work/film-$seconds.mp4"; done

echo "10 s of 720p30, processor time: A emocli, B ffmpeg decoding it, in seconds"
cpu="$python Benchmarks/cpu_seconds.py"
$python Benchmarks/ratio.py 5 "$cpu $binary analyze $work/film-10.mp4" "$cpu ffmpeg -i $work/film-10.mp4 -f null -"
$binary analyze -f json "$work/film-10.mp4" | $python -c \
  'import json, sys; print("  face coverage", json.load(sys.stdin)[0]["modalities"]["face"]["coverage"])'

echo "the stages on that video, one core, and the face networks on each of its frames"
$binary bench -f table "$work/film-10.mp4"
echo -n "following a face, one core: A emocli, B MediaPipe's Face Mesh, in milliseconds a frame  "
$python Benchmarks/ratio.py 5 "taskset -c 0 $python Benchmarks/bench_value.py frames.track.median_ms $binary $work/film-10.mp4" \
  "taskset -c 0 $python Benchmarks/face_mesh.py $work/film-10.mp4"
echo "peak memory on that video, and on 30 minutes of it"
for seconds in 10 1800; do
  echo -n "  $seconds s: "
  $python Benchmarks/peak_memory.py $binary analyze --timeout 7200 "$work/film-$seconds.mp4"
done

clips=${EMOCLI_DATA:-../shared/data}/clips/javanese
if [ -d "$clips" ]; then
  echo "voice and face of 165 clips, two workers"
  start=$(date +%s.%N)
  $binary analyze -q --no-progress -j 2 "$clips" -o "$work/clips.jsonl"
  $python Benchmarks/throughput.py "$work/clips.jsonl" "$start" "$(date +%s.%N)"
fi
