// libpng reports errors by longjmp; both functions here keep the jump inside one C frame.
#include <png.h>
#include <stdlib.h>
#include <string.h>

#include "CMediaShims.h"

// Level 4 costs a third of the default's time for a few per cent of size; fixed, so that bytes repeat.
enum { compression_level = 4 };

static void keep_message(png_structp png, png_const_charp text) {
  struct media_png *picture = png_get_error_ptr(png);
  strncpy(picture->message, text, media_message_size - 1);
  picture->message[media_message_size - 1] = 0;
  png_longjmp(png, 1);
}

static void ignore_warning(png_structp png, png_const_charp text) {
  (void)png;
  (void)text;
}

struct source {
  const uint8_t *bytes;
  size_t left;
};

static void take(png_structp png, png_bytep to, size_t size) {
  struct source *source = png_get_io_ptr(png);
  if (size > source->left) png_error(png, "the file is cut short");
  memcpy(to, source->bytes, size);
  source->bytes += size;
  source->left -= size;
}

int media_png_read(const uint8_t *bytes, size_t size, size_t limit, struct media_png *picture) {
  memset(picture, 0, sizeof *picture);
  struct source source = {bytes, size};
  png_bytep *volatile rows = NULL;
  png_infop info = NULL;
  png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, picture, keep_message, ignore_warning);
  if (png) info = png_create_info_struct(png);
  if (!info || setjmp(png_jmpbuf(png))) {
    if (!picture->message[0]) strcpy(picture->message, "out of memory");
    png_destroy_read_struct(&png, &info, NULL);
    free(rows);
    free(picture->pixels);
    picture->pixels = NULL;
    return -1;
  }
  png_set_read_fn(png, &source, take);
  png_set_chunk_cache_max(png, 64);
  png_set_chunk_malloc_max(png, 1 << 20);
  png_read_info(png, info);
  png_set_expand(png);
  png_set_swap(png);
  png_set_interlace_handling(png);
  png_read_update_info(png, info);
  picture->width = png_get_image_width(png, info);
  picture->height = png_get_image_height(png, info);
  picture->channels = png_get_channels(png, info);
  picture->bits = png_get_bit_depth(png, info);
  size_t row = png_get_rowbytes(png, info);
  if (row == 0 || picture->height > limit / row) png_error(png, "it declares more pixels than the file can hold");
  picture->pixels = malloc(row * picture->height);
  rows = malloc(picture->height * sizeof *rows);
  if (!picture->pixels || !rows) png_error(png, "out of memory");
  for (uint32_t y = 0; y < picture->height; y++) rows[y] = picture->pixels + y * row;
  png_read_image(png, rows);
  png_read_end(png, NULL);
  png_destroy_read_struct(&png, &info, NULL);
  free(rows);
  return 0;
}

struct sink {
  uint8_t *bytes;
  size_t size, capacity;
};

static void put(png_structp png, png_bytep from, size_t size) {
  struct sink *sink = png_get_io_ptr(png);
  if (size > sink->capacity - sink->size) {
    size_t capacity = sink->capacity * 2 + size;
    uint8_t *grown = realloc(sink->bytes, capacity);
    if (!grown) png_error(png, "out of memory");
    sink->bytes = grown;
    sink->capacity = capacity;
  }
  memcpy(sink->bytes + sink->size, from, size);
  sink->size += size;
}

static void nothing_to_flush(png_structp png) { (void)png; }

int media_png_write(struct media_png *picture, int srgb, uint8_t **bytes, size_t *size) {
  picture->message[0] = 0;
  struct sink sink = {NULL, 0, 0};
  png_infop info = NULL;
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, picture, keep_message, ignore_warning);
  if (png) info = png_create_info_struct(png);
  if (!info || setjmp(png_jmpbuf(png))) {
    if (!picture->message[0]) strcpy(picture->message, "out of memory");
    png_destroy_write_struct(&png, &info);
    free(sink.bytes);
    return -1;
  }
  png_set_write_fn(png, &sink, put, nothing_to_flush);
  png_set_compression_level(png, compression_level);
  int colour = picture->palette         ? PNG_COLOR_TYPE_PALETTE
               : picture->channels == 1 ? PNG_COLOR_TYPE_GRAY
               : picture->channels == 3 ? PNG_COLOR_TYPE_RGB
                                        : PNG_COLOR_TYPE_RGB_ALPHA;
  png_set_IHDR(png, info, picture->width, picture->height, picture->bits, colour, PNG_INTERLACE_NONE,
               PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  if (picture->palette) {
    png_color palette[256];
    for (int i = 0; i < picture->colours; i++)
      palette[i] = (png_color){picture->palette[3 * i], picture->palette[3 * i + 1], picture->palette[3 * i + 2]};
    png_set_PLTE(png, info, palette, picture->colours);
  }
  if (srgb) png_set_sRGB(png, info, PNG_sRGB_INTENT_PERCEPTUAL);
  png_write_info(png, info);
  if (picture->bits == 16) png_set_swap(png);
  size_t row = (size_t)picture->width * picture->channels * (picture->bits / 8);
  for (uint32_t y = 0; y < picture->height; y++) png_write_row(png, picture->pixels + y * row);
  png_write_end(png, NULL);
  png_destroy_write_struct(&png, &info);
  *bytes = sink.bytes;
  *size = sink.size;
  return 0;
}
