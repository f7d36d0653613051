/// Hot loops, the start-up of BLAS and the real FFT behind plain C functions.
///
/// Matrices are row-major. No function allocates except `ck_blas_reserve` and `ck_rdft_create`; none keeps a pointer it was given.
/// All functions may be called from any thread, a `ck_rdft` handle from one thread at a time.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// MARK: BLAS

/// Makes OpenBLAS run the best kernels this processor has, on one thread, and returns the name of its core.
/// Must be called before any other BLAS call of the process; later calls only return the name.
/// A core that the user chose through OPENBLAS_CORETYPE is left alone.
const char *ck_blas_start(void);

/// Makes OpenBLAS take the working memory that it needs while so many threads multiply, about 128 MiB of address space for
/// each. False when the system does not give it: a product would then wait for it for ever.
bool ck_blas_reserve(int threads);

/// The OpenBLAS core that suits a processor with these features.
const char *ck_blas_best_core(bool avx2_fma, bool avx512, bool avx512_bf16);

/// How far a core's kernels reach: 0 SSE, 1 AVX, 2 AVX2, 3 AVX-512, 4 AVX-512 with BF16. Unknown names are 0.
int ck_blas_core_rank(const char *core);

/// The version and build options of OpenBLAS.
const char *ck_blas_config(void);

/// Solves matrix · x = right for `columns` right sides of `order` numbers each, one after the other; x takes their place.
/// The matrix (order, order) is symmetric and is overwritten. False where it is not positive definite.
bool ck_solve_positive(int order, int columns, double *matrix, double *right);

/// c (m, n) = alpha · op(a) · op(b) + beta · c, with op(a) (m, k) and op(b) (k, n). Strides are row lengths in memory.
void ck_gemm(
  bool transpose_a, bool transpose_b, size_t m, size_t n, size_t k, float alpha, const float *a, size_t stride_a,
  const float *b, size_t stride_b, float beta, float *c, size_t stride_c);

/// y = alpha · op(a) · x + beta · y with a (rows, columns).
void ck_gemv(
  bool transpose, size_t rows, size_t columns, float alpha, const float *a, size_t stride_a, const float *x, float beta,
  float *y);

// MARK: The processor

/// Features of the processor as a bit set of `ck_cpu_feature`.
enum ck_cpu_feature { ck_cpu_avx2_fma = 1, ck_cpu_avx512 = 2, ck_cpu_avx512_bf16 = 4, ck_cpu_amx = 8 };
unsigned ck_cpu_features(void);

// MARK: Fourier transform

/// A real-to-complex transform of `length` samples, a power of two.
typedef struct ck_rdft ck_rdft;

/// Returns null when the length is no power of two from 16 to 65536 or memory is short.
ck_rdft *ck_rdft_create(size_t length);
void ck_rdft_destroy(ck_rdft *transform);

/// power (length / 2 + 1) = |DFT(samples (length))|², not normalised. `samples` is overwritten.
/// Both buffers must be aligned to 64 bytes.
void ck_rdft_power(ck_rdft *transform, float *samples, float *power);

/// correlation (length / 2 + 1): circular autocorrelation of samples (length) at lags from 0. `samples` is overwritten.
/// Both buffers must be aligned to 64 bytes.
void ck_rdft_autocorrelation(ck_rdft *transform, float *samples, float *correlation);

// MARK: Element-wise loops

/// out[i] = a[i] · b[i]
void ck_multiply(const float *a, const float *b, float *out, size_t count);

/// out[i] += a[i] · b[i]
void ck_add_product(const float *a, const float *b, float *out, size_t count);

/// Σ a[i] · b[i]
float ck_dot(const float *a, const float *b, size_t count);

/// Σ values[i]
float ck_sum(const float *values, size_t count);

/// values[i] = ln(max(values[i], floor)), within 2e-6 of libm; floor must be a positive normal number.
void ck_log_floor(float *values, size_t count, float floor);

/// Σ exp(values[i]) · weights[i]
float ck_exp_dot(const float *values, const float *weights, size_t count);

/// out[i] = (values[i] − mean[i]) · scale[i]
void ck_standardise(const float *values, const float *mean, const float *scale, float *out, size_t count);

/// out (rows, columns) = max(0, values + bias), bias (columns) added to every row; out may be values.
void ck_bias_relu(const float *values, const float *bias, float *out, size_t rows, size_t columns);

/// out (rows, columns) = max(0, values + bias + shortcut), bias (columns) added to every row.
void ck_bias_add_relu(
  const float *values, const float *bias, const float *shortcut, float *out, size_t rows, size_t columns);

/// values[i] += addend[i]
void ck_add(float *values, const float *addend, size_t count);

/// values[i] += factor · addend[i]
void ck_add_multiple(float *values, const float *addend, float factor, size_t count);

/// One step of a gated recurrent unit in PyTorch's convention: `input` and `recurrent` (3 · size) hold the reset,
/// update and candidate gates' sums with their biases; `state` (size) becomes the new state.
void ck_gru_step(const float *input, const float *recurrent, float *state, size_t size);

/// The mean place of each heat map: of the softmax over its cells, the expected column and row, from −0.5 at one edge of the
/// map to 0.5 at the other. heat (side · side, maps), places (maps, 2), sums (2 · maps) is working memory.
void ck_mean_places(const float *heat, size_t side, size_t maps, float *sums, float *places);

/// Each row of values (rows, columns) is normalised to mean 0 and variance 1, then scaled and shifted.
void ck_layer_norm(
  float *values, const float *weight, const float *bias, size_t rows, size_t columns, float epsilon);

/// The gradients of `ck_layer_norm` from that of its output, each added to: values (rows, columns) is its input.
void ck_layer_norm_gradients(
  const float *values, const float *weight, const float *gradient, float *to_values, float *to_weight, float *to_bias,
  size_t rows, size_t columns, float epsilon);

/// One step of Adam with decoupled decay. The gradient is scaled; mean and square are its running means; the weights become
/// keep · weights − rate · mean / (√square + epsilon).
void ck_adam_step(
  float *weights, const float *gradient, float *mean, float *square, size_t count, float scale, float rate,
  float first_memory, float second_memory, float epsilon, float keep);

/// values[i] += share · (target[i] − values[i])
void ck_move_towards(float *values, const float *target, float share, size_t count);

/// out[i] = the IEEE 754 half-precision number whose bits are half[i].
void ck_half_to_float(const uint16_t *half, float *out, size_t count);

/// out[i] = the bits of the half-precision number nearest to values[i], of two the even one; infinity from 65520 on.
void ck_float_to_half(const float *values, uint16_t *out, size_t count);

// MARK: Voice

/// Lags that `ck_lagged_correlation` reckons together.
enum { ck_correlation_lanes = 32 };

/// out (lags): the normalised cross-correlation Σ a[i] b[l + i] / √(Σ a[i]² Σ b[l + i]²) of a (count) with b at lag l, 0
/// where either is silent. b has count + lags − 1 samples; up to 31 more may be read. out has room for lags rounded up to a
/// multiple of 32.
void ck_lagged_correlation(const float *a, const float *b, size_t count, size_t lags, float *out);

/// Linear prediction after Burg (as in Childers, "Modern Spectrum Analysis", 1978): coefficients (order) such that x[t] ≈
/// Σ coefficients[k] x[t − 1 − k]. forward and backward (count each) are working memory. All 0 for silence.
void ck_burg(
  const float *samples, size_t count, size_t order, float *forward, float *backward, double *coefficients);

/// Runs two second-order sections one after the other over the samples and returns the sum of squares of what comes out.
/// sections (2, 5): b0, b1, b2, a1, a2 with a0 = 1; state (2, 2) is carried from call to call.
double ck_filtered_energy(const float *samples, size_t count, const double *sections, double *state);

// MARK: Noise reduction

/// out (count) = each value's neighbourhood of seven, weighed by `weights` (7); the values go on as at their ends.
void ck_neighbourhood(const float *values, const float *weights, float *out, size_t count);

/// One step of a running minimum of a smoothed spectrum: smooth = memory · smooth + (1 − memory) · values, and current
/// and least become no greater than max(smooth, floor).
void ck_smooth_minimum(
  const float *values, float memory, float floor, float *smooth, float *current, float *least, size_t count);

/// quiet[i] = 1 where power[i] < peak · least[i] and smooth[i] < mean · least[i], else 0; quiet_power = quiet · power.
void ck_quiet_power(
  const float *power, const float *smooth, const float *least, float peak, float mean, float *quiet, float *quiet_power,
  size_t count);

/// values[i] = power[i] / weight[i] where the weight is above 0.001.
void ck_quotient(const float *power, const float *weight, float *values, size_t count);

/// The gain of Ephraim and Malah's log-spectral amplitude estimator (1985) with a decision-directed a-priori ratio.
///
/// `before` holds the last step's estimate of the speech's power and becomes this one's; `keep` is its share. Out come
/// the a-priori ratio, v, and the natural logarithm of the amplitude's gain (not above 0, not below ln 1e-4).
void ck_log_spectral_gain(
  const float *power, const float *noise, float keep, float *before, float *prior, float *v, float *log_gain,
  size_t count);

/// Cohen's probability that speech is present (2003, equations 25 to 29) in each bin: least is the unbiased minimum.
void ck_speech_presence(
  const float *power, const float *smooth, const float *least, const float *prior, const float *v, float *presence,
  size_t count);

/// average is updated by power the less, the more probable speech is; noise = max(compensation · average, floor).
void ck_noise_average(
  const float *power, const float *presence, float memory, float compensation, float floor, float *average,
  float *noise, size_t count);

/// out = power · exp(2 · strength · (presence · log_gain + (1 − presence) · log_floor))
void ck_reduce_noise(
  const float *power, const float *log_gain, const float *presence, float log_floor, float strength, float *out,
  size_t count);

/// values[i] = E1(values[i]), the exponential integral of positive numbers, within 1e-6 relatively up to 80.
void ck_exponential_integral(float *values, size_t count);

// MARK: Pictures

/// luma[i] = 0.299 R + 0.587 G + 0.114 B of `count` pixels of three bytes.
void ck_luma(const uint8_t *rgb, float *luma, size_t count);

/// out[i] = bytes[i]
void ck_widen(const uint8_t *bytes, float *out, size_t count);

/// Where the cells of a crop lie in a image, in pixels whose centres are at halves: the corner of cell (row, column) is
/// at origin + column · across + row · down.
typedef struct ck_crop {
  float origin_x, origin_y, across_x, across_y, down_x, down_y;
} ck_crop;

/// out (rows, columns, channels): bilinear samples of image (height, width, channels), each the mean of
/// `subsamples`² points of its cell; beyond its edge the image goes on as at its edge.
void ck_sample(
  const float *image, size_t width, size_t height, size_t channels, ck_crop crop, size_t subsamples, float *out,
  size_t rows, size_t columns);

/// Pixels and cells of a side of the image whose gradients are taken, and the features of a cell.
enum { ck_gradient_side = 96, ck_gradient_cells = 12, ck_gradient_features = 31 };

/// features (12, 12, 31): histograms of oriented gradients of image (96, 96) with values 0…255, after Felzenszwalb and
/// others, "Object detection with discriminatively trained part-based models", 2010: of every cell of 8 × 8 pixels 18
/// signed directions, 9 unsigned ones and 4 textures, each pixel shared between two directions and four cells.
void ck_oriented_gradients(const float *image, float *features);

// MARK: Dynamic time warping

/// Rows that are reckoned together.
enum { ck_warp_lanes = 16 };

/// How many floats of working memory `ck_warp` needs.
size_t ck_warp_scratch(size_t columns, size_t dimension);

/// The least sum of squared distances on a monotone path from (0, 0) to (rows − 1, columns − 1) through a band.
///
/// a (rows, dimension) and b (columns, dimension), rows `stride` apart; all sizes at least 1, columns below 2³¹ − 16.
/// Row i may use the columns starts[i] to ends[i] − 1: none empty, neither bound ever falls, starts[0] = 0,
/// starts[i] ≤ ends[i − 1], ends[rows − 1] = columns.
///
/// steps: null, or room for what is needed to find the path. Every 16 rows are a strip (the last may have fewer). A strip
/// that begins with row i and ends with row l has (ends[l] − starts[i] + l − i) pairs of bit sets; the cell of row i + k
/// and column j has bit k of the pair j + k − starts[i]. Its bit in the pair's second set says that the path comes from
/// the column before, else its bit in the first set that it comes from the row before, else that it comes from both.
/// Of equal sums the diagonal was taken first, then the row before.
float ck_warp(
  const float *a, size_t stride_a, const float *b, size_t stride_b, size_t rows, size_t columns, size_t dimension,
  const int32_t *starts, const int32_t *ends, float *scratch, uint16_t *steps);

// MARK: Checksums

/// digest (32 bytes) = SHA-256 of the bytes. False when memory is short.
bool ck_sha256(const void *bytes, size_t count, uint8_t *digest);
