#include "scratch.h"
#include "CTensorKernels.h"
#include <malloc.h>
#include <pthread.h>
#include <stdlib.h>

typedef struct {
  int64_t capacity;
  float *floats;
} scratch;

static pthread_key_t key;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void release(void *pointer) {
  free(((scratch *)pointer)->floats);
  free(pointer);
}
static void make_key(void) { pthread_key_create(&key, release); }

float *tk_scratch(int64_t floats) {
  pthread_once(&once, make_key);
  scratch *s = pthread_getspecific(key);
  if (!s) {
    s = calloc(1, sizeof(scratch));
    if (!s) abort();
    pthread_setspecific(key, s);
  }
  if (s->capacity < floats) {
    free(s->floats);
    s->capacity = (floats + floats / 4 + 1023) / 1024 * 1024;
    s->floats = aligned_alloc(64, s->capacity * sizeof(float));
    if (!s->floats) abort();
  }
  return s->floats;
}

void tk_keep_freed_memory(void) {
  mallopt(M_MMAP_THRESHOLD, 32 << 20);  // the largest value that glibc accepts
  mallopt(M_TRIM_THRESHOLD, 1 << 30);
}

int32_t tk_best_level(void) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("fma"))
    return __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512bf16") ? 3 : 2;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return 1;
#endif
  return 0;
}
