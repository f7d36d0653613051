#include "internal.h"
#include <libswresample/swresample.h>
#include <libavutil/channel_layout.h>
#include <libavutil/mathematics.h>
#include <libavutil/opt.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/// Lowest and highest plausible rate, Hz. A damaged header with another rate would ask for gigabytes of memory.
#define MIN_RATE 1000
#define MAX_RATE 3072000
/// Cut-off of the high-pass, Hz: far below speech (−0.04 dB at 50 Hz), and settled within 0.1 s.
#define HIGH_PASS 5.0

bool cmedia_is_plausible_rate(int rate) { return rate >= MIN_RATE && rate <= MAX_RATE; }

struct cmedia_sound {
  int rate;
  cmedia_channels choice;
  int channel;
  int outputs;
  /// NULL until the first samples arrive, which set the input format: converts samples to float, repairs them, and
  /// resamples them.
  SwrContext *converter;
  cmedia_declipper *declipper;
  SwrContext *resampler;
  enum AVSampleFormat format;
  int in_channels;
  int in_rate;
  /// The queue: one plane per channel with room for `capacity` samples; [first, first + count) are queued.
  float *planes[CMEDIA_MAX_CHANNELS];
  int64_t capacity;
  int64_t first;
  int64_t count;
  bool is_damaged;
  /// Running mean of each plane, which the high-pass removes, once known.
  double means[CMEDIA_MAX_CHANNELS];
  bool has_means;
  /// Samples at the end of the queue that the high-pass has yet to filter.
  int64_t raw;
  /// Input samples over all channels: pushed, and repaired by earlier declippers.
  int64_t pushed;
  int64_t repaired;
};

cmedia_status cmedia_sound_new(
    int rate, cmedia_channels choice, int channel, int channel_count, cmedia_sound **sound) {
  *sound = NULL;
  int outputs = choice == CMEDIA_CHANNELS_EACH ? channel_count : 1;
  if (outputs < 1 || outputs > CMEDIA_MAX_CHANNELS) return CMEDIA_TOO_MANY_CHANNELS;
  *sound = calloc(1, sizeof **sound);
  if (!*sound) return CMEDIA_NO_MEMORY;
  **sound = (cmedia_sound){.rate = rate, .choice = choice, .channel = channel, .outputs = outputs};
  return CMEDIA_OK;
}

static void close_stages(cmedia_sound *sound) {
  swr_free(&sound->converter);
  swr_free(&sound->resampler);
  if (sound->declipper) sound->repaired += cmedia_declipper_repaired(sound->declipper);
  cmedia_declipper_free(sound->declipper);
  sound->declipper = NULL;
}

void cmedia_sound_free(cmedia_sound *sound) {
  if (!sound) return;
  close_stages(sound);
  for (int i = 0; i < sound->outputs; i++) free(sound->planes[i]);
  free(sound);
}

/// Makes room for `more` samples at the end of the queue.
static cmedia_status reserve(cmedia_sound *sound, int64_t more) {
  if (sound->first + sound->count + more <= sound->capacity) return CMEDIA_OK;
  for (int i = 0; sound->first > 0 && i < sound->outputs; i++)
    memmove(sound->planes[i], sound->planes[i] + sound->first, (size_t)sound->count * sizeof(float));
  sound->first = 0;
  if (sound->count + more <= sound->capacity) return CMEDIA_OK;
  int64_t capacity = (sound->count + more) * 2;
  for (int i = 0; i < sound->outputs; i++) {
    float *plane = realloc(sound->planes[i], (size_t)capacity * sizeof(float));
    if (!plane) return CMEDIA_NO_MEMORY;
    sound->planes[i] = plane;
  }
  sound->capacity = capacity;
  return CMEDIA_OK;
}

/// Fills the mixing matrix: row `o`, column `i` is the gain from input channel i to output channel o.
static void fill_matrix(const cmedia_sound *sound, int channels, double *matrix) {
  memset(matrix, 0, sizeof(double) * (size_t)(sound->outputs * channels));
  for (int o = 0; o < sound->outputs; o++) {
    for (int i = 0; i < channels; i++) {
      bool is_chosen = i == (sound->choice == CMEDIA_CHANNELS_ONE ? sound->channel : o);
      matrix[o * channels + i] = sound->choice == CMEDIA_CHANNELS_MIX ? 1.0 / channels : is_chosen;
    }
  }
}

static cmedia_status configure(cmedia_sound *sound, enum AVSampleFormat format, int channels, int rate) {
  if (channels < 1 || channels > CMEDIA_MAX_CHANNELS) return CMEDIA_TOO_MANY_CHANNELS;
  if (!cmedia_is_plausible_rate(rate)) return CMEDIA_DAMAGED;
  // Unspecified layouts on purpose: channels are addressed by their position in the file, not by name.
  AVChannelLayout in = {.order = AV_CHANNEL_ORDER_UNSPEC, .nb_channels = channels};
  AVChannelLayout out = {.order = AV_CHANNEL_ORDER_UNSPEC, .nb_channels = sound->outputs};
  close_stages(sound);
  const enum AVSampleFormat planar = AV_SAMPLE_FMT_FLTP;
  if (swr_alloc_set_opts2(&sound->converter, &in, planar, rate, &in, format, rate, 0, NULL) < 0 ||
      swr_alloc_set_opts2(&sound->resampler, &out, planar, sound->rate, &in, planar, rate, 0, NULL) < 0)
    return CMEDIA_NO_MEMORY;
  if (swr_init(sound->converter) < 0) return CMEDIA_INTERNAL;
  sound->declipper = cmedia_declipper_new(channels, rate);
  if (!sound->declipper) return CMEDIA_NO_MEMORY;
  av_opt_set_int(sound->resampler, "filter_size", 64, 0);
  av_opt_set_double(sound->resampler, "cutoff", 0.97, 0);
  // One filter phase for each step of the ratio: no drift, no interpolation between phases.
  av_opt_set_int(sound->resampler, "exact_rational", 1, 0);
  av_opt_set_int(sound->resampler, "phase_shift", 10, 0);
  // A ratio with more steps than phases needs interpolation between them.
  if (sound->rate / (int)av_gcd(sound->rate, rate) > 1024) av_opt_set_int(sound->resampler, "linear_interp", 1, 0);
  double *matrix = malloc(sizeof(double) * (size_t)(sound->outputs * channels));
  if (!matrix) return CMEDIA_NO_MEMORY;
  fill_matrix(sound, channels, matrix);
  int error = swr_set_matrix(sound->resampler, matrix, channels);
  free(matrix);
  if (error < 0 || swr_init(sound->resampler) < 0) return CMEDIA_INTERNAL;
  sound->format = format;
  sound->in_channels = channels;
  sound->in_rate = rate;
  return CMEDIA_OK;
}

/// A float file may hold infinities and NaN, which would spoil all later results.
static void replace_damaged(cmedia_sound *sound, float *samples, int count) {
  for (int k = 0; k < count; k++) {
    if (fabsf(samples[k]) <= 3.0e38f) continue;
    samples[k] = 0;
    sound->is_damaged = true;
  }
}

/// Removes a constant offset and slow drift: a first-order high-pass. Its mean starts at that of the first 0.1 s, so that
/// an offset is gone from the start.
static void remove_offset(cmedia_sound *sound, bool flushing) {
  int64_t warm_up = sound->rate / 10;
  if (sound->raw == 0 || (!sound->has_means && sound->raw < warm_up && !flushing)) return;
  if (sound->raw < warm_up) warm_up = sound->raw;
  double share = 1 - exp(-2 * M_PI * HIGH_PASS / sound->rate);
  for (int i = 0; i < sound->outputs; i++) {
    float *samples = sound->planes[i] + sound->first + sound->count - sound->raw;
    double mean = sound->means[i];
    for (int64_t k = 0; !sound->has_means && k < warm_up; k++) mean += samples[k] / (double)warm_up;
    for (int64_t k = 0; k < sound->raw; k++) {
      double sample = samples[k];
      samples[k] = (float)(sample - mean);
      mean += share * (sample - mean);
    }
    sound->means[i] = mean;
  }
  sound->has_means = true;
  sound->raw = 0;
}

/// Resamples and appends to the queue; flushes the resampler if `planes` is NULL.
static cmedia_status resample(cmedia_sound *sound, const uint8_t *const *planes, int frames) {
  int64_t room = swr_get_out_samples(sound->resampler, frames);
  if (room < 0) return CMEDIA_INTERNAL;
  room += 64;
  cmedia_status status = reserve(sound, room);
  if (status != CMEDIA_OK) return status;
  uint8_t *out[CMEDIA_MAX_CHANNELS];
  int64_t end = sound->first + sound->count;
  for (int i = 0; i < sound->outputs; i++) out[i] = (uint8_t *)(sound->planes[i] + end);
  int count = swr_convert(sound->resampler, out, (int)room, (const uint8_t **)planes, frames);
  if (count < 0) return CMEDIA_INTERNAL;
  for (int i = 0; i < sound->outputs; i++) replace_damaged(sound, sound->planes[i] + end, count);
  sound->count += count;
  sound->raw += count;
  remove_offset(sound, planes == NULL);
  return CMEDIA_OK;
}

/// Resamples what the declipper has ready after `frames` more samples.
static cmedia_status resample_repaired(cmedia_sound *sound, int frames, bool flushing) {
  const float *planes[CMEDIA_MAX_CHANNELS];
  int ready = cmedia_declipper_push(sound->declipper, frames, flushing, planes);
  cmedia_status status = ready > 0 ? resample(sound, (const uint8_t *const *)planes, ready) : CMEDIA_OK;
  cmedia_declipper_drop(sound->declipper);
  return status;
}

/// Converts to float, repairs, resamples and appends to the queue.
static cmedia_status convert(cmedia_sound *sound, const uint8_t *const *planes, int frames) {
  float *out[CMEDIA_MAX_CHANNELS];
  if (!cmedia_declipper_reserve(sound->declipper, frames, out)) return CMEDIA_NO_MEMORY;
  int count = swr_convert(sound->converter, (uint8_t **)out, frames, (const uint8_t **)planes, frames);
  if (count < 0) return CMEDIA_INTERNAL;
  sound->pushed += (int64_t)count * sound->in_channels;
  return resample_repaired(sound, count, false);
}

cmedia_status cmedia_sound_push(
    cmedia_sound *sound, const uint8_t *const *planes, enum AVSampleFormat format, int channels, int rate, int frames) {
  if (frames <= 0) return CMEDIA_OK;
  if (!sound->resampler || format != sound->format || channels != sound->in_channels || rate != sound->in_rate) {
    cmedia_status status = cmedia_sound_flush(sound);
    if (status == CMEDIA_OK) status = configure(sound, format, channels, rate);
    if (status != CMEDIA_OK) return status;
  }
  return convert(sound, planes, frames);
}

cmedia_status cmedia_sound_push_interleaved(
    cmedia_sound *sound, const float *samples, size_t sample_count, int channels, int rate) {
  if (channels < 1 || sample_count % (size_t)channels != 0) return CMEDIA_INTERNAL;
  const uint8_t *plane = (const uint8_t *)samples;
  return cmedia_sound_push(
      sound, &plane, AV_SAMPLE_FMT_FLT, channels, rate, (int)(sample_count / (size_t)channels));
}

cmedia_status cmedia_sound_push_silence(
    cmedia_sound *sound, enum AVSampleFormat format, int channels, int rate, int frames) {
  if (channels < 1 || channels > CMEDIA_MAX_CHANNELS) return CMEDIA_TOO_MANY_CHANNELS;
  if (frames <= 0) return CMEDIA_OK;
  int interleaved = av_sample_fmt_is_planar(format) ? 1 : channels;
  size_t bytes = (size_t)frames * (size_t)(av_get_bytes_per_sample(format) * interleaved);
  uint8_t *zeros = malloc(bytes);
  if (!zeros) return CMEDIA_NO_MEMORY;
  // Silence in unsigned samples is the middle of their range.
  memset(zeros, format == AV_SAMPLE_FMT_U8 || format == AV_SAMPLE_FMT_U8P ? 0x80 : 0, bytes);
  const uint8_t *planes[CMEDIA_MAX_CHANNELS];
  for (int i = 0; i < CMEDIA_MAX_CHANNELS; i++) planes[i] = zeros;
  cmedia_status status = cmedia_sound_push(sound, planes, format, channels, rate, frames);
  free(zeros);
  return status;
}

cmedia_status cmedia_sound_flush(cmedia_sound *sound) {
  if (!sound->resampler) return CMEDIA_OK;
  cmedia_status status = resample_repaired(sound, 0, true);
  if (status == CMEDIA_OK) status = resample(sound, NULL, 0);
  close_stages(sound);
  return status;
}

int64_t cmedia_sound_available(const cmedia_sound *sound) { return sound->count - sound->raw; }

double cmedia_sound_repaired_share(const cmedia_sound *sound) {
  int64_t repaired = sound->repaired + (sound->declipper ? cmedia_declipper_repaired(sound->declipper) : 0);
  return sound->pushed > 0 ? (double)repaired / (double)sound->pushed : 0;
}

bool cmedia_sound_is_damaged(const cmedia_sound *sound) { return sound->is_damaged; }

int64_t cmedia_sound_skip(cmedia_sound *sound, int64_t count) {
  int64_t available = cmedia_sound_available(sound);
  if (count > available) count = available;
  sound->first += count;
  sound->count -= count;
  return count;
}

cmedia_status cmedia_sound_peek(
    const cmedia_sound *sound, int channel, int64_t count, float *samples, size_t capacity) {
  if (channel < 0 || channel >= sound->outputs || count < 0 || count > cmedia_sound_available(sound) || (size_t)count > capacity)
    return CMEDIA_INTERNAL;
  memcpy(samples, sound->planes[channel] + sound->first, (size_t)count * sizeof(float));
  return CMEDIA_OK;
}
