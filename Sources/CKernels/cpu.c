#include <cpuid.h>

#include "CKernels.h"

unsigned ck_cpu_features(void) {
  unsigned features = 0;
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) features |= ck_cpu_avx2_fma;
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq")
      && __builtin_cpu_supports("avx512vl")) {
    features |= ck_cpu_avx512;
    if (__builtin_cpu_supports("avx512bf16")) features |= ck_cpu_avx512_bf16;
  }
  unsigned a, b, c, d;
  if (__get_cpuid_count(7, 0, &a, &b, &c, &d) && (d & (1u << 24))) features |= ck_cpu_amx;
  return features;
}
