#include "internal.h"
#include <string.h>

// libsndfile corrects a stated length to what is there, so that a file that was cut off looks whole. This reads what
// the header itself says.

static int64_t little(const uint8_t *bytes) {
  return (int64_t)bytes[0] | (int64_t)bytes[1] << 8 | (int64_t)bytes[2] << 16 | (int64_t)bytes[3] << 24;
}

static int64_t big(const uint8_t *bytes) {
  return (int64_t)bytes[3] | (int64_t)bytes[2] << 8 | (int64_t)bytes[1] << 16 | (int64_t)bytes[0] << 24;
}

/// Sizes from here on are placeholders of programs that wrote into a pipe.
#define PLACEHOLDER 0x7ff00000

/// The size of the data chunk over the size of a frame; only where every frame takes the same.
static int64_t wave_frames(cmedia_input *input) {
  uint8_t head[24];
  int64_t at = 12, frame_bytes = 0;
  for (int chunk = 0; chunk < 64 && cmedia_input_read(input, at, head, sizeof head) == sizeof head; chunk++) {
    int64_t size = little(head + 4);
    if (memcmp(head, "fmt ", 4) == 0) frame_bytes = head[20] | head[21] << 8;
    if (memcmp(head, "data", 4) == 0)
      return frame_bytes > 0 && size > 0 && size < PLACEHOLDER ? size / frame_bytes : -1;
    at += 8 + size + (size & 1);
  }
  return -1;
}

/// AIFF counts its frames in the COMM chunk.
static int64_t aiff_frames(cmedia_input *input) {
  uint8_t head[14];
  int64_t at = 12;
  for (int chunk = 0; chunk < 64 && cmedia_input_read(input, at, head, sizeof head) == sizeof head; chunk++) {
    int64_t size = big(head + 4), frames = big(head + 10);
    if (memcmp(head, "COMM", 4) == 0) return frames > 0 && frames < PLACEHOLDER ? frames : -1;
    at += 8 + size + (size & 1);
  }
  return -1;
}

int64_t cmedia_announced_frames(cmedia_input *input, bool is_uncompressed) {
  uint8_t head[12];
  if (!is_uncompressed || cmedia_input_read(input, 0, head, sizeof head) != sizeof head) return -1;
  if (memcmp(head, "RIFF", 4) == 0) return wave_frames(input);
  if (memcmp(head, "FORM", 4) == 0) return aiff_frames(input);
  return -1;
}
