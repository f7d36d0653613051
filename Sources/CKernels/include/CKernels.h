/// Hot loops, BLAS start-up and the real FFT behind plain C functions.
///
/// Matrices are row-major. Only `ck_blas_reserve` and `ck_rdft_create` allocate; no function keeps a pointer passed to
/// it. All functions may be called from any thread; a `ck_rdft` handle may be used by one thread at a time.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// MARK: BLAS

/// Selects the best OpenBLAS kernels for this processor, on one thread, and returns the name of the core.
/// Call it before any other BLAS function; later calls only return the name.
/// A core set by the user in OPENBLAS_CORETYPE is kept.
const char *ck_blas_start(void);

/// Makes OpenBLAS allocate the working memory for `threads` concurrent products, about 128 MiB of address space each.
/// Returns false if the system refuses: a product would then wait for memory for ever.
bool ck_blas_reserve(int threads);

/// Returns the best OpenBLAS core for a processor with these features.
const char *ck_blas_best_core(bool avx2_fma, bool avx512, bool avx512_bf16);

/// Returns the instruction set of a core's kernels: 0 SSE, 1 AVX, 2 AVX2, 3 AVX-512, 4 AVX-512 with BF16. 0 for unknown
/// names.
int ck_blas_core_rank(const char *core);

/// Returns the version and build options of OpenBLAS.
const char *ck_blas_config(void);

/// Solves matrix · x = right for `columns` right-hand sides of `order` numbers each, stored one after the other. x
/// overwrites `right`. The matrix (order, order) is symmetric and is overwritten. Returns false if it is not positive
/// definite.
bool ck_solve_positive(int order, int columns, double *matrix, double *right);

/// c (m, n) = alpha · op(a) · op(b) + beta · c, with op(a) (m, k) and op(b) (k, n). Strides are in elements per row.
void ck_gemm(
  bool transpose_a, bool transpose_b, size_t m, size_t n, size_t k, float alpha, const float *a, size_t stride_a,
  const float *b, size_t stride_b, float beta, float *c, size_t stride_c);

/// y = alpha · op(a) · x + beta · y with a (rows, columns).
void ck_gemv(
  bool transpose, size_t rows, size_t columns, float alpha, const float *a, size_t stride_a, const float *x, float beta,
  float *y);

// MARK: The processor

/// Features of this processor, as a bit set of `ck_cpu_feature`.
enum ck_cpu_feature { ck_cpu_avx2_fma = 1, ck_cpu_avx512 = 2, ck_cpu_avx512_bf16 = 4, ck_cpu_amx = 8 };
unsigned ck_cpu_features(void);

// MARK: Fourier transform

/// A real-to-complex transform of `length` samples, a power of two.
typedef struct ck_rdft ck_rdft;

/// Returns null if the length is not a power of two from 16 to 65536, or out of memory.
ck_rdft *ck_rdft_create(size_t length);
void ck_rdft_destroy(ck_rdft *transform);

/// power (length / 2 + 1) = |DFT(samples (length))|², not normalised. Overwrites `samples`.
/// Both buffers must be aligned to 64 bytes.
void ck_rdft_power(ck_rdft *transform, float *samples, float *power);

/// correlation (length / 2 + 1) = circular autocorrelation of samples (length) at lags from 0. Overwrites `samples`.
/// Both buffers must be aligned to 64 bytes.
void ck_rdft_autocorrelation(ck_rdft *transform, float *samples, float *correlation);

/// even[i] = block[i + 1] + block[2 half − 1 − i] and odd[i] the difference, for i below `half`: the parts of a block of
/// 2 half samples that are even and odd around its centre, twice; its first sample is left out.
void ck_fold(const float *block, size_t half, float *even, float *odd);

// MARK: Element-wise loops

/// out[i] = a[i] · b[i]
void ck_multiply(const float *a, const float *b, float *out, size_t count);

/// out[i] += a[i] · b[i]
void ck_add_product(const float *a, const float *b, float *out, size_t count);

/// Σ a[i] · b[i]
float ck_dot(const float *a, const float *b, size_t count);

/// Σ values[i]
float ck_sum(const float *values, size_t count);

/// values[i] = ln(max(values[i], floor)), within 2e-6 of libm. `floor` must be a positive normal number.
void ck_log_floor(float *values, size_t count, float floor);

/// Σ exp(values[i]) · weights[i]
float ck_exp_dot(const float *values, const float *weights, size_t count);

/// values[i] = the Gaussian error linear unit, x · Φ(x) (Hendrycks and Gimpel 2016), by erf and not by its tanh
/// approximation; within 1e-6 of libm, relative beyond ±1.
void ck_gelu(float *values, size_t count);

/// Softmax of each row of values (rows, columns), in place. Rows start `stride` apart; columns is at least 1.
void ck_softmax(float *values, size_t rows, size_t columns, size_t stride);

/// out[i] = (values[i] − mean[i]) · scale[i]
void ck_standardise(const float *values, const float *mean, const float *scale, float *out, size_t count);

/// out (rows, columns) = max(0, values + bias), bias (columns) added to every row; out may be values.
void ck_bias_relu(const float *values, const float *bias, float *out, size_t rows, size_t columns);

/// values[i] += addend[i]
void ck_add(float *values, const float *addend, size_t count);

/// values[i] += factor · addend[i]
void ck_add_multiple(float *values, const float *addend, float factor, size_t count);

/// Advances a gated recurrent unit by one step, in PyTorch's convention. `input` and `recurrent` (3 · size) hold the
/// pre-activations of the reset, update and candidate gates, biases included; `state` (size) is updated in place.
void ck_gru_step(const float *input, const float *recurrent, float *state, size_t size);

/// Soft-argmax of each heat map: the expected column and row under the softmax over its cells, from −0.5 at one edge of
/// the map to 0.5 at the other. heat (side · side, maps), positions (maps, 2); sums (2 · maps) is working memory.
void ck_soft_argmax(const float *heat, size_t side, size_t maps, float *sums, float *positions);

/// Normalises each row of values (rows, columns) to mean 0 and variance 1, then scales and shifts it.
void ck_layer_norm(
  float *values, const float *weight, const float *bias, size_t rows, size_t columns, float epsilon);

/// Adds the gradients of `ck_layer_norm` to `to_values`, `to_weight` and `to_bias`, given its input values (rows,
/// columns) and the gradient of its output.
void ck_layer_norm_gradients(
  const float *values, const float *weight, const float *gradient, float *to_values, float *to_weight, float *to_bias,
  size_t rows, size_t columns, float epsilon);

/// One step of Adam with decoupled weight decay: weights = keep · weights − rate · mean / (√square + epsilon). `mean`
/// and `square` are the running means of scale · gradient and of its square.
void ck_adam_step(
  float *weights, const float *gradient, float *mean, float *square, size_t count, float scale, float rate,
  float first_memory, float second_memory, float epsilon, float keep);

/// values[i] += share · (target[i] − values[i])
void ck_move_towards(float *values, const float *target, float share, size_t count);

/// out[i] = the IEEE 754 half-precision number with the bits half[i].
void ck_half_to_float(const uint16_t *half, float *out, size_t count);

/// out[i] = the bfloat16 number with the bits bfloat[i]: the upper half of a float.
void ck_bfloat_to_float(const uint16_t *bfloat, float *out, size_t count);

/// out[i] = the bits of the half-precision number nearest to values[i], ties to even; infinity from 65520 on.
void ck_float_to_half(const float *values, uint16_t *out, size_t count);

// MARK: Voice

/// Lags that `ck_lagged_correlation` computes together.
enum { ck_correlation_lanes = 32 };

/// out (lags) = the normalised cross-correlation of a (count) with b, Σ a[i] b[l + i] / √(Σ a[i]² Σ b[l + i]²) at lag
/// l; 0 where either is silent. b has count + lags − 1 samples; up to 31 more may be read. out needs room for `lags`
/// rounded up to a multiple of 32.
void ck_lagged_correlation(const float *a, const float *b, size_t count, size_t lags, float *out);

/// Burg's linear prediction (Childers, "Modern Spectrum Analysis", 1978): coefficients (order) with
/// x[t] ≈ Σ coefficients[k] x[t − 1 − k]; all 0 for silence. forward and backward (count each) are working memory.
void ck_burg(
  const float *samples, size_t count, size_t order, float *forward, float *backward, double *coefficients);

/// Filters the samples through two second-order sections in series and returns the energy (sum of squares) of the
/// output. sections (2, 5): b0, b1, b2, a1, a2 with a0 = 1; state (2, 2) carries over from call to call.
double ck_filtered_energy(const float *samples, size_t count, const double *sections, double *state);

// MARK: Noise reduction

/// out (count) = values filtered with the seven-tap kernel `weights` (7), edge values replicated.
void ck_neighbourhood(const float *values, const float *weights, float *out, size_t count);

/// One step of the running minimum of a smoothed spectrum: smooth = memory · smooth + (1 − memory) · values; current =
/// min(current, max(smooth, floor)), and the same for least.
void ck_smooth_minimum(
  const float *values, float memory, float floor, float *smooth, float *current, float *least, size_t count);

/// quiet[i] = 1 where power[i] < peak · least[i] and smooth[i] < mean · least[i], else 0; quiet_power = quiet · power.
void ck_quiet_power(
  const float *power, const float *smooth, const float *least, float peak, float mean, float *quiet, float *quiet_power,
  size_t count);

/// values[i] = power[i] / weight[i] where the weight is above 0.001; other values are unchanged.
void ck_quotient(const float *power, const float *weight, float *values, size_t count);

/// The gain of Ephraim and Malah's log-spectral amplitude estimator (1985) with the decision-directed a-priori SNR.
///
/// `before` holds the previous step's estimate of the speech power, weighted by `keep`, and is updated. Writes the
/// a-priori SNR, v, and the natural logarithm of the amplitude gain (ln 1e-4 to 0).
void ck_log_spectral_gain(
  const float *power, const float *noise, float keep, float *before, float *prior, float *v, float *log_gain,
  size_t count);

/// Cohen's speech presence probability (2003, equations 25 to 29) in each bin. `least` is the bias-corrected minimum.
void ck_speech_presence(
  const float *power, const float *smooth, const float *least, const float *prior, const float *v, float *presence,
  size_t count);

/// Updates the noise average from `power`, less so the more probable speech is; noise = max(compensation · average,
/// floor).
void ck_noise_average(
  const float *power, const float *presence, float memory, float compensation, float floor, float *average,
  float *noise, size_t count);

/// out = power · exp(2 · strength · (presence · log_gain + (1 − presence) · log_floor))
void ck_reduce_noise(
  const float *power, const float *log_gain, const float *presence, float log_floor, float strength, float *out,
  size_t count);

/// values[i] = E1(values[i]), the exponential integral, for positive values; relative error below 1e-6 up to 80.
void ck_exponential_integral(float *values, size_t count);

// MARK: Images

/// What turns YUV into RGB, as multiples of 1/65536: R = luma · (Y − black) + red_v · (V − 128), and so on.
typedef struct ck_yuv_matrix {
  int32_t black, luma, red_v, green_u, green_v, blue_u;
} ck_yuv_matrix;

/// rgb (count, 3) = the colours of `count` pixels in planes of luma and chroma.
void ck_yuv_to_rgb(
  const uint8_t *luma, const uint8_t *u, const uint8_t *v, ck_yuv_matrix matrix, uint8_t *rgb, size_t count);

/// luma[i] = 0.299 R + 0.587 G + 0.114 B, for `count` pixels of three bytes.
void ck_luma(const uint8_t *rgb, float *luma, size_t count);

/// out[i] = bytes[i]
void ck_widen(const uint8_t *bytes, float *out, size_t count);

/// Position of a crop's cells in an image, in pixels with centres at half-integers. The corner of cell (row, column) is
/// at origin + column · across + row · down.
typedef struct ck_crop {
  float origin_x, origin_y, across_x, across_y, down_x, down_y;
} ck_crop;

/// out (rows, columns, channels) = bilinear samples of image (height, width, channels): for each cell the mean of
/// `subsamples`² points. Edge pixels are replicated beyond the image.
void ck_sample(
  const float *image, size_t width, size_t height, size_t channels, ck_crop crop, size_t subsamples, float *out,
  size_t rows, size_t columns);

/// Pixels and cells per side of the image of `ck_oriented_gradients`, and features per cell.
enum { ck_gradient_side = 96, ck_gradient_cells = 12, ck_gradient_features = 31 };

/// features (12, 12, 31) = histograms of oriented gradients of image (96, 96), values 0…255 (Felzenszwalb and others,
/// "Object detection with discriminatively trained part-based models", 2010). Each cell of 8 × 8 pixels has 18 signed
/// directions, 9 unsigned directions and 4 textures; each pixel is split between two directions and four cells.
void ck_oriented_gradients(const float *image, float *features);

// MARK: Convolution

/// A feature map (height, width, channels) with a border of zeros one cell wide: `padded` is (height + 2, width + 2,
/// channels).
typedef struct ck_map {
  float *padded;
  size_t height, width, channels;
} ck_map;

/// Channels that the convolutions compute together.
enum { ck_lanes = 16 };

/// out = max(0, bias + shortcut + a 3 × 3 convolution of `in` with zero padding and these strides). `kernel` is
/// (columns / 16, 3, 3, inputs, 16) and `bias` (columns), where columns is the number of outputs filled up with zeros to
/// a multiple of `ck_lanes`, 16; `shortcut`, which may be null, has the size of `out`.
void ck_convolution(
  const ck_map *in, const float *kernel, size_t columns, const float *bias, const ck_map *shortcut, const ck_map *out,
  size_t stride_down, size_t stride_across);

/// Tiles that `ck_winograd` computes together.
enum { ck_winograd_tiles = 48 };

/// kernels ((out_side + 2)², outputs / 16, inputs, 16) = the transform of weight (outputs, 3, 3, inputs) for tiles of out_side²
/// outputs, 2 or 4 a side (Lavin and Gray, "Fast algorithms for convolutional neural networks", 2016).
void ck_winograd_kernels(size_t out_side, const float *weight, size_t inputs, size_t outputs, float *kernels);

/// out = max(0, bias + shortcut + a 3 × 3 convolution of `in` with zero padding) by `kernels` of the same out_side. The
/// channels are multiples of `ck_lanes`; `out` and `shortcut`, which may be null, have the size of `in`. Tiles of 2 × 2 take 4
/// products an output and channel, tiles of 4 × 4 2.25, instead of 9. `work` holds
/// (out_side + 2)² · min(tiles, ck_winograd_tiles) · (inputs + outputs) numbers.
void ck_winograd(
  size_t out_side, const ck_map *in, const float *kernels, const float *bias, const ck_map *shortcut, const ck_map *out,
  float *work);

// MARK: Dynamic time warping

/// Rows that `ck_warp` computes together.
enum { ck_warp_lanes = 16 };

/// Returns the number of floats of working memory that `ck_warp` needs.
size_t ck_warp_scratch(size_t columns, size_t dimension);

/// Returns the smallest sum of squared distances on a monotone path from (0, 0) to (rows − 1, columns − 1) through a
/// band.
///
/// a (rows, dimension) and b (columns, dimension), rows `stride` apart; all sizes at least 1, columns below 2³¹ − 16.
/// Row i may use the columns starts[i] to ends[i] − 1. No row is empty, neither bound decreases, starts[0] = 0,
/// starts[i] ≤ ends[i − 1], ends[rows − 1] = columns.
///
/// `steps` is null, or room for what is needed to trace the path back. Rows are grouped in strips of 16 (the last may
/// have fewer). A strip from row i to row l has (ends[l] − starts[i] + l − i) pairs of bit sets; the cell at row i + k
/// and column j has bit k of pair j + k − starts[i]. If its bit is set in the second set, the path comes from the
/// previous column; else if set in the first, from the previous row; else diagonally. Ties prefer the diagonal, then
/// the previous row.
float ck_warp(
  const float *a, size_t stride_a, const float *b, size_t stride_b, size_t rows, size_t columns, size_t dimension,
  const int32_t *starts, const int32_t *ends, float *scratch, uint16_t *steps);

// MARK: Checksums

/// digest (32 bytes) = SHA-256 of the bytes. Returns false if out of memory.
bool ck_sha256(const void *bytes, size_t count, uint8_t *digest);

/// digest (16 bytes) = MurmurHash3 (x64, 128 bits) of the bytes: about ten times as fast as SHA-256, but no protection
/// against content that was made to collide. Returns false if out of memory.
bool ck_murmur3(const void *bytes, size_t count, uint8_t *digest);
