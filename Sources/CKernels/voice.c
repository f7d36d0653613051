#include <math.h>
#include <string.h>

#include "CKernels.h"
#include "clones.h"

#pragma clang fp reassociate(on) contract(fast)

// Multiplies each sample of a with 32 neighbouring lags at once, which avoids sums across lanes.
CK_CLONES static void products(const float *restrict a, const float *restrict b, size_t count, float *restrict out) {
  float sums[ck_correlation_lanes] = {0};
  for (size_t i = 0; i < count; i++)
    for (size_t lane = 0; lane < ck_correlation_lanes; lane++) sums[lane] += a[i] * b[i + lane];
  memcpy(out, sums, sizeof sums);
}

void ck_lagged_correlation(const float *a, const float *b, size_t count, size_t lags, float *out) {
  for (size_t lag = 0; lag < lags; lag += ck_correlation_lanes) products(a, b + lag, count, out + lag);
  double energy = ck_dot(a, a, count), moving = ck_dot(b, b, count);
  for (size_t lag = 0; lag < lags; lag++) {
    double norm = energy * moving;
    out[lag] = norm > 0 ? (float)(out[lag] / sqrt(norm)) : 0;
    moving += (double)b[lag + count] * b[lag + count] - (double)b[lag] * b[lag];
  }
}

/// One order of the lattice: updates the forward and backward prediction errors, and sums what the next order's
/// coefficient needs.
CK_CLONES static void predict(
  float *forward, float *backward, size_t count, float reflection, float *product, float *energy) {
  float p = 0, e = 0;
  for (size_t i = 0; i < count; i++) {
    float f = forward[i] - reflection * backward[i];
    float b = backward[i + 1] - reflection * forward[i + 1];
    forward[i] = f;
    backward[i] = b;
    p += f * b;
    e += f * f + b * b;
  }
  *product = p;
  *energy = e;
}

void ck_burg(
  const float *samples, size_t count, size_t order, float *forward, float *backward, double *coefficients) {
  memcpy(forward, samples, (count - 1) * sizeof(float));
  memcpy(backward, samples + 1, (count - 1) * sizeof(float));
  float product = ck_dot(forward, backward, count - 1);
  float energy = ck_dot(forward, forward, count - 1) + ck_dot(backward, backward, count - 1);
  memset(coefficients, 0, order * sizeof(double));
  for (size_t m = 0; m < order && energy > 0; m++) {
    double reflection = 2.0 * product / energy;
    for (size_t i = 0; 2 * i + 1 <= m; i++) {
      double low = coefficients[i], high = coefficients[m - 1 - i];
      coefficients[i] = low - reflection * high;
      coefficients[m - 1 - i] = high - reflection * low;
    }
    coefficients[m] = reflection;
    if (m + 1 < order) predict(forward, backward, count - 2 - m, (float)reflection, &product, &energy);
  }
}

double ck_filtered_energy(const float *samples, size_t count, const double *sections, double *state) {
  const double *s = sections, *t = sections + 5;
  double s1 = state[0], s2 = state[1], t1 = state[2], t2 = state[3], energy = 0;
  for (size_t i = 0; i < count; i++) {
    double x = samples[i];
    double y = s[0] * x + s1;
    s1 = s[1] * x - s[3] * y + s2;
    s2 = s[2] * x - s[4] * y;
    double z = t[0] * y + t1;
    t1 = t[1] * y - t[3] * z + t2;
    t2 = t[2] * y - t[4] * z;
    energy += z * z;
  }
  state[0] = s1, state[1] = s2, state[2] = t1, state[3] = t2;
  return energy;
}
