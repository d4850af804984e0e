// Convolution and its gradients as their definitions say, slow and plain: the tests' second route to each number.
#include "CTensorKernels.h"

/// Index of input pixel (y, x) of channel c, or -1 outside the frame.
static int64_t at(tk_convolution s, int64_t c, int64_t y, int64_t x) {
  return y < 0 || x < 0 || y >= s.height || x >= s.width ? -1 : (c * s.height + y) * s.width + x;
}

#define EACH_TAP                                        \
  for (int64_t o = 0; o < s.output_channels; o++)       \
    for (int64_t c = 0; c < s.input_channels; c++)      \
      for (int64_t ky = 0; ky < s.kernel; ky++)         \
        for (int64_t kx = 0; kx < s.kernel; kx++)
#define WEIGHT(o, c, ky, kx) ((((o) * s.input_channels + (c)) * s.kernel + (ky)) * s.kernel + (kx))

void tk_convolve_reference(tk_convolution s, const float *input, const float *weights, const float *bias,
                           float *output) {
  const int64_t pad = s.kernel / 2;
  for (int64_t o = 0; o < s.output_channels; o++)
    for (int64_t y = 0; y < s.height; y++)
      for (int64_t x = 0; x < s.width; x++) {
        double sum = bias ? bias[o] : 0;
        for (int64_t c = 0; c < s.input_channels; c++)
          for (int64_t ky = 0; ky < s.kernel; ky++)
            for (int64_t kx = 0; kx < s.kernel; kx++) {
              int64_t i = at(s, c, y + ky - pad, x + kx - pad);
              if (i >= 0) sum += (double)input[i] * weights[WEIGHT(o, c, ky, kx)];
            }
        output[at(s, o, y, x)] = (float)sum;
      }
}

void tk_input_gradient_reference(tk_convolution s, const float *output_gradient, const float *weights,
                                 float *input_gradient) {
  const int64_t pad = s.kernel / 2;
  for (int64_t i = 0; i < (int64_t)s.input_channels * s.height * s.width; i++) input_gradient[i] = 0;
  EACH_TAP for (int64_t y = 0; y < s.height; y++) for (int64_t x = 0; x < s.width; x++) {
    int64_t i = at(s, c, y + ky - pad, x + kx - pad);
    if (i >= 0) input_gradient[i] += output_gradient[at(s, o, y, x)] * weights[WEIGHT(o, c, ky, kx)];
  }
}

void tk_weight_gradient_reference(tk_convolution s, const float *input, const float *output_gradient,
                                  float *weight_gradient, float *bias_gradient) {
  const int64_t pad = s.kernel / 2;
  EACH_TAP {
    double sum = 0;
    for (int64_t y = 0; y < s.height; y++)
      for (int64_t x = 0; x < s.width; x++) {
        int64_t i = at(s, c, y + ky - pad, x + kx - pad);
        if (i >= 0) sum += (double)input[i] * output_gradient[at(s, o, y, x)];
      }
    weight_gradient[WEIGHT(o, c, ky, kx)] = (float)sum;
  }
  for (int64_t o = 0; o < s.output_channels; o++) {
    double sum = 0;
    for (int64_t p = 0; p < (int64_t)s.height * s.width; p++) sum += output_gradient[o * s.height * s.width + p];
    bias_gradient[o] = (float)sum;
  }
}
