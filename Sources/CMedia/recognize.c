#include "internal.h"
#include <string.h>

/// Whether every stream that an Ogg file begins with is one that libsndfile decodes, and no picture.
static bool is_plain_ogg(const uint8_t *bytes, size_t size) {
  static const struct { const char *magic; size_t length; } known[] = {
      {"OpusHead", 8}, {"\x01vorbis", 7}, {"\x7f" "FLAC", 5}};
  size_t at = 0;
  int streams = 0;
  // Each stream's first page has bit 2 set and comes before all other pages.
  while (at + 27 < size && memcmp(bytes + at, "OggS", 4) == 0 && (bytes[at + 5] & 2)) {
    size_t segments = bytes[at + 26], body = at + 27 + segments, length = 0;
    if (body + 8 > size) return false;
    for (size_t i = 0; i < segments; i++) length += bytes[at + 27 + i];
    bool is_known = false;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
      is_known |= memcmp(bytes + body, known[i].magic, known[i].length) == 0;
    if (!is_known) return false;
    streams++;
    at = body + length;
  }
  // With several, FFmpeg's choice and its warning are wanted.
  return streams == 1;
}

bool cmedia_soundfile_recognizes(cmedia_input *input) {
  uint8_t bytes[4096];
  int64_t count = cmedia_input_read(input, 0, bytes, sizeof bytes);
  if (count < 16) return false;
  if (memcmp(bytes, "OggS", 4) == 0) return is_plain_ogg(bytes, (size_t)count);
  bool is_wave = memcmp(bytes + 8, "WAVE", 4) == 0;
  if (memcmp(bytes, "RIFF", 4) == 0 || memcmp(bytes, "RIFX", 4) == 0 || memcmp(bytes, "RF64", 4) == 0) return is_wave;
  if (memcmp(bytes, "FORM", 4) == 0) return memcmp(bytes + 8, "AIF", 3) == 0;
  return memcmp(bytes, "fLaC", 4) == 0 || memcmp(bytes, ".snd", 4) == 0 || memcmp(bytes, "caff", 4) == 0 ||
      memcmp(bytes, "riff\x2e\x91\xcf\x11", 8) == 0;
}
