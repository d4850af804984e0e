// Rays against triangle meshes: the traversal of an eight-wide box tree whose leaves are packs of eight triangles.
//
// Memory belongs to the caller, nothing here allocates or starts a thread. `level` selects the instruction set (0
// portable, SSE2 on x86-64; 1 AVX2). All levels do the same operations in the same order, none of them fused, so that
// the bits of a result do not depend on it.
#pragma once
#include <stdint.h>

/// Best level this processor runs.
int32_t rk_best_level(void);

/// Floats of a node: low x[8], y[8], z[8], high x[8], y[8], z[8], then eight 32-bit children: >= 0 a node, < 0 the
/// complement of a pack's number. An unused child's box is a point out of reach.
#define RK_NODE_FLOATS 56
/// Floats of a pack: x[8], y[8], z[8] of the triangles' first corners, then of their second and third. Unused triangles
/// have no area.
#define RK_PACK_FLOATS 72
/// Children that may wait while a ray goes down a tree: seven a level.
#define RK_STACK_SIZE 512

/// A mesh in the tree's memory, 32-byte aligned.
typedef struct {
  const float *nodes;
  const float *packs;
  int32_t root;
  /// What the caller will read of the triangle that is met, `stride` bytes each; it is fetched ahead. May be null.
  const void *beside;
  int64_t stride;
} rk_mesh;

/// A ray in the mesh's space; surfaces at `from` < distance < `limit` count.
typedef struct {
  float origin[3];
  float direction[3];
  float from;
  float limit;
} rk_ray;

/// Of the triangle met: eight times its pack's number plus its place there, and the weights of its second and third
/// corner.
typedef struct {
  float distance;
  int32_t triangle;
  float u;
  float v;
} rk_hit;

/// The nearest triangle, of several at the same distance that of the lowest number; 0 if there is none.
int32_t rk_closest_hit(int32_t level, rk_mesh mesh, const rk_ray *ray, rk_hit *hit);
/// Any triangle that is met, the same whatever the level; 0 if there is none.
int32_t rk_any_hit(int32_t level, rk_mesh mesh, const rk_ray *ray, rk_hit *hit);

/// An instance of the world: a cache line.
typedef struct {
  /// Of its space, in the world.
  float axes[3][3];
  float position[3];
  /// Metres of the world for a metre of the mesh, and the inverse.
  float scale;
  float inverse_scale;
  int32_t unused;
  /// Whether it is a mesh that stands still and stops every ray. All else is the caller's affair.
  int32_t is_plain;
} rk_instance;

/// A leaf of the world's tree: an instance, or the part of its mesh below a node of that mesh's tree.
typedef struct {
  int32_t instance;
  /// A node of the meshes, or the complement of a pack's number.
  int32_t root;
} rk_entry;

/// The world: a tree whose leaves are entries' numbers, and what all meshes lie in.
typedef struct {
  const float *nodes;
  const rk_entry *entries;
  const rk_instance *instances;
  const float *mesh_nodes;
  const float *packs;
  /// As in `rk_mesh`.
  const void *beside;
  int64_t stride;
} rk_world;

/// What a ray met in the world; before that `distance` is the limit and `instance` negative.
typedef struct {
  float distance;
  int32_t instance;
  int32_t triangle;
  float u;
  float v;
  /// The distance in the mesh's own metres, where the kernels met it: ties between an instance's entries are told by it.
  float own;
} rk_world_hit;

/// Bytes of a walk's memory, 32-byte aligned.
#define RK_WALK_BYTES 4608
/// Walks through the world along a ray of unit direction, about nearest first, and meets plain instances on the way; with
/// `any` the first hit ends it. Of surfaces at the same distance that of the lowest instance counts. Returns the first leaf
/// that is the caller's affair, as the complement of its number, or 0 when the walk is at its end. With an `any` of 2 it can
/// go on after a hit, which the caller has made undone.
int32_t rk_first_leaf(int32_t level, void *walk, const rk_world *world, const rk_ray *ray, rk_world_hit *hit,
                      int32_t any);
/// Goes on to the next such leaf. The caller may have put a nearer hit into `hit`.
int32_t rk_next_leaf(int32_t level, void *walk, rk_world_hit *hit, int32_t any);
