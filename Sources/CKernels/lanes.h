#pragma once

#include "CKernels.h"

/// Sixteen channels.
typedef float lanes __attribute__((vector_size(64), aligned(4), may_alias));
enum { lane_count = ck_lanes };

/// A macro, since functions would pass the vector in other registers under each instruction set.
#define LANES(pointer) (*(lanes *)(pointer))

/// The instruction sets that a kernel is compiled for. The architecture's name would choose half vectors too.
#define LANES_AVX512 __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx2,fma")))
#define LANES_AVX2 __attribute__((target("avx2,fma")))

/// Calls name_avx512, name_avx2 or name_default, whichever is the best that the processor has.
#define LANES_DISPATCH(name, ...) \
  do { \
    if (__builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl")) \
      name##_avx512(__VA_ARGS__); \
    else if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) \
      name##_avx2(__VA_ARGS__); \
    else \
      name##_default(__VA_ARGS__); \
  } while (0)

/// Calls function(…, count, vectors), with 1 to 6 and 1 or 2 of them, as constants: the sums of a block of so many rows
/// and vectors stay in registers.
#define LANES_BLOCK(count, vectors, function, ...) \
  switch (count) { \
    LANES_BLOCK_CASE(1, vectors, function, __VA_ARGS__) \
    LANES_BLOCK_CASE(2, vectors, function, __VA_ARGS__) \
    LANES_BLOCK_CASE(3, vectors, function, __VA_ARGS__) \
    LANES_BLOCK_CASE(4, vectors, function, __VA_ARGS__) \
    LANES_BLOCK_CASE(5, vectors, function, __VA_ARGS__) \
    LANES_BLOCK_CASE(6, vectors, function, __VA_ARGS__) \
  }
#define LANES_BLOCK_CASE(n, vectors, function, ...) \
  case n: \
    if (vectors > 1) \
      function(__VA_ARGS__, n, 2); \
    else \
      function(__VA_ARGS__, n, 1); \
    break;
enum { block_rows = 6 };
