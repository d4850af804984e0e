// Single-precision kernels of the neural network: direct convolution, activation, normalisation, resampling.
//
// Planes are row-major and stored [channels][height][width], one frame at a time. No function here starts a thread or
// depends on how many there are: a caller gives each thread its own outputs. `level` selects the instruction set
// (0 portable, 1 AVX2 + FMA, 2 AVX-512, 3 AVX-512 with
// convolutions of bfloat16 factors and single-precision sums); the bits of a result depend on the level and on nothing else.
#pragma once
#include <stdint.h>

/// Best level this processor runs.
int32_t tk_best_level(void);

/// Keeps freed memory of tensor size mapped, so that the next tensor costs no page faults.
void tk_keep_freed_memory(void);

/// A convolution of stride 1 with zero padding, so that output and input are of one size. `kernel` is 1 or 3.
typedef struct {
  int32_t input_channels, output_channels, height, width, kernel;
} tk_convolution;

/// Floats that the packed weights occupy, for `outputs` output and `inputs` input channels.
int64_t tk_packed_weight_count(int32_t outputs, int32_t inputs, int32_t kernel);
/// weights [outputs][inputs][kernel][kernel] -> blocks of eight outputs, the innermost index. With `transpose` the result
/// serves the gradient by the input: flipped in space, inputs and outputs exchanged.
void tk_pack_weights(int32_t level, const float *weights, int32_t outputs, int32_t inputs, int32_t kernel,
                     int32_t transpose, float *packed);
/// Rows `row`..<`row + rows` of one frame: output = convolution(input) + bias, or output += it if `accumulate`.
/// bias may be null.
void tk_convolve_rows(int32_t level, tk_convolution shape, const float *input, const float *packed_weights,
                      const float *bias, float *output, int32_t row, int32_t rows, int32_t accumulate);
/// weight_gradient [outputs][inputs][kernel][kernel] and bias_gradient [outputs] from rows `row`..<`row + rows` of
/// `frames` successive frames. Overwrites both.
void tk_weight_gradient_rows(int32_t level, tk_convolution shape, const float *input, const float *output_gradient,
                             int32_t frames, int32_t row, int32_t rows, float *weight_gradient, float *bias_gradient);

/// The definitions, loop by loop in double precision: what the fast kernels are tested against.
void tk_convolve_reference(tk_convolution shape, const float *input, const float *weights, const float *bias,
                           float *output);
void tk_input_gradient_reference(tk_convolution shape, const float *output_gradient, const float *weights,
                                 float *input_gradient);
void tk_weight_gradient_reference(tk_convolution shape, const float *input, const float *output_gradient,
                                  float *weight_gradient, float *bias_gradient);

/// y = x * sigmoid(x).
void tk_silu(int32_t level, const float *x, float *y, int64_t count);
/// dx = dy * d silu(x) / dx.
void tk_silu_backward(int32_t level, const float *x, const float *dy, float *dx, int64_t count);

/// y = silu(x / rms(x) * gain + shift) for pixels `first`..<`last` of one frame of `plane` pixels a channel, where rms runs
/// over the channels of the pixel. gain, shift: [channels].
void tk_norm_silu(int32_t level, const float *x, const float *gain, const float *shift, float *y, int32_t channels,
                  int64_t plane, int64_t first, int64_t last);
/// Its gradients: dx (added to if `accumulate`) for those pixels; dgain, dshift [channels] summed over them, overwritten.
void tk_norm_silu_backward(int32_t level, const float *x, const float *gain, const float *shift, const float *dy,
                           float *dx, float *dgain, float *dshift, int32_t channels, int64_t plane, int64_t first,
                           int64_t last, int32_t accumulate);

/// y += a * x.
void tk_add_scaled(int32_t level, float a, const float *x, float *y, int64_t count);
/// Inner product in a fixed order.
float tk_dot(const float *a, const float *b, int64_t count);
/// Sum of squares in a fixed order, in double precision.
double tk_sum_of_squares(const float *x, int64_t count);

/// One plane [height][width] -> [height / 2][width / 2]: `scale` times the sum of each 2x2 block.
void tk_pool(const float *x, float *y, int32_t height, int32_t width, float scale);
/// One plane [height][width] -> [2 height][2 width]: `scale` times the nearest pixel; added to y if `accumulate`.
void tk_upsample(const float *x, float *y, int32_t height, int32_t width, float scale, int32_t accumulate);
/// One plane [height][width] -> its four phases [4][height / 2][width / 2], phase = 2 (row & 1) + (column & 1).
void tk_unshuffle(const float *x, float *y, int32_t height, int32_t width);
/// The inverse of tk_unshuffle; height and width are those of y.
void tk_shuffle(const float *x, float *y, int32_t height, int32_t width);

/// One AdamW update (Loshchilov & Hutter, arXiv:1711.05101) of `count` values. The bias corrections are folded into
/// `step` and `second_correction`; `decay` multiplies the value first; `clip` scales the gradient.
void tk_adamw(int32_t level, float *value, const float *gradient, float *first, float *second, int64_t count, float clip,
              float beta1, float beta2, float step, float second_correction, float epsilon, float decay);
/// average += rate * (value - average).
void tk_average(int32_t level, float *average, const float *value, float rate, int64_t count);
