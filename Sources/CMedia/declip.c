#include "internal.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/// Samples before and after a run that its repair reads.
#define MARGIN 2
/// The shortest run that counts as cut off.
#define MIN_RUN 3
/// The longest run that is repaired, in seconds: half a period of the lowest voice, or more.
#define MAX_RUN_SECONDS 0.005
/// Samples of one run differ by at most one step of 16 bits.
#define FLATNESS (1.01f / 32768)
/// Quieter sound is flat by quantisation.
#define MIN_CEILING 0.05f
/// The least rise, relative to the ceiling, that tells a cut-off peak from a smooth one.
#define MIN_RISE 0.02f
/// The most that a repair rises, relative to the ceiling.
#define MAX_RISE 4.0f

typedef struct channel {
  /// `MARGIN` delivered samples, then the pending ones.
  float *samples;
  /// Highest absolute value so far of positive and of negative samples.
  float ceiling[2];
  /// Where the search for runs goes on.
  int next;
  /// Whether the samples at `next` continue a run that is too long to be repaired.
  bool in_long_run;
} channel;

struct cmedia_declipper {
  int channel_count;
  int max_run;
  int capacity;
  /// Samples per channel, including `delivered` ones at the start.
  int count;
  int delivered;
  int64_t repaired;
  channel channels[];
};

cmedia_declipper *cmedia_declipper_new(int channels, int rate) {
  cmedia_declipper *declipper = calloc(1, sizeof *declipper + (size_t)channels * sizeof(channel));
  if (!declipper) return NULL;
  declipper->channel_count = channels;
  declipper->max_run = (int)(rate * MAX_RUN_SECONDS);
  return declipper;
}

void cmedia_declipper_free(cmedia_declipper *declipper) {
  if (!declipper) return;
  for (int i = 0; i < declipper->channel_count; i++) free(declipper->channels[i].samples);
  free(declipper);
}

bool cmedia_declipper_reserve(cmedia_declipper *declipper, int more, float **planes) {
  if (declipper->count + more > declipper->capacity) {
    int capacity = (declipper->count + more) * 2;
    for (int i = 0; i < declipper->channel_count; i++) {
      float *samples = realloc(declipper->channels[i].samples, (size_t)capacity * sizeof(float));
      if (!samples) return false;
      declipper->channels[i].samples = samples;
    }
    declipper->capacity = capacity;
  }
  for (int i = 0; i < declipper->channel_count; i++) planes[i] = declipper->channels[i].samples + declipper->count;
  return true;
}

/// Replaces the run [first, end) by the cubic that continues its neighbours' values and slopes, but nowhere below the
/// run itself.
/// Returns whether it rises enough to show that a peak was cut off.
static bool repair(float *samples, int first, int end) {
  float before = samples[first - 1], after = samples[end];
  float rise = before - samples[first - 2], fall = samples[end + 1] - after;
  float sign = samples[first] < 0 ? -1.0f : 1.0f;
  float span = (float)(end - first + 1);
  bool rises = false;
  for (int i = first; i < end; i++) {
    float t = (float)(i - first + 1) / span, t2 = t * t, t3 = t2 * t;
    float cubic = (2 * t3 - 3 * t2 + 1) * before + (t3 - 2 * t2 + t) * span * rise + (3 * t2 - 2 * t3) * after +
        (t3 - t2) * span * fall;
    float ceiling = fabsf(samples[i]);
    samples[i] = sign * fminf(fmaxf(sign * cubic, ceiling), MAX_RISE * ceiling);
    if (sign * cubic > (1 + MIN_RISE) * ceiling) rises = true;
  }
  return rises;
}

/// Repairs the runs that begin before `limit`.
static int repair_runs(channel *channel, int count, int limit, int max_run) {
  float *samples = channel->samples;
  int repaired = 0, i = channel->next;
  while (i < limit) {
    bool is_negative = samples[i] < 0;
    float level = fabsf(samples[i]);
    float *ceiling = &channel->ceiling[is_negative];
    if (level > *ceiling) *ceiling = level;
    bool is_at_ceiling = level >= MIN_CEILING && level >= *ceiling - FLATNESS;
    if (!is_at_ceiling) {
      channel->in_long_run = false;
      i++;
      continue;
    }
    int end = i + 1;
    while (end < count && end - i <= max_run && (samples[end] < 0) == is_negative &&
           fabsf(fabsf(samples[end]) - level) <= FLATNESS)
      end++;
    int length = end - i;
    if (length > max_run) channel->in_long_run = true;
    if (length >= MIN_RUN && !channel->in_long_run && i >= MARGIN && end + MARGIN <= count) {
      if (repair(samples, i, end)) repaired += length;
    }
    if (length <= max_run) channel->in_long_run = false;
    i = end;
  }
  channel->next = i;
  return repaired;
}

int cmedia_declipper_push(cmedia_declipper *declipper, int frames, bool flushing, const float **planes) {
  declipper->count += frames;
  int lookahead = flushing ? 0 : declipper->max_run + MARGIN;
  int limit = declipper->count - lookahead;
  if (limit < declipper->delivered) limit = declipper->delivered;
  for (int i = 0; i < declipper->channel_count; i++) {
    channel *channel = &declipper->channels[i];
    declipper->repaired += repair_runs(channel, declipper->count, limit, declipper->max_run);
    planes[i] = channel->samples + declipper->delivered;
  }
  int ready = limit - declipper->delivered;
  declipper->delivered = limit;
  return ready;
}

void cmedia_declipper_drop(cmedia_declipper *declipper) {
  int drop = declipper->delivered - MARGIN;
  if (drop <= 0) return;
  declipper->count -= drop;
  declipper->delivered -= drop;
  for (int i = 0; i < declipper->channel_count; i++) {
    channel *channel = &declipper->channels[i];
    memmove(channel->samples, channel->samples + drop, (size_t)declipper->count * sizeof(float));
    channel->next -= drop;
  }
}

int64_t cmedia_declipper_repaired(const cmedia_declipper *declipper) { return declipper->repaired; }
