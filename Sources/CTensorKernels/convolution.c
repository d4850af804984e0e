// Goals, in order: 1. the same bits for any number of threads and any split into strips. 2. near the processor's peak on
// 32-64 channels. 3. one algorithm for every kernel size and for both directions.
//
// Method: a strip of rows is copied once with its zero border (which also brings it into the second-level cache), then
// multiplied by the weights in register tiles; see tile_kernels.inc.
#include "CTensorKernels.h"
#include "scratch.h"
#include <string.h>

#define OUTPUT_BLOCK 8
#define GRADIENT_TAPS_PADDING 6
/// Flat strips are read in whole vectors past their end, by at most three of the widest.
#define SLACK 64

typedef float float4 __attribute__((vector_size(16), aligned(4)));
#define NAME(x) portable_##x
#define TARGET
#define V float4
#define LANES 4
#define LOAD(p) (*(const float4 *)(p))
#define STORE(p, v) (*(float4 *)(p) = (v))
#define SPLAT(s) ((float4){(s), (s), (s), (s)})
#define FMA(a, b, c) ((a) * (b) + (c))
#define SUM(v) (((v)[0] + (v)[1]) + ((v)[2] + (v)[3]))
#define TILE_ROWS 4
#define GRADIENT_TAPS 2
#include "tile_kernels.inc"

#if defined(__x86_64__)
#include <immintrin.h>

#define AVX2 __attribute__((target("avx2,fma")))
#define AVX512 __attribute__((target("avx512f,avx512vl,avx512dq,avx2,fma")))

AVX2 static inline float sum8(__m256 v) {
  __m128 q = _mm_add_ps(_mm256_castps256_ps128(v), _mm256_extractf128_ps(v, 1));
  q = _mm_add_ps(q, _mm_movehl_ps(q, q));
  return _mm_cvtss_f32(_mm_add_ss(q, _mm_shuffle_ps(q, q, 1)));
}
AVX512 static inline float sum16(__m512 v) {
  __m256 h = _mm256_add_ps(_mm512_castps512_ps256(v), _mm512_extractf32x8_ps(v, 1));
  __m128 q = _mm_add_ps(_mm256_castps256_ps128(h), _mm256_extractf128_ps(h, 1));
  q = _mm_add_ps(q, _mm_movehl_ps(q, q));
  return _mm_cvtss_f32(_mm_add_ss(q, _mm_shuffle_ps(q, q, 1)));
}

#define NAME(x) avx2_##x
#define TARGET AVX2
#define V __m256
#define LANES 8
#define LOAD _mm256_loadu_ps
#define STORE _mm256_storeu_ps
#define SPLAT _mm256_set1_ps
#define FMA _mm256_fmadd_ps
#define SUM sum8
#define TILE_ROWS 4
#define GRADIENT_TAPS 3
#include "tile_kernels.inc"

#define NAME(x) avx512_##x
#define TARGET AVX512
#define V __m512
#define LANES 16
#define LOAD _mm512_loadu_ps
#define STORE _mm512_storeu_ps
#define SPLAT _mm512_set1_ps
#define FMA _mm512_fmadd_ps
#define SUM sum16
#define TILE_ROWS 8
#define GRADIENT_TAPS 6
#include "tile_kernels.inc"

// Pairs of bfloat16 in the place of floats: each step multiplies two terms and adds both in single precision.
#define BF16 __attribute__((target("avx512f,avx512vl,avx512dq,avx512bw,avx512bf16,avx2,fma")))
BF16 static inline __attribute__((always_inline)) __m512 multiply_pairs(__m512 a, __m512 b, __m512 sum) {
  return _mm512_dpbf16_ps(sum, (__m512bh)a, (__m512bh)b);
}
#define NAME(x) bf16_##x
#define TARGET BF16
#define V __m512
#define LANES 16
#define LOAD _mm512_loadu_ps
#define STORE _mm512_storeu_ps
#define SPLAT _mm512_set1_ps
#define FMA multiply_pairs
#define SUM sum16
#define TILE_ROWS 8
#define GRADIENT_TAPS 6
#include "tile_kernels.inc"
#else
#define BF16
#endif

BF16 static inline uint32_t bits_of(float x) {
  uint32_t b;
  memcpy(&b, &x, 4);
  return b;
}
/// Rounds to nearest even, leaving the bfloat16 in the upper half.
BF16 static inline uint32_t rounded(float x) {
  uint32_t b = bits_of(x);
  return b + 0x7FFFu + (b >> 16 & 1);
}
/// low and high as bfloat16 in one 32-bit word; `pairs` may be `low`. Only for level 3.
BF16 static void pair(const float *low, const float *high, float *pairs, int64_t count) {
  for (int64_t i = 0; i < count; i++) {
    uint32_t b = rounded(low[i]) >> 16 | (rounded(high[i]) & 0xFFFF0000u);
    memcpy(pairs + i, &b, 4);
  }
}

static int64_t round_up(int64_t n, int64_t multiple) { return (n + multiple - 1) / multiple * multiple; }

int64_t tk_packed_weight_count(int32_t outputs, int32_t inputs, int32_t kernel) {
  return round_up(outputs, OUTPUT_BLOCK) * inputs * kernel * kernel;
}

void tk_pack_weights(int32_t level, const float *weights, int32_t outputs, int32_t inputs, int32_t kernel,
                     int32_t transpose, float *packed) {
  const int64_t area = kernel * kernel, rows = transpose ? inputs : outputs, columns = transpose ? outputs : inputs;
  const int64_t row_step = transpose ? area : inputs * area, column_step = transpose ? inputs * area : area;
  const int64_t together = level >= 3 ? 2 : 1;  // columns in one word
  for (int64_t b = 0; b < rows; b += OUTPUT_BLOCK)
    for (int64_t c = 0; c < columns; c += together)
      for (int64_t t = 0; t < area; t++)
        for (int64_t r = b; r < b + OUTPUT_BLOCK; r++, packed++) {
          const float *w = weights + r * row_step + c * column_step + (transpose ? area - 1 - t : t);
          *packed = r < rows ? w[0] : 0.0f;
          if (together == 2) {
            float next = r < rows && c + 1 < columns ? w[column_step] : 0.0f;
            pair(packed, &next, packed, 1);
          }
        }
}

/// How a strip of rows lies in scratch memory.
typedef struct {
  int64_t pad, pitch, frame_pixels, input_plane, length, stride, taps;
} strip_layout;

static strip_layout layout_of(tk_convolution s, int64_t frames, int64_t rows) {
  strip_layout l;
  l.pad = s.kernel / 2;
  l.pitch = s.width + 2 * l.pad;
  l.frame_pixels = (rows + 2 * l.pad) * l.pitch;
  // The last frame's border rows hold no output.
  l.length = (frames - 1) * l.frame_pixels + (rows - 1) * l.pitch + s.width;
  l.input_plane = round_up(frames * l.frame_pixels, 16) + 16;
  l.stride = round_up(l.length, 16);
  l.taps = (int64_t)s.input_channels * s.kernel * s.kernel;
  return l;
}

/// Copies rows `row - pad`..<`row + rows + pad` of one channel of every frame, with zeros outside the frame.
static void pack_plane(tk_convolution s, strip_layout l, const float *input, int64_t frames, int64_t channel,
                       int64_t row, int64_t rows, float *packed) {
  const int64_t plane = (int64_t)s.height * s.width;
  float *to = packed;
  for (int64_t f = 0; f < frames; f++) {
    const float *from = input + (f * s.input_channels + channel) * plane;
    for (int64_t y = row - l.pad; y < row + rows + l.pad; y++, to += l.pitch) {
      if (y < 0 || y >= s.height) {
        memset(to, 0, l.pitch * sizeof(float));
        continue;
      }
      if (l.pad) to[0] = to[l.pitch - 1] = 0;
      memcpy(to + l.pad, from + y * s.width, s.width * sizeof(float));
    }
  }
  memset(to, 0, (packed + l.input_plane - to) * sizeof(float));
}

/// All channels, one after another, then zeros for reads past the end.
static void pack_input(tk_convolution s, strip_layout l, const float *input, int64_t frames, int64_t row, int64_t rows,
                       float *packed) {
  for (int64_t c = 0; c < s.input_channels; c++)
    pack_plane(s, l, input, frames, c, row, rows, packed + c * l.input_plane);
  memset(packed + s.input_channels * l.input_plane, 0, SLACK * sizeof(float));
}

/// Pairs of channels of one frame as bfloat16; an odd last channel is paired with zeros. Uses the plane after the result.
static void pack_input_pairs(tk_convolution s, strip_layout l, const float *input, int64_t row, int64_t rows,
                             float *packed) {
  float *to = packed;
  for (int64_t c = 0; c < s.input_channels; c += 2, to += l.input_plane) {
    float *second = to + l.input_plane;
    pack_plane(s, l, input, 1, c, row, rows, to);
    if (c + 1 < s.input_channels) pack_plane(s, l, input, 1, c + 1, row, rows, second);
    else memset(second, 0, l.input_plane * sizeof(float));
    pair(to, second, to, l.input_plane);
  }
  memset(to, 0, SLACK * sizeof(float));
}

/// Pairs each value of a plane with the one `half` after it, so that a sum along the plane takes half as many steps.
static void pair_halves(float *plane, int64_t count, int64_t half) {
  pair(plane, plane + half, plane, count - half);
  memset(plane + count - half, 0, half * sizeof(float));
}

static void fill_offsets(tk_convolution s, strip_layout l, int64_t planes, int32_t *offsets) {
  for (int64_t c = 0; c < planes; c++)
    for (int64_t y = 0; y < s.kernel; y++)
      for (int64_t x = 0; x < s.kernel; x++) *offsets++ = (int32_t)(c * l.input_plane + y * l.pitch + x);
}

void tk_convolve_rows(int32_t level, tk_convolution s, const float *input, const float *packed_weights,
                      const float *bias, float *output, int32_t row, int32_t rows, int32_t accumulate) {
  const strip_layout l = layout_of(s, 1, rows);
  const int64_t blocks = (s.output_channels + OUTPUT_BLOCK - 1) / OUTPUT_BLOCK;
  const int64_t planes = level >= 3 ? (s.input_channels + 1) / 2 : s.input_channels;
  const int64_t taps = planes * s.kernel * s.kernel;
  float *x = tk_scratch((planes + 1) * l.input_plane + SLACK + blocks * OUTPUT_BLOCK * l.stride + taps);
  float *out = x + (planes + 1) * l.input_plane + SLACK;
  int32_t *offsets = (int32_t *)(out + blocks * OUTPUT_BLOCK * l.stride);
  if (level >= 3) pack_input_pairs(s, l, input, row, rows, x);
  else pack_input(s, l, input, 1, row, rows, x);
  fill_offsets(s, l, planes, offsets);
#if defined(__x86_64__)
  if (level >= 3) bf16_convolve(x, offsets, taps, packed_weights, blocks, out, l.length, l.stride);
  else if (level == 2) avx512_convolve(x, offsets, taps, packed_weights, blocks, out, l.length, l.stride);
  else if (level == 1) avx2_convolve(x, offsets, taps, packed_weights, blocks, out, l.length, l.stride);
  else
#endif
    portable_convolve(x, offsets, taps, packed_weights, blocks, out, l.length, l.stride);
  for (int64_t o = 0; o < s.output_channels; o++) {
    const float b = bias ? bias[o] : 0.0f;
    for (int64_t y = 0; y < rows; y++) {
      const float *from = out + o * l.stride + y * l.pitch;
      float *to = output + (o * s.height + row + y) * s.width;
      if (accumulate)
        for (int64_t i = 0; i < s.width; i++) to[i] += from[i] + b;
      else
        for (int64_t i = 0; i < s.width; i++) to[i] = from[i] + b;
    }
  }
}

void tk_weight_gradient_rows(int32_t level, tk_convolution s, const float *input, const float *output_gradient,
                             int32_t frames, int32_t row, int32_t rows, float *weight_gradient, float *bias_gradient) {
  const strip_layout l = layout_of(s, frames, rows);
  const int64_t outputs = round_up(s.output_channels, 4), taps = round_up(l.taps, GRADIENT_TAPS_PADDING);
  const int64_t plane = (int64_t)s.height * s.width;
  float *x = tk_scratch(s.input_channels * l.input_plane + SLACK + outputs * l.stride + outputs * taps + taps);
  float *dy = x + s.input_channels * l.input_plane + SLACK;
  float *gradient = dy + outputs * l.stride;
  int32_t *offsets = (int32_t *)(gradient + outputs * taps);
  pack_input(s, l, input, frames, row, rows, x);
  fill_offsets(s, l, s.input_channels, offsets);
  for (int64_t k = l.taps; k < taps; k++) offsets[k] = 0;
  memset(dy, 0, outputs * l.stride * sizeof(float));
  for (int64_t o = 0; o < s.output_channels; o++) {
    double sum = 0;
    for (int64_t f = 0; f < frames; f++)
      for (int64_t y = 0; y < rows; y++) {
        const float *from = output_gradient + (f * s.output_channels + o) * plane + (row + y) * s.width;
        memcpy(dy + o * l.stride + f * l.frame_pixels + y * l.pitch, from, s.width * sizeof(float));
        float lanes[8] = {0}, tail = 0;
        int64_t i = 0;
        for (; i + 8 <= s.width; i += 8)
          for (int j = 0; j < 8; j++) lanes[j] += from[i + j];
        for (; i < s.width; i++) tail += from[i];
        sum += ((lanes[0] + lanes[1]) + (lanes[2] + lanes[3])) + ((lanes[4] + lanes[5]) + (lanes[6] + lanes[7])) + tail;
      }
    bias_gradient[o] = (float)sum;
  }
#if defined(__x86_64__)
  if (level >= 3) {
    const int64_t half = (l.length + 1) / 2;
    for (int64_t c = 0; c < s.input_channels; c++) pair_halves(x + c * l.input_plane, l.input_plane, half);
    for (int64_t o = 0; o < outputs; o++) {
      pair_halves(dy + o * l.stride, l.stride, half);
      memset(dy + o * l.stride + half, 0, (l.stride - half) * sizeof(float));  // these would count twice
    }
    bf16_gradient(x, offsets, taps, dy, outputs, l.stride, half, gradient);
  } else if (level == 2) avx512_gradient(x, offsets, taps, dy, outputs, l.stride, l.length, gradient);
  else if (level == 1) avx2_gradient(x, offsets, taps, dy, outputs, l.stride, l.length, gradient);
  else
#endif
    portable_gradient(x, offsets, taps, dy, outputs, l.stride, l.length, gradient);
  for (int64_t o = 0; o < s.output_channels; o++)
    memcpy(weight_gradient + o * l.taps, gradient + o * taps, l.taps * sizeof(float));
}
