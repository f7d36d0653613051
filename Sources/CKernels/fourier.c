#include <libavutil/mem.h>
#include <libavutil/tx.h>
#include <stdlib.h>
#include <string.h>

#include "CKernels.h"
#include "clones.h"

struct ck_rdft {
  AVTXContext *context;
  av_tx_fn run;
  size_t length;
  AVComplexFloat *spectrum;
};

ck_rdft *ck_rdft_create(size_t length) {
  if (length < 16 || length > 65536 || (length & (length - 1))) return NULL;
  ck_rdft *transform = calloc(1, sizeof *transform);
  if (!transform) return NULL;
  const float scale = 1;
  transform->length = length;
  // Zeroed, because FFmpeg 5.1 never writes the imaginary part of the last bin, which is 0.
  transform->spectrum = av_calloc(length / 2 + 1, sizeof *transform->spectrum);
  if (!transform->spectrum
    || av_tx_init(&transform->context, &transform->run, AV_TX_FLOAT_RDFT, 0, (int)length, &scale, 0) < 0) {
    ck_rdft_destroy(transform);
    return NULL;
  }
  return transform;
}

void ck_rdft_destroy(ck_rdft *transform) {
  if (!transform) return;
  av_tx_uninit(&transform->context);
  av_free(transform->spectrum);
  free(transform);
}

CK_CLONES static void squared_magnitude(const AVComplexFloat *restrict spectrum, float *restrict power, size_t count) {
  for (size_t i = 0; i < count; i++) power[i] = spectrum[i].re * spectrum[i].re + spectrum[i].im * spectrum[i].im;
}

void ck_rdft_power(ck_rdft *transform, float *samples, float *power) {
  transform->run(transform->context, transform->spectrum, samples, sizeof(float));
  squared_magnitude(transform->spectrum, power, transform->length / 2 + 1);
}

void ck_rdft_autocorrelation(ck_rdft *transform, float *samples, float *correlation) {
  size_t half = transform->length / 2;
  ck_rdft_power(transform, samples, correlation);
  // The power spectrum is real and even, so its forward transform is its inverse transform up to a scale.
  memcpy(samples, correlation, (half + 1) * sizeof(float));
  for (size_t i = 1; i < half; i++) samples[transform->length - i] = correlation[i];
  transform->run(transform->context, transform->spectrum, samples, sizeof(float));
  const float scale = 1 / (float)transform->length;
  for (size_t i = 0; i <= half; i++) correlation[i] = transform->spectrum[i].re * scale;
}

CK_CLONES void ck_fold(const float *restrict block, size_t half, float *restrict even, float *restrict odd) {
  const float *last = block + 2 * half - 1;
  for (size_t i = 0; i < half; i++) {
    float a = block[1 + i], b = last[-(ptrdiff_t)i];
    even[i] = a + b;
    odd[i] = a - b;
  }
}
