#include "internal.h"
#include <libavutil/log.h>
#include <pthread.h>
#include <stdarg.h>
#include <string.h>

/// FFmpeg reports an oversized image only in its log; the error code is the one for any invalid value.
static _Thread_local bool saw_oversize;

static void remember(void *context, int level, const char *format, va_list arguments) {
  (void)context;
  static const char begin[] = "Picture size %ux%u ";
  if (level > AV_LOG_ERROR || strncmp(format, begin, sizeof begin - 1) != 0) return;
  va_list sides;
  va_copy(sides, arguments);
  uint64_t width = va_arg(sides, unsigned), height = va_arg(sides, unsigned);
  va_end(sides);
  // FFmpeg logs almost the same message for a side of 0.
  if (width * height > CMEDIA_MAX_PIXELS) saw_oversize = true;
}

static void install(void) {
  av_log_set_level(AV_LOG_ERROR);
  av_log_set_callback(remember);
}

void cmedia_log_install(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, install);
}

bool cmedia_log_take_oversize(void) {
  bool saw = saw_oversize;
  saw_oversize = false;
  return saw;
}

const char *cmedia_ffmpeg_version(void) { return av_version_info(); }
