// FFmpeg's decoder with two faults, for tests: loaded before the real one (LD_PRELOAD) it crashes on a packet that holds
// the words "crash here", and hangs on one with "hang here". All other packets go on to the real one.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// The beginning of FFmpeg's AVPacket, in all versions since 4.
struct packet {
  void *buffer;
  long long presentation_time;
  long long decoding_time;
  const unsigned char *data;
  int size;
};

static int holds(const struct packet *packet, const char *words) {
  return packet && packet->data && memmem(packet->data, (size_t)packet->size, words, strlen(words)) != NULL;
}

int avcodec_send_packet(void *decoder, const struct packet *packet) {
  static int (*real)(void *, const struct packet *);
  if (holds(packet, "crash here")) abort();
  while (holds(packet, "hang here")) sleep(1);
  if (!real) real = (int (*)(void *, const struct packet *))dlsym(RTLD_NEXT, "avcodec_send_packet");
  return real(decoder, packet);
}
