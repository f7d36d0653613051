#include <math.h>

#include "CKernels.h"
#include "clones.h"

#pragma clang fp reassociate(on) contract(fast)

CK_CLONES void ck_adam_step(
  float *restrict weights, const float *restrict gradient, float *restrict mean, float *restrict square, size_t count,
  float scale, float rate, float first_memory, float second_memory, float epsilon, float keep) {
  for (size_t i = 0; i < count; i++) {
    float slope = scale * gradient[i];
    mean[i] = first_memory * mean[i] + (1 - first_memory) * slope;
    square[i] = second_memory * square[i] + (1 - second_memory) * slope * slope;
    weights[i] = keep * weights[i] - rate * mean[i] / (sqrtf(square[i]) + epsilon);
  }
}

CK_CLONES void ck_move_towards(
  float *restrict values, const float *restrict target, float share, size_t count) {
  for (size_t i = 0; i < count; i++) values[i] += share * (target[i] - values[i]);
}
