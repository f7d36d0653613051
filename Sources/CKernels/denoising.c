#include "CKernels.h"
#include "clones.h"

#pragma clang fp reassociate(on) contract(fast)

#include "transcendental.h"

#define ALWAYS_INLINE static inline __attribute__((always_inline))

ALWAYS_INLINE float min_of(float a, float b) { return a < b ? a : b; }
ALWAYS_INLINE float max_of(float a, float b) { return a > b ? a : b; }

/// E1 after Abramowitz and Stegun: 5.1.53 up to 1 (absolute error of E1 + ln x below 2e-7), 5.1.56 above 1 (error of
/// x·exp(x)·E1 below 2e-8).
ALWAYS_INLINE float exponential_integral(float x) {
  float s = min_of(x, 1), l = max_of(x, 1);
  float near = -0.57721566f
    + s * (0.99999193f + s * (-0.24991055f + s * (0.05519968f + s * (-0.00976004f + s * 0.00107857f))));
  near -= natural_log(s);
  float above = 0.2677737343f + l * (8.6347608925f + l * (18.059016973f + l * (8.5733287401f + l)));
  float below = 3.9584969228f + l * (21.0996530827f + l * (25.6329561486f + l * (9.5733223454f + l)));
  float far = exponential(-min_of(l, 80)) / l * (above / below);
  return x <= 1 ? near : far;
}

CK_CLONES void ck_exponential_integral(float *values, size_t count) {
  for (size_t i = 0; i < count; i++) values[i] = exponential_integral(values[i]);
}

enum { reach = 3 };

CK_CLONES void ck_neighbourhood(
  const float *restrict values, const float *restrict weights, float *restrict out, size_t count) {
  for (size_t i = reach; i + reach < count; i++) {
    const float *v = values + i - reach;
    out[i] = v[0] * weights[0] + v[1] * weights[1] + v[2] * weights[2] + v[3] * weights[3] + v[4] * weights[4]
      + v[5] * weights[5] + v[6] * weights[6];
  }
  for (size_t i = 0; i < count; i++) {
    if (i == reach && count > 2 * reach) i = count - reach;
    float sum = 0;
    for (size_t j = 0; j <= 2 * reach; j++) {
      size_t place = i + j < reach ? 0 : i + j - reach;
      sum += values[place < count ? place : count - 1] * weights[j];
    }
    out[i] = sum;
  }
}

CK_CLONES void ck_smooth_minimum(
  const float *restrict values, float memory, float floor, float *restrict smooth, float *restrict current,
  float *restrict least, size_t count) {
  for (size_t i = 0; i < count; i++) {
    smooth[i] = memory * smooth[i] + (1 - memory) * values[i];
    float value = max_of(smooth[i], floor);
    current[i] = min_of(current[i], value);
    least[i] = min_of(least[i], value);
  }
}

CK_CLONES void ck_quiet_power(
  const float *restrict power, const float *restrict smooth, const float *restrict least, float peak, float mean,
  float *restrict quiet, float *restrict quiet_power, size_t count) {
  for (size_t i = 0; i < count; i++) {
    bool is_quiet = (power[i] < peak * least[i]) & (smooth[i] < mean * least[i]);
    quiet[i] = is_quiet ? 1 : 0;
    quiet_power[i] = quiet[i] * power[i];
  }
}

CK_CLONES void ck_quotient(
  const float *restrict power, const float *restrict weight, float *restrict values, size_t count) {
  for (size_t i = 0; i < count; i++)
    values[i] = weight[i] > 1e-3f ? power[i] / max_of(weight[i], 1e-3f) : values[i];
}

CK_CLONES void ck_log_spectral_gain(
  const float *restrict power, const float *restrict noise, float keep, float *restrict before, float *restrict prior,
  float *restrict v, float *restrict log_gain, size_t count) {
  for (size_t i = 0; i < count; i++) {
    float posterior = min_of(power[i] / noise[i], 1e4f);
    float ratio = keep * before[i] / noise[i] + (1 - keep) * max_of(posterior - 1, 0);
    ratio = min_of(max_of(ratio, 3.16227766e-3f), 1e4f);
    float wiener = ratio / (1 + ratio);
    prior[i] = ratio;
    v[i] = max_of(posterior * wiener, 1e-6f);
    float gain = min_of(wiener * exponential(0.5f * exponential_integral(v[i])), 1);
    before[i] = gain * gain * power[i];
    log_gain[i] = natural_log(max_of(gain, 1e-4f));
  }
}

CK_CLONES void ck_speech_presence(
  const float *restrict power, const float *restrict smooth, const float *restrict least, const float *restrict prior,
  const float *restrict v, float *restrict presence, size_t count) {
  for (size_t i = 0; i < count; i++) {
    float absence = min_of(max_of((3 - power[i] / least[i]) / 2, 0), 0.998f);
    absence = smooth[i] < 1.67f * least[i] ? absence : 0;
    float odds = absence / (1 - absence) * (1 + prior[i]) * exponential(-v[i]);
    presence[i] = 1 / (1 + odds);
  }
}

CK_CLONES void ck_noise_average(
  const float *restrict power, const float *restrict presence, float memory, float compensation, float floor,
  float *restrict average, float *restrict noise, size_t count) {
  for (size_t i = 0; i < count; i++) {
    float keep = memory + (1 - memory) * presence[i];
    average[i] = keep * average[i] + (1 - keep) * power[i];
    noise[i] = max_of(compensation * average[i], floor);
  }
}

CK_CLONES void ck_reduce_noise(
  const float *restrict power, const float *restrict log_gain, const float *restrict presence, float log_floor,
  float strength, float *restrict out, size_t count) {
  for (size_t i = 0; i < count; i++) {
    float logarithm = presence[i] * log_gain[i] + (1 - presence[i]) * log_floor;
    out[i] = power[i] * exponential(2 * strength * logarithm);
  }
}
