#include "internal.h"
#include <sndfile.h>
#include <stdio.h>
#include <stdlib.h>

/// A file without samples is not larger than this. Bytes.
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
    // A recorder that was switched off never wrote the length; FFmpeg then reads to the end of the file.
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
  snprintf(info->format, sizeof info->format, "%s", cmedia_soundfile_format_name(file->info.format));
  snprintf(info->codec, sizeof info->codec, "%s", cmedia_soundfile_codec_name(file->info.format));
  info->announced_frames = cmedia_announced_frames(input, (file->info.format & SF_FORMAT_SUBMASK) <= SF_FORMAT_ALAW);
  // An unknown length is a huge number.
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
