#include <libavutil/mem.h>
#include <libavutil/murmur3.h>
#include <libavutil/sha.h>

#include "CKernels.h"

bool ck_sha256(const void *bytes, size_t count, uint8_t *digest) {
  struct AVSHA *context = av_sha_alloc();
  if (!context) return false;
  bool ready = av_sha_init(context, 256) == 0;
  if (ready) {
    av_sha_update(context, bytes, count);
    av_sha_final(context, digest);
  }
  av_free(context);
  return ready;
}

bool ck_murmur3(const void *bytes, size_t count, uint8_t *digest) {
  struct AVMurMur3 *context = av_murmur3_alloc();
  if (!context) return false;
  av_murmur3_init_seeded(context, 0);
  av_murmur3_update(context, bytes, count);
  av_murmur3_final(context, digest);
  av_free(context);
  return true;
}
