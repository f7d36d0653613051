#include "internal.h"
#include <sndfile.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// MARK: Names

// FFmpeg's short names for libsndfile's formats.

static const char *format_name(int format) {
  switch (format & SF_FORMAT_TYPEMASK) {
    case SF_FORMAT_WAV:
    case SF_FORMAT_WAVEX: return "wav";
    case SF_FORMAT_RF64: return "rf64";
    case SF_FORMAT_W64: return "w64";
    case SF_FORMAT_FLAC: return "flac";
    case SF_FORMAT_OGG: return "ogg";
    case SF_FORMAT_AIFF: return "aiff";
    case SF_FORMAT_AU: return "au";
    case SF_FORMAT_CAF: return "caf";
    default: return "sound";
  }
}

static const char *codec_name(int format) {
  if ((format & SF_FORMAT_TYPEMASK) == SF_FORMAT_FLAC) return "flac";
  switch (format & SF_FORMAT_SUBMASK) {
    case SF_FORMAT_PCM_S8: return "pcm_s8";
    case SF_FORMAT_PCM_U8: return "pcm_u8";
    case SF_FORMAT_PCM_16: return "pcm_s16";
    case SF_FORMAT_PCM_24: return "pcm_s24";
    case SF_FORMAT_PCM_32: return "pcm_s32";
    case SF_FORMAT_FLOAT: return "pcm_f32";
    case SF_FORMAT_DOUBLE: return "pcm_f64";
    case SF_FORMAT_ULAW: return "pcm_mulaw";
    case SF_FORMAT_ALAW: return "pcm_alaw";
    case SF_FORMAT_IMA_ADPCM: return "adpcm_ima";
    case SF_FORMAT_MS_ADPCM: return "adpcm_ms";
    case SF_FORMAT_GSM610: return "gsm";
    case SF_FORMAT_VORBIS: return "vorbis";
    case SF_FORMAT_OPUS: return "opus";
    case SF_FORMAT_ALAC_16:
    case SF_FORMAT_ALAC_20:
    case SF_FORMAT_ALAC_24:
    case SF_FORMAT_ALAC_32: return "alac";
    default: return "other";
  }
}

// MARK: Stated lengths

// libsndfile corrects the stated length to the actual one, so a truncated file looks whole. These functions read the
// length from the header.

static int64_t little(const uint8_t *bytes) {
  return (int64_t)bytes[0] | (int64_t)bytes[1] << 8 | (int64_t)bytes[2] << 16 | (int64_t)bytes[3] << 24;
}

static int64_t big(const uint8_t *bytes) {
  return (int64_t)bytes[3] | (int64_t)bytes[2] << 8 | (int64_t)bytes[1] << 16 | (int64_t)bytes[0] << 24;
}

/// Sizes from here on are placeholders, written by programs that stream into a pipe.
#define PLACEHOLDER 0x7ff00000

/// Sample frames of a WAV file: the size of the data chunk over the size of a sample frame, which must be constant.
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

/// Sample frames of an AIFF file, from the COMM chunk.
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

/// Sample frames that the header of a WAV or AIFF file states; −1 if it states none, or for another format.
static int64_t announced_frames(cmedia_input *input, bool is_uncompressed) {
  uint8_t head[12];
  if (!is_uncompressed || cmedia_input_read(input, 0, head, sizeof head) != sizeof head) return -1;
  if (memcmp(head, "RIFF", 4) == 0) return wave_frames(input);
  if (memcmp(head, "FORM", 4) == 0) return aiff_frames(input);
  return -1;
}

/// The largest size of a file without samples, in bytes.
#define EMPTY_FILE_LIMIT 4096

struct cmedia_soundfile {
  cmedia_input *input;
  int64_t deadline;
  int64_t offset;
  SNDFILE *file;
  SF_INFO info;
  float *samples;
  int64_t block_frames;
};

const char *cmedia_sndfile_version(void) { return sf_version_string(); }

// MARK: Virtual input

static sf_count_t virtual_length(void *opaque) { return ((cmedia_soundfile *)opaque)->input->size; }

static sf_count_t virtual_seek(sf_count_t offset, int whence, void *opaque) {
  cmedia_soundfile *file = opaque;
  int64_t base = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? file->offset : file->input->size;
  if (base + offset < 0) return -1;
  return file->offset = base + offset;
}

static sf_count_t virtual_read(void *buffer, sf_count_t count, void *opaque) {
  cmedia_soundfile *file = opaque;
  if (count <= 0 || cmedia_is_past(file->deadline)) return 0;
  int64_t got = cmedia_input_read(file->input, file->offset, buffer, (size_t)count);
  if (got > 0) file->offset += got;
  return got > 0 ? got : 0;
}

static sf_count_t virtual_tell(void *opaque) { return ((cmedia_soundfile *)opaque)->offset; }

// MARK: Opening, seeking, reading

cmedia_status cmedia_soundfile_open(
    cmedia_input *input, int64_t deadline, cmedia_soundfile **handle, cmedia_soundfile_info *info) {
  *handle = NULL;
  cmedia_soundfile *file = calloc(1, sizeof *file);
  if (!file) return CMEDIA_NO_MEMORY;
  file->input = input;
  file->deadline = deadline;
  SF_VIRTUAL_IO callbacks = {
      .get_filelen = virtual_length, .seek = virtual_seek, .read = virtual_read, .tell = virtual_tell};
  file->file = sf_open_virtual(&callbacks, SFM_READ, &file->info, file);
  cmedia_status status = CMEDIA_OK;
  if (!file->file) {
    status = cmedia_is_past(deadline) ? CMEDIA_TIMEOUT : CMEDIA_UNKNOWN_FORMAT;
  } else if (file->info.channels > CMEDIA_MAX_CHANNELS) {
    status = CMEDIA_TOO_MANY_CHANNELS;
  } else if (!cmedia_is_plausible_rate(file->info.samplerate)) {
    status = CMEDIA_DAMAGED;
  } else if (file->info.frames == 0 && input->size > EMPTY_FILE_LIMIT) {
    // A recorder that lost power never wrote the length. FFmpeg reads such a file to its end.
    status = CMEDIA_UNKNOWN_FORMAT;
  } else {
    file->block_frames = file->info.samplerate / 4 + 1;
    if (file->block_frames > 65536) file->block_frames = 65536;
    file->samples = malloc(sizeof(float) * (size_t)(file->block_frames * file->info.channels));
    if (!file->samples) status = CMEDIA_NO_MEMORY;
  }
  if (status != CMEDIA_OK) {
    cmedia_soundfile_close(file);
    return status;
  }
  *info = (cmedia_soundfile_info){.channels = file->info.channels, .rate = file->info.samplerate};
  snprintf(info->format, sizeof info->format, "%s", format_name(file->info.format));
  snprintf(info->codec, sizeof info->codec, "%s", codec_name(file->info.format));
  info->announced_frames = announced_frames(input, (file->info.format & SF_FORMAT_SUBMASK) <= SF_FORMAT_ALAW);
  // libsndfile reports an unknown length as a huge number.
  if (info->announced_frames < 0 && file->info.frames < INT64_MAX / 2) info->announced_frames = file->info.frames;
  *handle = file;
  return CMEDIA_OK;
}

void cmedia_soundfile_close(cmedia_soundfile *file) {
  if (!file) return;
  if (file->file) sf_close(file->file);
  free(file->samples);
  free(file);
}

void cmedia_soundfile_set_deadline(cmedia_soundfile *file, int64_t deadline) { file->deadline = deadline; }

bool cmedia_soundfile_seek(cmedia_soundfile *file, int64_t frame) {
  if (!file->info.seekable) return false;
  if (sf_seek(file->file, frame, SEEK_SET) == frame) return true;
  sf_seek(file->file, 0, SEEK_SET);
  return false;
}

cmedia_status cmedia_soundfile_read(cmedia_soundfile *file, cmedia_sound *sound, int64_t *frames_read) {
  *frames_read = 0;
  if (cmedia_is_past(file->deadline)) return CMEDIA_TIMEOUT;
  sf_count_t frames = sf_readf_float(file->file, file->samples, file->block_frames);
  if (cmedia_is_past(file->deadline)) return CMEDIA_TIMEOUT;
  if (frames <= 0) return sf_error(file->file) == SF_ERR_NO_ERROR ? CMEDIA_END : CMEDIA_DAMAGED;
  *frames_read = frames;
  return cmedia_sound_push_interleaved(
      sound, file->samples, (size_t)(frames * file->info.channels), file->info.channels, file->info.samplerate);
}

// MARK: What libsndfile reads

/// Returns whether an Ogg file has exactly one stream, of a codec that libsndfile decodes.
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
  // Leave several streams to FFmpeg, which selects one and warns.
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
