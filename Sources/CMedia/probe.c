#include "internal.h"
#include <string.h>

/// Demuxers that are refused: those that name other files or hosts, or run scripts, those that show text, those that
/// only carry subtitles, numbered picture files, and raw streams of which nothing says what the samples are.
static const char *const refused[] = {
    "avisynth", "concat", "dash", "dvdvideo", "hls", "imf", "lavfi", "rtp", "rtsp", "sap", "sdp", "smil",
    "vapoursynth", "webm_dash_manifest",
    "adf", "bin", "idf", "tty", "xbin", "ffmetadata", "svg_pipe",
    "aqtitle", "ass", "jacosub", "lrc", "microdvd", "mpl2", "mpsub", "pjs", "realtext", "sami", "scc", "srt", "stl",
    "subviewer", "subviewer1", "sup", "tedcaptions", "vobsub", "vplayer", "webvtt", "dvbsub", "dvbtxt", "mcc",
    "image2", "image2pipe", "alias_pix", "brender_pix",
    "alaw", "aptx", "aptx_hd", "bitpacked", "codec2raw", "daud", "data", "f32be", "f32le", "f64be", "f64le", "g722",
    "g726", "g726le", "ingenient", "mulaw", "rawvideo", "s16be", "s16le", "s24be", "s24le", "s32be", "s32le", "s8",
    "sbg", "sln", "u16be", "u16le", "u24be", "u24le", "u32be", "u32le", "u8", "v210", "v210x", "vidc"};

static bool is_refused(const AVInputFormat *format) {
  for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
    if (strcmp(format->name, refused[i]) == 0) return true;
  return false;
}

static const AVInputFormat *probe_with(AVIOContext *io, const char *hint, int *score) {
  const AVInputFormat *format = NULL;
  *score = av_probe_input_buffer2(io, &format, hint, NULL, 0, 0);
  return *score < 0 ? NULL : format;
}

const AVInputFormat *cmedia_probe(AVIOContext *io, const char *hint, bool *is_certain, cmedia_status *status) {
  int score;
  const AVInputFormat *format = probe_with(io, hint, &score);
  if (format && strcmp(format->name, "image2") == 0) {
    // The extension of a picture wins over its content there; only the content is of use here.
    if (avio_seek(io, 0, SEEK_SET) < 0) return NULL;
    format = probe_with(io, "", &score);
  }
  *is_certain = score >= AVPROBE_SCORE_RETRY;
  *status = CMEDIA_UNKNOWN_FORMAT;
  if (!format) return NULL;
  if (is_refused(format)) {
    *status = CMEDIA_REFUSED_FORMAT;
    return NULL;
  }
  *status = CMEDIA_OK;
  return format;
}
