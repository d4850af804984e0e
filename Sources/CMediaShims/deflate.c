#include <zlib.h>

#include "CMediaShims.h"

int64_t media_deflate(const uint8_t *from, size_t size, uint8_t *to, size_t capacity, int level) {
  uLongf written = capacity;
  return compress2(to, &written, from, size, level) == Z_OK ? (int64_t)written : -1;
}

int media_inflate(const uint8_t *from, size_t compressed, uint8_t *to, size_t size) {
  uLongf written = size;
  return uncompress(to, &written, from, compressed) == Z_OK && written == size ? 0 : -1;
}

uint32_t media_crc32(uint32_t start, const uint8_t *bytes, size_t size) { return (uint32_t)crc32_z(start, bytes, size); }
