/// Logarithm and exponential that the compiler can vectorise. Include after the floating-point pragmas of the loops
/// that use them.
#pragma once

#include <stdint.h>
#include <string.h>

/// ln x for positive normal x: x = 2^e · m with m in [√½, √2), ln m by the atanh series in s = (m − 1) / (m + 1).
/// |s| ≤ 0.1716, so the first omitted term is below s¹¹/11 · 2 ≈ 7e-10.
static inline __attribute__((always_inline)) float natural_log(float x) {
  uint32_t bits;
  memcpy(&bits, &x, sizeof bits);
  uint32_t shifted = bits - 0x3f3504f3;
  int32_t exponent = (int32_t)shifted >> 23;
  bits = (shifted & 0x007fffff) + 0x3f3504f3;
  float m;
  memcpy(&m, &bits, sizeof m);
  float s = (m - 1) / (m + 1), z = s * s;
  float series = 2 + z * (2.f / 3 + z * (2.f / 5 + z * (2.f / 7 + z * (2.f / 9))));
  return (float)exponent * 0.693147181f + s * series;
}

/// e^x for x clamped to ±87: 2^n · e^r with |r| ≤ ln 2 / 2 and a polynomial of degree 6, relative error below 3e-7.
static inline __attribute__((always_inline)) float exponential(float x) {
  x = x < -87 ? -87 : x > 87 ? 87 : x;
  // Adding and subtracting 1.5 · 2²³ rounds to the nearest integer; reassociation would undo it.
  float n;
  {
#pragma clang fp reassociate(off)
    n = x * 1.44269504f + 12582912.f;
    n = n - 12582912.f;
  }
  float r = x - n * 0.693359375f;
  r = r + n * 2.12194440e-4f;
  float p = 1 + r * (1 + r * (1.f / 2 + r * (1.f / 6 + r * (1.f / 24 + r * (1.f / 120 + r * (1.f / 720))))));
  int32_t bits = ((int32_t)n + 127) << 23;
  float scale;
  memcpy(&scale, &bits, sizeof scale);
  return p * scale;
}

static inline __attribute__((always_inline)) float sigmoid(float x) { return 1 / (1 + exponential(-x)); }

/// erfc(z) for z ≥ 0: t · q(t) · e^(−z²) with t = 1 / (1 + 0.39 z), after Hastings, "Approximations for Digital
/// Computers", 1955. The degree 5 of q and its coefficients (a weighted minimax fit) put the error below 1.2e-8.
static inline __attribute__((always_inline)) float complementary_error(float z) {
  float t = 1 / (1 + 0.39f * z);
  float q = 0.879095137f + t * -0.225651994f;
  q = 0.234741896f + t * (0.0951344743f + t * (0.640013695f + t * (-0.623333216f + t * q)));
  return t * q * exponential(-z * z);
}
