#pragma once
#include <stdint.h>

/// At least `floats` floats, aligned to 64 bytes, owned by the calling thread until its next call.
float *tk_scratch(int64_t floats);
