// FFmpeg's decoder with two faults, for tests. Preloaded (LD_PRELOAD), it crashes on a packet that contains "crash
// here" and hangs on one that contains "hang here". All other packets go to the real decoder.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// The first fields of FFmpeg's AVPacket, the same in all versions since 4.
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
