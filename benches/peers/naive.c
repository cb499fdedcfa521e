/* The law of one day as a C programmer writes it: branches where the law has conditions, a random
 * number where one is needed, exp() for the weights. The topology is data, as in any simulator
 * that reads scenarios; model.h holds it as constants, so that the compiler may use them.
 *
 *     gcc -O3 -march=native naive.c -lm -o naive && ./naive TRIALS SEED
 */
#include "common.h"

static double uniform(void) { return (double)(next() >> 11) * 0x1p-53; }

/* Whether something of probability p happens. */
static bool happens(double p) { return p > 0 && (p >= 1 || uniform() < p); }

/* Which of three, by two cumulative probabilities. */
static int which(const double p[2]) {
  double u = uniform();
  return u < p[0] ? 0 : u < p[1] ? 1 : 2;
}

static void onset(int *s) {
  for (int a = 0; a < ACTORS; a++)
    if (actors[a].is_party) s[actors[a].campaign] = happens(actors[a].at_onset);
  for (int d = 0; d < DYADS; d++)
    for (int side = 0; side < 2; side++) {
      const Belief *b = &dyads[d].beliefs[side];
      if (b->spread == 0) continue;
      double u = uniform();
      int belief = s[b->belief] + (u < 0.25 ? -b->spread : u < 0.75 ? 0 : b->spread);
      s[b->belief] = belief < 0 ? 0 : belief > BELIEF_TOP ? BELIEF_TOP : belief;
    }
}

/* Whom an actor reacts to: the highest threat. */
static void focus(int *s, const Actor *actor) {
  int highest = 0;
  for (int i = 0; i < actor->others_n; i++) {
    const Other *other = &actor->others[i];
    int feared = s[actor->is_party ? other->belief : other->rung];
    int score = 2 * feared + (s[other->memory] == ESCALATE) + 1;
    if (score > highest) {
      highest = score;
      s[actor->target] = other->actor;
    }
  }
}

static const Other *adversary(const int *s, const Actor *actor) {
  for (int i = 0; i < actor->others_n; i++)
    if (actor->others[i].actor == s[actor->target]) return &actor->others[i];
  return &actor->others[0];
}

static bool campaign(int *s, const Actor *actor) {
  if (!s[actor->campaign]) {
    if (happens(actor->begins)) s[actor->campaign] = 1;
    return false;
  }
  const double *ends = actor->ends[s[adversary(s, actor)->memory]];
  double u = uniform();
  if (u >= ends[2]) return false;
  s[actor->campaign] = 0;
  if (u < ends[1] && s[actor->rung] > CALM_RUNG) s[actor->rung] = CALM_RUNG;
  return u < ends[0];
}

static void decide(int *s, const Actor *actor) {
  const Other *other = adversary(s, actor);
  int mediated = 0, allies = ALLIES_ZERO, pressure = 0;
  for (int i = 0; i < actor->mediators_n; i++)
    if (s[actor->mediators[i]] == NEGOTIATE) mediated = 1;
  for (int i = 0; i < actor->allies_n; i++) {
    int act = s[actor->allies[i]];
    if (act == ESCALATE) allies++;
    if (act == NEGOTIATE) allies--;
  }
  for (int i = 0; i < actor->pressure_n; i++) pressure += s[actor->pressure[i]];
  int posture = s[other->belief] +
                32 * (s[actor->last] + 4 * s[other->memory] +
                      16 * s[actor->own_campaign] + 32 * mediated);
  int ladder = s[other->talks] + 16 * (s[actor->own_rung] + 16 * s[other->rung]);
  int balance = allies + 32 * pressure;
  double e = actor->posture[0][posture] + actor->ladder[0][ladder] + actor->balance[0][balance];
  double n = actor->posture[1][posture] + actor->ladder[1][ladder] + actor->balance[1][balance];
  double weight_e = exp(fmin(fmax(e, -16), 16)), weight_n = exp(fmin(fmax(n, -16), 16));
  double u = uniform() * (1 + weight_e + weight_n);
  s[actor->intent] = u < weight_e ? ESCALATE : u < weight_e + 1 ? RESTRAIN : NEGOTIATE;
}

static void execute(int *s, const Actor *actor) {
  int act = s[actor->intent];
  s[actor->last] = act;
  if (act == RESTRAIN) {
    if (!actor->is_party) {
      s[actor->act] = NONE;
      return;
    }
    int how = which(actor->restraint);
    act = how == 0 ? ESCALATE : how == 1 ? RESTRAIN : NONE;
    s[actor->last] = how == 2 ? RESTRAIN : act;
  }
  s[actor->act] = act;
  if (!actor->is_party) return;
  int rung = s[actor->rung];
  if (act == ESCALATE) {
    double u = uniform();
    rung += u < actor->climb[0] ? 2 : u < (rung == 0 ? actor->first_step[1] : actor->climb[1]);
    s[actor->rung] = rung > TOP ? TOP : rung;
  } else if (rung > 0 && happens(actor->cool)) {
    s[actor->rung] = rung - 1;
  }
}

/* One more than the rung of an actor that escalates against the other today. */
static int strikes(const int *s, int a, int b) {
  const Actor *actor = &actors[a];
  return s[actor->act] == ESCALATE && s[actor->target] == b ? s[actor->own_rung] + 1 : 0;
}

static void channels(int *s, const Dyad *dyad) {
  int anger = strikes(s, dyad->actors[0], dyad->actors[1]);
  int back = strikes(s, dyad->actors[1], dyad->actors[0]);
  if (back > anger) anger = back;
  bool talking = s[dyad->acts[0]] == NEGOTIATE || s[dyad->acts[1]] == NEGOTIATE;
  for (int i = 0; i < dyad->mediators_n; i++) talking |= s[dyad->mediators[i].act] == NEGOTIATE;
  for (int i = 0; i < dyad->lines_n; i++) {
    const Line *line = &dyad->lines[i];
    if (s[line->up]) {
      if (happens(anger > line->cut_rung ? line->hot[1] : line->quiet[1])) s[line->up] = 0;
    } else if (happens(line->recovers[talking])) {
      s[line->up] = 1;
    }
  }
}

static void communicate(int *s, const Dyad *dyad) {
  double loss = 1;
  for (int i = 0; i < dyad->lines_n; i++) {
    const Line *line = &dyad->lines[i];
    if (line->carries_offers && s[line->up] && line->loss < loss) loss = line->loss;
  }
  for (int i = 0; i < dyad->mediators_n; i++)
    if (s[dyad->mediators[i].act] == NEGOTIATE && dyad->mediators[i].loss < loss)
      loss = dyad->mediators[i].loss;
  for (int side = 0; side < 2; side++) {
    bool arrives = s[dyad->acts[side]] == NEGOTIATE && !happens(loss);
    s[dyad->delivered[side]] = arrives ? NEGOTIATE : NONE;
    if (arrives)
      s[dyad->offers[side]] = dyad->offer_days;
    else if (s[dyad->offers[side]] > 0)
      s[dyad->offers[side]]--;
  }
}

static void perceive(int *s, const Watch *watch) {
  int act = s[watch->act], seen = act;
  if (act == NEGOTIATE && watch->delivered >= 0) seen = s[watch->delivered];
  bool fired = false;
  int clear = 0;
  for (int i = 0; i < watch->fired_n; i++) fired |= s[watch->fired[i]];
  for (int i = 0; i < watch->clarifying_n; i++) clear |= s[watch->clarifying[i]];
  if (fired) seen = ESCALATE;
  int perceived = seen;
  if (seen != NONE) {
    int how = which(watch->misreads[clear]);
    if (how == 0)
      perceived = ESCALATE;
    else if (how == 1)
      perceived = seen == RESTRAIN ? NEGOTIATE : RESTRAIN;
  } else {
    int how = which(watch->silence);
    if (how == 0)
      perceived = ESCALATE;
    else if (how == 1)
      s[watch->memory] = NONE;
  }
  if (perceived != NONE) s[watch->memory] = perceived;
  if (watch->perceived >= 0) {
    bool elsewhere = act == ESCALATE && s[watch->target] != watch->observer;
    s[watch->perceived] = perceived;
    s[watch->hostile] = perceived == ESCALATE && (!elsewhere || fired);
  }
}

static void update(int *s, const Belief *b) {
  int news = s[b->perceived], belief = s[b->belief];
  if (news == ESCALATE && !s[b->hostile]) news = NONE;
  if (news == NONE && belief == b->prior) return;
  if (!happens(b->step[news])) return;
  bool upward = news == ESCALATE || (news == NONE && belief < b->prior);
  if (upward && belief < BELIEF_TOP) s[b->belief]++;
  if (!upward && belief > 0) s[b->belief]--;
}

static void talk(int *s, const Dyad *dyad) {
  if (s[dyad->offers[0]] > 0 && s[dyad->offers[1]] > 0) {
    if (s[dyad->talks] < dyad->talks_needed) s[dyad->talks]++;
    s[dyad->offers[0]] = s[dyad->offers[1]] = 0;
  }
  bool blow = s[dyad->beliefs[0].hostile] || s[dyad->beliefs[1].hostile];
  if (blow && s[dyad->talks] > 0) s[dyad->talks]--;
}

static void press(int *s, const Press *press) {
  const Actor *by = &actors[press->by];
  if (s[by->act] == ESCALATE && s[by->target] == press->on) {
    if (s[press->level] < press->top) s[press->level]++;
  } else if (s[press->level] > 0 && happens(press->decay)) {
    s[press->level]--;
  }
}

static void prepare(void) {}

static int trial(void) {
  int s[COLUMNS], calm = 0;
  memcpy(s, start, sizeof s);
  onset(s);
  for (int day = 1;; day++) {
    bool closing = false;
    for (int a = 0; a < ACTORS; a++) focus(s, &actors[a]);
    for (int a = 0; a < ACTORS; a++)
      if (actors[a].is_party) closing |= campaign(s, &actors[a]);
    for (int a = 0; a < ACTORS; a++) decide(s, &actors[a]);
    for (int a = 0; a < ACTORS; a++) execute(s, &actors[a]);
    for (int i = 0; i < INCIDENTS; i++) s[incidents[i].fired] = happens(incidents[i].rate);
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
    int highest = 0;
    bool settled = false;
    for (int a = 0; a < ACTORS; a++)
      if (actors[a].is_party && s[actors[a].rung] > highest) highest = s[actors[a].rung];
    for (int d = 0; d < DYADS; d++)
      settled |= dyads[d].settles && s[dyads[d].talks] >= dyads[d].talks_needed;
    calm = highest <= CALM_RUNG ? calm + 1 : 0;
    if (highest >= TOP) return WAR;
    if (settled) return AGREEMENT;
    if (closing) return UNILATERAL;
    if (calm >= CALM_DAYS) return CALM;
    if (day >= HORIZON) return UNRESOLVED;
  }
}
