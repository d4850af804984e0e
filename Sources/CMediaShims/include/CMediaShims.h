// What Swift cannot call directly: libpng's setjmp, zlib's macros, libavcodec's error macros.
#ifndef KINEMA_MEDIA_SHIMS_H
#define KINEMA_MEDIA_SHIMS_H

#include <libavcodec/avcodec.h>
#include <libavutil/opt.h>
#include <stddef.h>
#include <stdint.h>

enum { media_message_size = 128 };

/// A picture as libpng holds it: rows from the top, channels interleaved, 16-bit samples in host order.
struct media_png {
  uint32_t width, height;
  int channels;      // 1 grey, 2 grey + alpha, 3 RGB, 4 RGB + alpha
  int bits;          // 8 or 16 a sample
  uint8_t *pixels;   // from malloc; the caller frees
  const uint8_t *palette;  // writing one 8-bit channel only: its colours, three bytes each; NULL for grey
  int colours;             // in the palette, 1 to 256
  char message[media_message_size];
};

/// Decodes a PNG held in memory. Palettes and shallow greys come out as 8 bits, transparency as alpha.
/// A picture whose bytes would exceed `limit` is refused before anything is allocated for it.
/// Returns 0, or -1 with `message` set and no pixels.
int media_png_read(const uint8_t *bytes, size_t size, size_t limit, struct media_png *picture);

/// Encodes `picture` (channels 1, 3 or 4). `*bytes` comes from malloc; the caller frees. `srgb` adds the sRGB chunk.
/// Returns 0, or -1 with `picture->message` set.
int media_png_write(struct media_png *picture, int srgb, uint8_t **bytes, size_t *size);

/// zlib at a fixed level. Returns the bytes written to `to`, or -1 where they do not fit into `capacity`.
int64_t media_deflate(const uint8_t *from, size_t size, uint8_t *to, size_t capacity, int level);

/// Inflates a whole zlib stream that must give exactly `size` bytes. Returns 0 or -1.
int media_inflate(const uint8_t *from, size_t compressed, uint8_t *to, size_t size);

/// CRC-32 of zlib, continued from `start`, which is 0 for the first bytes.
uint32_t media_crc32(uint32_t start, const uint8_t *bytes, size_t size);

// Macros of libavcodec that the importer skips.
static inline int media_av_again(void) { return AVERROR(EAGAIN); }
static inline int media_av_end(void) { return AVERROR_EOF; }
static inline int64_t media_av_no_time(void) { return AV_NOPTS_VALUE; }

#endif
