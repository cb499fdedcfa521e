/* The law of one day without a branch that depends on chance: every question is asked every day,
 * conditions select, weights come from a table. What a second day of work makes of naive.c.
 *
 *     gcc -O3 -march=native branchfree.c -lm -o branchfree && ./branchfree TRIALS SEED
 */
#include "common.h"

enum { LIMIT = 4096 }; /* utilities are cut off at 16 nat, in units of 1/256 */

static int posture[ACTORS][2048], ladder[ACTORS][4096], balance[ACTORS][1024];
static float weights[2 * LIMIT];

static inline int packed(double e, double n) { return (int)lrint(n * 256) * 65536 + (int)lrint(e * 256); }

static void prepare(void) {
  for (int a = 0; a < ACTORS; a++) {
    const Actor *actor = &actors[a];
    for (int i = 0; i < 2048; i++) posture[a][i] = packed(actor->posture[0][i], actor->posture[1][i]);
    for (int i = 0; i < 4096; i++) ladder[a][i] = packed(actor->ladder[0][i], actor->ladder[1][i]);
    for (int i = 0; i < 1024; i++) balance[a][i] = packed(actor->balance[0][i], actor->balance[1][i]);
  }
  for (int i = 0; i < 2 * LIMIT; i++) weights[i] = (float)exp((i - LIMIT) / 256.0);
}

static inline float uniform(void) { return (float)(int64_t)(next() >> 40) * 0x1p-24f; }

/* gcc makes conditional moves of these; masks and look-ups were slower. */
static inline int pick(int condition, int yes, int no) { return condition ? yes : no; }
static inline float pick_p(int condition, double yes, double no) {
  return condition ? (float)yes : (float)no;
}
static inline int least(int a, int b) { return pick(a < b, a, b); }
static inline int most(int a, int b) { return pick(a > b, a, b); }
static inline int happens(float p) { return uniform() < p; }
static inline int which(float first, float second) {
  float u = uniform();
  return (u >= first) + (u >= second);
}

static void onset(int *s) {
  for (int a = 0; a < ACTORS; a++)
    if (actors[a].is_party) s[actors[a].campaign] = happens((float)actors[a].at_onset);
  for (int d = 0; d < DYADS; d++)
    for (int side = 0; side < 2; side++) {
      const Belief *b = &dyads[d].beliefs[side];
      int belief = s[b->belief] + (which(0.25f, 0.75f) - 1) * b->spread;
      s[b->belief] = least(most(belief, 0), BELIEF_TOP);
    }
}

static inline void focus(int *s, const Actor *actor) {
  int highest = 0, target = 0;
  for (int i = 0; i < actor->others_n; i++) {
    const Other *other = &actor->others[i];
    int feared = s[actor->is_party ? other->belief : other->rung];
    int score = 2 * feared + (s[other->memory] == ESCALATE) + 1;
    target = pick(score > highest, other->actor, target);
    highest = most(score, highest);
  }
  s[actor->target] = target;
}

typedef struct { int rung, memory, belief, talks; } Seen;

static inline Seen adversary(const int *s, const Actor *actor) {
  const Other *first = &actor->others[0];
  Seen seen = {s[first->rung], s[first->memory], s[first->belief], s[first->talks]};
  for (int i = 1; i < actor->others_n; i++) {
    const Other *other = &actor->others[i];
    int is = s[actor->target] == other->actor;
    seen.rung = pick(is, s[other->rung], seen.rung);
    seen.memory = pick(is, s[other->memory], seen.memory);
    seen.belief = pick(is, s[other->belief], seen.belief);
    seen.talks = pick(is, s[other->talks], seen.talks);
  }
  return seen;
}

static inline int campaign(int *s, const Actor *actor) {
  const double *ends = actor->ends[adversary(s, actor).memory];
  int on = s[actor->campaign];
  float u = uniform();
  int changes = u < pick_p(on, ends[2], actor->begins);
  int stands_down = on & (u < (float)ends[1]);
  s[actor->campaign] ^= changes;
  s[actor->rung] = pick(stands_down, least(s[actor->rung], CALM_RUNG), s[actor->rung]);
  return on & (u < (float)ends[0]);
}

static inline int clamped(int utility) { return least(most(utility, -LIMIT), LIMIT - 1) + LIMIT; }

static inline void decide(int *s, int a) {
  const Actor *actor = &actors[a];
  Seen other = adversary(s, actor);
  int mediated = 0, allies = ALLIES_ZERO, pressure = 0;
  for (int i = 0; i < actor->mediators_n; i++) mediated |= s[actor->mediators[i]] == NEGOTIATE;
  for (int i = 0; i < actor->allies_n; i++)
    allies += (s[actor->allies[i]] == ESCALATE) - (s[actor->allies[i]] == NEGOTIATE);
  for (int i = 0; i < actor->pressure_n; i++) pressure += s[actor->pressure[i]];
  int acts = s[actor->last] + 4 * other.memory + 16 * s[actor->own_campaign] + 32 * mediated;
  int sum = posture[a][other.belief + 32 * acts] +
            ladder[a][other.talks + 16 * (s[actor->own_rung] + 16 * other.rung)] +
            balance[a][allies + 32 * pressure];
  int e = (int16_t)sum, n = (sum - e) >> 16;
  float weight_e = weights[clamped(e)], weight_n = weights[clamped(n)];
  float u = uniform() * (1 + weight_e + weight_n);
  s[actor->intent] = 1 + (u >= weight_e) + (u >= weight_e + 1);
}

static inline void execute(int *s, const Actor *actor) {
  int intent = s[actor->intent], restrains = intent == RESTRAIN;
  if (!actor->is_party) {
    s[actor->act] = pick(restrains, NONE, intent);
    s[actor->last] = intent;
    return;
  }
  int how = which((float)actor->restraint[0], (float)actor->restraint[1]);
  int act = pick(restrains & (how == 0), ESCALATE, pick(restrains & (how == 2), NONE, intent));
  s[actor->act] = act;
  s[actor->last] = pick(restrains & (how == 2), RESTRAIN, act);
  int rung = s[actor->rung], escalates = act == ESCALATE, lowest = rung == 0;
  float u = uniform();
  int two = u < (float)actor->climb[0];
  int one = u < pick_p(lowest, actor->first_step[1], actor->climb[1]);
  int cools = (u < (float)actor->cool) & !lowest;
  s[actor->rung] = pick(escalates, least(rung + pick(two, 2, one), TOP), rung - cools);
}

static inline int strikes(const int *s, int a, int b) {
  const Actor *actor = &actors[a];
  int struck = (s[actor->act] == ESCALATE) & (s[actor->target] == b);
  return pick(struck, s[actor->own_rung] + 1, 0);
}

static inline void channels(int *s, const Dyad *dyad) {
  int anger = most(strikes(s, dyad->actors[0], dyad->actors[1]), strikes(s, dyad->actors[1], dyad->actors[0]));
  int talking = (s[dyad->acts[0]] == NEGOTIATE) | (s[dyad->acts[1]] == NEGOTIATE);
  for (int i = 0; i < dyad->mediators_n; i++) talking |= s[dyad->mediators[i].act] == NEGOTIATE;
  for (int i = 0; i < dyad->lines_n; i++) {
    const Line *line = &dyad->lines[i];
    int up = s[line->up];
    float falls = pick_p(anger > line->cut_rung, line->hot[1], line->quiet[1]);
    float p = pick_p(up, falls, pick_p(talking, line->recovers[1], line->recovers[0]));
    s[line->up] = up ^ happens(p);
  }
}

static inline void communicate(int *s, const Dyad *dyad) {
  float loss = 1;
  for (int i = 0; i < dyad->lines_n; i++) {
    const Line *line = &dyad->lines[i];
    loss = fminf(loss, pick_p(line->carries_offers & s[line->up], line->loss, 1));
  }
  for (int i = 0; i < dyad->mediators_n; i++)
    loss = fminf(loss, pick_p(s[dyad->mediators[i].act] == NEGOTIATE, dyad->mediators[i].loss, 1));
  for (int side = 0; side < 2; side++) {
    int arrives = (s[dyad->acts[side]] == NEGOTIATE) & !happens(loss);
    int open = s[dyad->offers[side]];
    s[dyad->delivered[side]] = pick(arrives, NEGOTIATE, NONE);
    s[dyad->offers[side]] = pick(arrives, dyad->offer_days, open - (open > 0));
  }
}

static inline void perceive(int *s, const Watch *watch) {
  int act = s[watch->act], fired = 0, clear = 0;
  int offer = watch->delivered >= 0 ? s[watch->delivered] : act;
  for (int i = 0; i < watch->fired_n; i++) fired |= s[watch->fired[i]];
  for (int i = 0; i < watch->clarifying_n; i++) clear |= s[watch->clarifying[i]];
  int seen = pick(fired, ESCALATE, pick(act == NEGOTIATE, offer, act));
  int visible = seen != NONE;
  const double *misreads = watch->misreads[clear];
  int how = which(pick_p(visible, misreads[0], watch->silence[0]), pick_p(visible, misreads[1], watch->silence[1]));
  int benign = pick(seen == RESTRAIN, NEGOTIATE, RESTRAIN);
  int read = pick((how == 1) & visible, benign, seen);
  int perceived = pick(how == 0, ESCALATE, read);
  int kept = pick(!visible & (how == 1), NONE, s[watch->memory]);
  s[watch->memory] = pick(perceived == NONE, kept, perceived);
  if (watch->perceived >= 0) {
    int elsewhere = (act == ESCALATE) & (s[watch->target] != watch->observer);
    s[watch->perceived] = perceived;
    s[watch->hostile] = (perceived == ESCALATE) & ((elsewhere ^ 1) | fired);
  }
}

static inline void update(int *s, const Belief *b) {
  int belief = s[b->belief];
  int news = pick((s[b->perceived] == ESCALATE) & !s[b->hostile], NONE, s[b->perceived]);
  int away = (news == NONE) & (belief == b->prior);
  int moves = happens((float)b->step[news]) & !away;
  int upward = (news == ESCALATE) | ((news == NONE) & (belief < b->prior));
  s[b->belief] = pick(upward, least(belief + moves, BELIEF_TOP), most(belief - moves, 0));
}

static inline void talk(int *s, const Dyad *dyad) {
  int one = s[dyad->offers[0]], other = s[dyad->offers[1]];
  int exchange = (one > 0) & (other > 0);
  int blow = s[dyad->beliefs[0].hostile] | s[dyad->beliefs[1].hostile];
  s[dyad->talks] = most(least(s[dyad->talks] + exchange, dyad->talks_needed) - blow, 0);
  s[dyad->offers[0]] = pick(exchange, 0, one);
  s[dyad->offers[1]] = pick(exchange, 0, other);
}

static inline void press(int *s, const Press *press) {
  const Actor *by = &actors[press->by];
  int presses = (s[by->act] == ESCALATE) & (s[by->target] == press->on);
  int level = s[press->level];
  int falls = happens((float)press->decay) & (level > 0) & !presses;
  s[press->level] = least(level + presses, press->top) - falls;
}

static int trial(void) {
  int s[COLUMNS], calm = 0;
  memcpy(s, start, sizeof s);
  onset(s);
  for (int day = 1;; day++) {
    int closing = 0;
    for (int a = 0; a < ACTORS; a++) focus(s, &actors[a]);
    for (int a = 0; a < ACTORS; a++)
      if (actors[a].is_party) closing |= campaign(s, &actors[a]);
    for (int a = 0; a < ACTORS; a++) decide(s, a);
    for (int a = 0; a < ACTORS; a++) execute(s, &actors[a]);
    for (int i = 0; i < INCIDENTS; i++) s[incidents[i].fired] = happens((float)incidents[i].rate);
    for (int d = 0; d < DYADS; d++) {
      channels(s, &dyads[d]);
      communicate(s, &dyads[d]);
    }
    for (int w = 0; w < WATCHES; w++) perceive(s, &watches[w]);
    for (int d = 0; d < DYADS; d++) {
      update(s, &dyads[d].beliefs[0]);
      update(s, &dyads[d].beliefs[1]);
      talk(s, &dyads[d]);
    }
    for (int i = 0; i < PRESSES; i++) press(s, &presses[i]);
    int highest = 0, settled = 0;
    for (int a = 0; a < ACTORS; a++)
      if (actors[a].is_party) highest = most(highest, s[actors[a].rung]);
    for (int d = 0; d < DYADS; d++)
      settled |= dyads[d].settles & (s[dyads[d].talks] >= dyads[d].talks_needed);
    calm = pick(highest <= CALM_RUNG, calm + 1, 0);
    /* The only branch: is it over? */
    if ((highest >= TOP) | settled | closing | (calm >= CALM_DAYS) | (day >= HORIZON))
      return highest >= TOP ? WAR : settled ? AGREEMENT : closing ? UNILATERAL : calm >= CALM_DAYS ? CALM : UNRESOLVED;
  }
}
