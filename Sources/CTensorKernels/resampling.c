// Changes of resolution, one plane at a time.
#include "CTensorKernels.h"

void tk_pool(const float *restrict x, float *restrict y, int32_t height, int32_t width, float scale) {
  for (int64_t r = 0; r < height / 2; r++) {
    const float *a = x + 2 * r * width, *b = a + width;
    float *to = y + r * (width / 2);
    for (int64_t i = 0; i < width / 2; i++) to[i] = scale * ((a[2 * i] + a[2 * i + 1]) + (b[2 * i] + b[2 * i + 1]));
  }
}

void tk_upsample(const float *restrict x, float *restrict y, int32_t height, int32_t width, float scale,
                 int32_t accumulate) {
  for (int64_t r = 0; r < 2 * (int64_t)height; r++) {
    const float *from = x + r / 2 * width;
    float *to = y + r * 2 * width;
    if (accumulate)
      for (int64_t i = 0; i < width; i++) to[2 * i] += scale * from[i], to[2 * i + 1] += scale * from[i];
    else
      for (int64_t i = 0; i < width; i++) to[2 * i] = to[2 * i + 1] = scale * from[i];
  }
}

void tk_unshuffle(const float *restrict x, float *restrict y, int32_t height, int32_t width) {
  const int64_t h = height / 2, w = width / 2;
  for (int64_t r = 0; r < height; r++) {
    float *even = y + ((r & 1) * 2 * h + r / 2) * w, *odd = even + h * w;
    for (int64_t i = 0; i < w; i++) even[i] = x[r * width + 2 * i], odd[i] = x[r * width + 2 * i + 1];
  }
}

void tk_shuffle(const float *restrict x, float *restrict y, int32_t height, int32_t width) {
  const int64_t h = height / 2, w = width / 2;
  for (int64_t r = 0; r < height; r++) {
    const float *even = x + ((r & 1) * 2 * h + r / 2) * w, *odd = even + h * w;
    for (int64_t i = 0; i < w; i++) y[r * width + 2 * i] = even[i], y[r * width + 2 * i + 1] = odd[i];
  }
}
