// Goals, in order: 1. no ray slips between triangles that share an edge. 2. the same bits on every processor. 3. speed of
// single rays that go every which way: few, wide nodes; the nearest child first; no divisions before a triangle is met.
#include "CRayKernels.h"

#if defined(__x86_64__)
#include <immintrin.h>

typedef struct {
  __m128 a, b;
} sse8;
static inline sse8 sse_load(const float *p) { return (sse8){_mm_load_ps(p), _mm_load_ps(p + 4)}; }
static inline void sse_store(float *p, sse8 v) { _mm_store_ps(p, v.a), _mm_store_ps(p + 4, v.b); }
static inline sse8 sse_splat(float s) { return (sse8){_mm_set1_ps(s), _mm_set1_ps(s)}; }
static inline sse8 sse_add(sse8 x, sse8 y) { return (sse8){_mm_add_ps(x.a, y.a), _mm_add_ps(x.b, y.b)}; }
static inline sse8 sse_sub(sse8 x, sse8 y) { return (sse8){_mm_sub_ps(x.a, y.a), _mm_sub_ps(x.b, y.b)}; }
static inline sse8 sse_mul(sse8 x, sse8 y) { return (sse8){_mm_mul_ps(x.a, y.a), _mm_mul_ps(x.b, y.b)}; }
static inline sse8 sse_div(sse8 x, sse8 y) { return (sse8){_mm_div_ps(x.a, y.a), _mm_div_ps(x.b, y.b)}; }
static inline sse8 sse_min(sse8 x, sse8 y) { return (sse8){_mm_min_ps(x.a, y.a), _mm_min_ps(x.b, y.b)}; }
static inline sse8 sse_max(sse8 x, sse8 y) { return (sse8){_mm_max_ps(x.a, y.a), _mm_max_ps(x.b, y.b)}; }
static inline int32_t sse_le(sse8 x, sse8 y) {
  return _mm_movemask_ps(_mm_cmple_ps(x.a, y.a)) | _mm_movemask_ps(_mm_cmple_ps(x.b, y.b)) << 4;
}
static inline int32_t sse_lt(sse8 x, sse8 y) {
  return _mm_movemask_ps(_mm_cmplt_ps(x.a, y.a)) | _mm_movemask_ps(_mm_cmplt_ps(x.b, y.b)) << 4;
}
static inline int32_t sse_eq(sse8 x, sse8 y) {
  return _mm_movemask_ps(_mm_cmpeq_ps(x.a, y.a)) | _mm_movemask_ps(_mm_cmpeq_ps(x.b, y.b)) << 4;
}
#define NAME(x) portable_##x
#define TARGET
#define V sse8
#define LOAD sse_load
#define STORE sse_store
#define SPLAT sse_splat
#define ADD sse_add
#define SUB sse_sub
#define MUL sse_mul
#define DIV sse_div
#define MIN sse_min
#define MAX sse_max
#define LE sse_le
#define LT sse_lt
#define EQ sse_eq
#include "traversal.inc"

#define AVX2 __attribute__((target("avx2,bmi,lzcnt")))
#define NAME(x) avx2_##x
#define TARGET AVX2
#define V __m256
#define LOAD _mm256_load_ps
#define STORE _mm256_store_ps
#define SPLAT _mm256_set1_ps
#define ADD _mm256_add_ps
#define SUB _mm256_sub_ps
#define MUL _mm256_mul_ps
#define DIV _mm256_div_ps
#define MIN _mm256_min_ps
#define MAX _mm256_max_ps
#define LE(x, y) _mm256_movemask_ps(_mm256_cmp_ps(x, y, _CMP_LE_OQ))
#define LT(x, y) _mm256_movemask_ps(_mm256_cmp_ps(x, y, _CMP_LT_OQ))
#define EQ(x, y) _mm256_movemask_ps(_mm256_cmp_ps(x, y, _CMP_EQ_OQ))
#include "traversal.inc"

#else

typedef float float8 __attribute__((vector_size(32)));
typedef int32_t int8 __attribute__((vector_size(32)));
static inline float8 wide_splat(float s) { return (float8){s, s, s, s, s, s, s, s}; }
static inline float8 wide_choose(int8 mask, float8 x, float8 y) { return (float8)((mask & (int8)x) | (~mask & (int8)y)); }
static inline int32_t wide_bits(int8 mask) {
  int32_t bits = 0;
  for (int i = 0; i < 8; i++) bits |= (mask[i] & 1) << i;
  return bits;
}
#define NAME(x) portable_##x
#define TARGET
#define V float8
#define LOAD(p) (*(const float8 *)(p))
#define STORE(p, v) (*(float8 *)(p) = (v))
#define SPLAT wide_splat
#define ADD(x, y) ((x) + (y))
#define SUB(x, y) ((x) - (y))
#define MUL(x, y) ((x) * (y))
#define DIV(x, y) ((x) / (y))
#define MIN(x, y) wide_choose((x) < (y), x, y)
#define MAX(x, y) wide_choose((x) > (y), x, y)
#define LE(x, y) wide_bits((x) <= (y))
#define LT(x, y) wide_bits((x) < (y))
#define EQ(x, y) wide_bits((x) == (y))
#include "traversal.inc"
#endif

int32_t rk_best_level(void) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi")) return 1;
#endif
  return 0;
}

static int32_t meet_mesh(int32_t level, rk_mesh mesh, const rk_ray *ray, rk_hit *hit, int32_t any) {
#if defined(__x86_64__)
  if (level > 0) return any ? avx2_is_occluded(mesh, ray, hit) : avx2_closest_hit(mesh, ray, hit);
#endif
  return any ? portable_is_occluded(mesh, ray, hit) : portable_closest_hit(mesh, ray, hit);
}

int32_t rk_closest_hit(int32_t level, rk_mesh mesh, const rk_ray *ray, rk_hit *hit) {
  // No triangle has a lower number: what lies at the limit itself is out.
  *hit = (rk_hit){.distance = ray->limit, .triangle = -1};
  return meet_mesh(level, mesh, ray, hit, 0);
}

int32_t rk_is_occluded(int32_t level, rk_mesh mesh, const rk_ray *ray) {
  rk_hit hit = {.distance = ray->limit, .triangle = -1};
  return meet_mesh(level, mesh, ray, &hit, 1);
}

int32_t rk_first_leaf(int32_t level, void *walk, const rk_world *world, const rk_ray *ray, rk_world_hit *hit,
                      int32_t any) {
#if defined(__x86_64__)
  if (level > 0) return avx2_first_leaf(walk, world, ray, hit, any);
#endif
  return portable_first_leaf(walk, world, ray, hit, any);
}

int32_t rk_next_leaf(int32_t level, void *walk, rk_world_hit *hit, int32_t any) {
#if defined(__x86_64__)
  if (level > 0) return avx2_next_leaf(walk, hit, any);
#endif
  return portable_next_leaf(walk, hit, any);
}
