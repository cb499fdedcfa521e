/* What the C programs share: types of the compiled law, a random number generator, main(). */
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { NONE, ESCALATE, RESTRAIN, NEGOTIATE };
enum { WAR, AGREEMENT, UNILATERAL, CALM, UNRESOLVED, OUTCOMES };
enum { BELIEF_TOP = 24, ALLIES_ZERO = 8, MANY = 8 };

typedef struct { int actor, rung, memory, belief, talks; } Other;
typedef struct {
  int intent, target, act, last, own_rung, own_campaign;
  bool is_party;
  int rung, campaign;
  double at_onset, begins, ends[4][3], restraint[2], climb[2], first_step[2], cool;
  int others_n;
  Other others[MANY];
  int allies_n, allies[MANY], mediators_n, mediators[MANY], pressure_n, pressure[MANY];
  double posture[2][2048], ladder[2][4096], balance[2][1024];
} Actor;
typedef struct { int act; double loss; } Mediator;
typedef struct { int up; bool carries_offers; double loss; int cut_rung; double quiet[2], hot[2], recovers[2]; } Line;
typedef struct { int belief, perceived, hostile, prior, spread; double step[4]; } Belief;
typedef struct {
  int actors[2], acts[2], talks, talks_needed;
  bool settles;
  int offers[2], delivered[2], offer_days, mediators_n;
  Mediator mediators[MANY];
  int lines_n;
  Line lines[MANY];
  Belief beliefs[2];
} Dyad;
typedef struct {
  int observer, subject, act, target, delivered, memory, perceived, hostile;
  int fired_n, fired[MANY], clarifying_n, clarifying[MANY];
  double misreads[2][2], silence[2];
} Watch;
typedef struct { int by, on, level, top; double decay; } Press;
typedef struct { int fired; double rate; } Incident;

#include "model.h"

/* xoshiro256++ 1.0 (Blackman and Vigna 2019), seeded by splitmix64. */
static uint64_t random_state[4];
static inline uint64_t rotl(uint64_t x, int k) { return (x << k) | (x >> (64 - k)); }
static inline uint64_t next(void) {
  uint64_t *s = random_state, result = rotl(s[0] + s[3], 23) + s[0], t = s[1] << 17;
  s[2] ^= s[0];
  s[3] ^= s[1];
  s[1] ^= s[2];
  s[0] ^= s[3];
  s[2] ^= t;
  s[3] = rotl(s[3], 45);
  return result;
}
static void seed(uint64_t x) {
  for (int i = 0; i < 4; i++) {
    uint64_t z = (x += 0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    random_state[i] = z ^ (z >> 31);
  }
}

/* Plays a trial and returns its outcome. */
static int trial(void);
static void prepare(void);

int main(int argc, char **argv) {
  if (argc != 3) return fprintf(stderr, "usage: %s TRIALS SEED\n", argv[0]), 2;
  long trials = atol(argv[1]), counts[OUTCOMES] = {0};
  seed(strtoull(argv[2], NULL, 10));
  prepare();
  struct timespec from, to;
  clock_gettime(CLOCK_MONOTONIC, &from);
  for (long t = 0; t < trials; t++) counts[trial()]++;
  clock_gettime(CLOCK_MONOTONIC, &to);
  double seconds = (double)(to.tv_sec - from.tv_sec) + 1e-9 * (double)(to.tv_nsec - from.tv_nsec);
  printf("{\"trials\": %ld, \"seconds\": %.6f, \"counts\": [%ld, %ld, %ld, %ld, %ld]}\n", trials,
         seconds, counts[0], counts[1], counts[2], counts[3], counts[4]);
}
