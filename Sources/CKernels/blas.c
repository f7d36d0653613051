#define _GNU_SOURCE
#include <cblas.h>
#include <cpuid.h>
#include <pthread.h>
#include <stdlib.h>
#include <strings.h>
#include <sys/mman.h>

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

/// OpenBLAS's kernel selection: exported by DYNAMIC_ARCH builds but declared in no header; null in other builds.
extern void gotoblas_dynamic_init(void) __attribute__((weak));
extern void gotoblas_dynamic_quit(void) __attribute__((weak));

/// OpenBLAS's buffer allocator: exported but declared in no header; null in builds that do not export it.
extern void *blas_memory_alloc(int) __attribute__((weak));
extern void blas_memory_free(void *) __attribute__((weak));

/// Overrides OpenBLAS's own function, which reads OPENBLAS_NUM_THREADS.
///
/// OpenBLAS starts one thread for each further processor when it is loaded, before the program could set the variable.
/// Each thread takes a buffer of 128 MiB of address space; one that gets none retries for ever and blocks the end of
/// the process. This program multiplies on its own threads.
int openblas_num_threads_env(void) { return 1; }

static const char core_variable[] = "OPENBLAS_CORETYPE";

const char *ck_blas_best_core(bool avx2_fma, bool avx512, bool avx512_bf16) {
  if (avx512_bf16) return "Cooperlake";
  if (avx512) return "SkylakeX";
  if (avx2_fma) return "Haswell";
  return "Prescott";
}

int ck_blas_core_rank(const char *core) {
  static const struct {
    const char *name;
    int rank;
  } known[] = {{"Sandybridge", 1}, {"Bulldozer", 1}, {"Piledriver", 1}, {"Steamroller", 1}, {"Haswell", 2},
               {"Zen", 2}, {"Excavator", 2}, {"SkylakeX", 3}, {"Cooperlake", 4}, {"SapphireRapids", 4}};
  for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
    if (strcasecmp(core, known[i].name) == 0) return known[i].rank;
  return 0;
}

/// OpenBLAS selects its kernels when it is loaded, and falls back to SSE on a processor that it does not know.
/// Rerunning its start-up with the core named in the environment corrects that.
static void choose_core(void) {
  if (getenv(core_variable)) return;
  unsigned features = ck_cpu_features();
  const char *best = ck_blas_best_core(
    features & ck_cpu_avx2_fma, features & ck_cpu_avx512, features & ck_cpu_avx512_bf16);
  if (ck_blas_core_rank(openblas_get_corename()) >= ck_blas_core_rank(best)) return;
  if (!gotoblas_dynamic_quit || !gotoblas_dynamic_init) return;
  setenv(core_variable, best, 1);
  gotoblas_dynamic_quit();
  gotoblas_dynamic_init();
  unsetenv(core_variable);
}

static void start(void) {
  choose_core();
  openblas_set_num_threads(1);
}

const char *ck_blas_start(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, start);
  return openblas_get_corename();
}

/// The largest buffer that OpenBLAS allocates on 64-bit processors, plus room for alignment.
static const size_t buffer_bytes = ((size_t)32 << 22) + (1 << 16);

/// Allocates `count` buffers at once, then returns them to OpenBLAS, which keeps them for later products.
static bool take_buffers(int count) {
  if (count <= 0) return true;
  void *room = mmap(NULL, buffer_bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (room == MAP_FAILED) return false;
  munmap(room, buffer_bytes);
  void *buffer = blas_memory_alloc(0);
  bool rest = take_buffers(count - 1);
  blas_memory_free(buffer);
  return rest;
}

bool ck_blas_reserve(int threads) {
  static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
  static int reserved;
  ck_blas_start();
  if (!blas_memory_alloc || !blas_memory_free) return true;
  pthread_mutex_lock(&mutex);
  bool is_reserved = threads <= reserved || take_buffers(threads);
  if (is_reserved && threads > reserved) reserved = threads;
  pthread_mutex_unlock(&mutex);
  return is_reserved;
}

/// LAPACK's solver for symmetric positive definite systems: part of OpenBLAS, but not declared in its headers.
extern void dposv_(const char *triangle, const int *order, const int *columns, double *matrix, const int *matrix_stride,
                   double *right, const int *right_stride, int *failure);

bool ck_solve_positive(int order, int columns, double *matrix, double *right) {
  int failure = 0;
  dposv_("L", &order, &columns, matrix, &order, right, &order, &failure);
  return failure == 0;
}

const char *ck_blas_config(void) { return openblas_get_config(); }

void ck_gemm(
  bool transpose_a, bool transpose_b, size_t m, size_t n, size_t k, float alpha, const float *a, size_t stride_a,
  const float *b, size_t stride_b, float beta, float *c, size_t stride_c) {
  cblas_sgemm(
    CblasRowMajor, transpose_a ? CblasTrans : CblasNoTrans, transpose_b ? CblasTrans : CblasNoTrans, (blasint)m,
    (blasint)n, (blasint)k, alpha, a, (blasint)stride_a, b, (blasint)stride_b, beta, c, (blasint)stride_c);
}

void ck_gemv(
  bool transpose, size_t rows, size_t columns, float alpha, const float *a, size_t stride_a, const float *x, float beta,
  float *y) {
  cblas_sgemv(
    CblasRowMajor, transpose ? CblasTrans : CblasNoTrans, (blasint)rows, (blasint)columns, alpha, a, (blasint)stride_a, x,
    1, beta, y, 1);
}
