// Activation, normalisation and optimiser kernels, and the choice among their levels.
#include "CTensorKernels.h"
#include "scratch.h"
#include <string.h>

/// Pixels treated together, so that a block of all channels stays in the first-level cache.
#define PIXELS 64
#define NORM_EPSILON 1e-5f

typedef float float16 __attribute__((vector_size(64), aligned(4)));

/// 1 / (1 + exp(-x)), to about 2 units in the last place.
///
/// exp: Cody-Waite reduction by ln 2 in two parts, then the Taylor polynomial of degree 6 on |r| <= ln 2 / 2.
static inline __attribute__((always_inline)) float sigmoid(float x) {
  float a = -x;
  a = a > 87.0f ? 87.0f : a;
  a = a < -87.0f ? -87.0f : a;
  const float shifted = a * 1.44269504f + 12582912.0f;  // 1.5 * 2^23: the integer lands in the low bits
  const float n = shifted - 12582912.0f;
  float r = a - n * 0.693359375f;
  r = r + n * 2.12194440e-4f;
  float e = 1.0f / 720;
  e = e * r + 1.0f / 120;
  e = e * r + 1.0f / 24;
  e = e * r + 1.0f / 6;
  e = e * r + 0.5f;
  e = e * r + 1.0f;
  e = e * r + 1.0f;
  uint32_t bits, exponent;
  memcpy(&bits, &e, 4);
  memcpy(&exponent, &shifted, 4);
  bits += exponent << 23;
  memcpy(&e, &bits, 4);
  return 1.0f / (1.0f + e);
}

#define NAME(x) portable_##x
#define TARGET
#include "elementwise_kernels.inc"

#if defined(__x86_64__)
#define NAME(x) avx2_##x
#define TARGET __attribute__((target("avx2,fma")))
#include "elementwise_kernels.inc"

#define NAME(x) avx512_##x
#define TARGET __attribute__((target("avx512f,avx512vl,avx512dq,avx2,fma")))
#include "elementwise_kernels.inc"

#define DISPATCH(function, ...)                      \
  do {                                               \
    if (level >= 2) avx512_##function(__VA_ARGS__);  \
    else if (level == 1) avx2_##function(__VA_ARGS__); \
    else portable_##function(__VA_ARGS__);           \
  } while (0)
#else
#define DISPATCH(function, ...) portable_##function(__VA_ARGS__)
#endif

void tk_silu(int32_t level, const float *x, float *y, int64_t count) { DISPATCH(silu, x, y, count); }

void tk_silu_backward(int32_t level, const float *x, const float *dy, float *dx, int64_t count) {
  DISPATCH(silu_backward, x, dy, dx, count);
}

void tk_norm_silu(int32_t level, const float *x, const float *gain, const float *shift, float *y, int32_t channels,
                  int64_t plane, int64_t first, int64_t last) {
  DISPATCH(norm_silu, x, gain, shift, y, channels, plane, first, last);
}

void tk_norm_silu_backward(int32_t level, const float *x, const float *gain, const float *shift, const float *dy,
                           float *dx, float *dgain, float *dshift, int32_t channels, int64_t plane, int64_t first,
                           int64_t last, int32_t accumulate) {
  float *scratch = tk_scratch((int64_t)channels * (PIXELS + 32));
  DISPATCH(norm_silu_backward, x, gain, shift, dy, dx, dgain, dshift, channels, plane, first, last, accumulate, scratch);
}

void tk_add_scaled(int32_t level, float a, const float *x, float *y, int64_t count) {
  DISPATCH(add_scaled, a, x, y, count);
}

void tk_average(int32_t level, float *average, const float *value, float rate, int64_t count) {
  DISPATCH(average, average, value, rate, count);
}

void tk_adamw(int32_t level, float *value, const float *gradient, float *first, float *second, int64_t count, float clip,
              float beta1, float beta2, float step, float second_correction, float epsilon, float decay) {
  DISPATCH(adamw, value, gradient, first, second, count, clip, beta1, beta2, step, second_correction, epsilon, decay);
}

double tk_sum_of_squares(const float *x, int64_t count) {
  double lanes[8] = {0};
  int64_t i = 0;
  for (; i + 8 <= count; i += 8)
    for (int j = 0; j < 8; j++) lanes[j] += (double)x[i + j] * x[i + j];
  for (; i < count; i++) lanes[0] += (double)x[i] * x[i];
  return ((lanes[0] + lanes[1]) + (lanes[2] + lanes[3])) + ((lanes[4] + lanes[5]) + (lanes[6] + lanes[7]));
}

float tk_dot(const float *a, const float *b, int64_t count) {
  float lanes[8] = {0};
  int64_t i = 0;
  for (; i + 8 <= count; i += 8)
    for (int j = 0; j < 8; j++) lanes[j] += a[i + j] * b[i + j];
  for (; i < count; i++) lanes[0] += a[i] * b[i];
  return ((lanes[0] + lanes[1]) + (lanes[2] + lanes[3])) + ((lanes[4] + lanes[5]) + (lanes[6] + lanes[7]));
}
