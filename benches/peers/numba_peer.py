"""The law of one day with Numba: naive.c, trial by trial, as its users write such loops.

python numba_peer.py model.json TRIALS SEED
"""

import json
import math
import sys
import time

import numpy as np
from numba import njit

NONE, ESCALATE, RESTRAIN, NEGOTIATE = range(4)
WAR, AGREEMENT, UNILATERAL, CALM, UNRESOLVED = range(5)
BELIEF_TOP, ALLIES_ZERO = 24, 8

with open(sys.argv[1]) as file:
    M = json.load(file)


def padded(rows):
    """Lists of unlike length as one array, and their lengths."""
    width = max(1, *(len(row) for row in rows))
    array = np.zeros((len(rows), width), np.int64)
    for row, values in zip(array, rows):
        row[: len(values)] = values
    return array, np.array([len(row) for row in rows])


# Numba takes global arrays for constants.
A, D, W = M["actors"], M["dyads"], M["watches"]
N_ACTORS, N_DYADS, N_WATCHES = len(A), len(D), len(W)
START, HORIZON, TOP = np.array(M["start"]), M["horizon"], M["top"]
CALM_DAYS, CALM_RUNG = M["calm_days"], M["calm_rung"]
INTENT, TARGET, ACT, LAST = (
    np.array([a[k] for a in A]) for k in ("intent", "target", "act", "last")
)
IS_PARTY = np.array([a["party"] is not None for a in A])
NO_PARTY = {"rung": 0, "campaign": 0, "at_onset": 0.0, "begins": 0.0, "ends": [[0.0] * 3] * 4}
NO_PARTY |= {"restraint": [0.0] * 2, "climb": [0.0] * 2, "first_step": [0.0] * 2, "cool": 0.0}
RUNG, CAMPAIGN, AT_ONSET, BEGINS, ENDS, RESTRAINT, CLIMB, FIRST_STEP, COOL = (
    np.array([(a["party"] or NO_PARTY)[k] for a in A]) for k in NO_PARTY
)
OWN_RUNG, OWN_CAMPAIGN = (np.array([a["decision"][k] for a in A]) for k in ("rung", "campaign"))
OTHER_ACTOR, OTHERS = padded([[o["actor"] for o in a["decision"]["others"]] for a in A])
OTHER_RUNG, OTHER_MEMORY, OTHER_BELIEF, OTHER_TALKS = (
    padded([[o[k] for o in a["decision"]["others"]] for a in A])[0]
    for k in ("rung", "memory", "belief", "talks")
)
ALLY, ALLIES = padded([a["decision"]["allies"] for a in A])
MEDIATOR, MEDIATORS = padded([a["decision"]["mediators"] for a in A])
PRESSED, PRESSURES = padded([a["decision"]["pressure"] for a in A])
POSTURE, LADDER, BALANCE = (
    np.array([a["decision"][k] for a in A]) for k in ("posture", "ladder", "balance")
)
D_ACTORS, D_ACTS, OFFERS, DELIVERED = (
    np.array([d[k] for d in D]) for k in ("actors", "acts", "offers", "delivered")
)
TALKS, TALKS_NEEDED, SETTLES, OFFER_DAYS = (
    np.array([d[k] for d in D]) for k in ("talks", "talks_needed", "settles", "offer_days")
)
D_MEDIATOR, D_MEDIATORS = padded([[m["act"] for m in d["mediators"]] for d in D])
D_LOSS = np.ones(D_MEDIATOR.shape)
LINE, LINES = padded([[line["up"] for line in d["lines"]] for d in D])
CUT_RUNG, _ = padded([[line["cut_rung"] for line in d["lines"]] for d in D])
CARRIES, _ = padded([[line["carries_offers"] for line in d["lines"]] for d in D])
LOSS, QUIET, HOT = np.ones(LINE.shape), np.zeros(LINE.shape), np.zeros(LINE.shape)
RECOVERS = np.zeros((*LINE.shape, 2))
for i, d in enumerate(D):
    for j, m in enumerate(d["mediators"]):
        D_LOSS[i, j] = m["loss"]
    for j, line in enumerate(d["lines"]):
        LOSS[i, j], QUIET[i, j], HOT[i, j] = line["loss"], line["quiet"][1], line["hot"][1]
        RECOVERS[i, j] = line["recovers"]
BELIEF, PERCEIVED, HOSTILE, PRIOR, SPREAD, STEP = (
    np.array([[b[k] for b in d["beliefs"]] for d in D])
    for k in ("belief", "perceived", "hostile", "prior", "spread", "step")
)
W_OBSERVER, W_ACT, W_TARGET, W_MEMORY, MISREADS, SILENCE = (
    np.array([w[k] for w in W])
    for k in ("observer", "act", "target", "memory", "misreads", "silence")
)
W_DELIVERED, W_PERCEIVED, W_HOSTILE = (
    np.array([-1 if w[k] is None else w[k] for w in W])
    for k in ("delivered", "perceived", "hostile")
)
FIRED, FIREDS = padded([w["fired"] for w in W])
CLARIFYING, CLARIFYINGS = padded([w["clarifying"] for w in W])
BY, ON, LEVEL, P_TOP, DECAY = (
    np.array([p[k] for p in M["presses"]]) for k in ("by", "on", "level", "top", "decay")
)
INCIDENT, RATE = (np.array([i[k] for i in M["incidents"]]) for k in ("fired", "rate"))


@njit(inline="always")
def rotl(x, k):
    return (x << np.uint64(k)) | (x >> np.uint64(64 - k))


@njit(inline="always")
def uniform(r):
    """xoshiro256++; NumPy's generator under Numba takes three times as long."""
    result = rotl(r[0] + r[3], 23) + r[0]
    t = r[1] << np.uint64(17)
    r[2] ^= r[0]
    r[3] ^= r[1]
    r[1] ^= r[2]
    r[0] ^= r[3]
    r[2] ^= t
    r[3] = rotl(r[3], 45)
    return np.float64(result >> np.uint64(11)) * 2.0**-53


@njit
def happens(r, p):
    return p > 0 and (p >= 1 or uniform(r) < p)


@njit
def which(r, p):
    u = uniform(r)
    return 0 if u < p[0] else 1 if u < p[1] else 2


@njit
def onset(r, s):
    for a in range(N_ACTORS):
        if IS_PARTY[a]:
            s[CAMPAIGN[a]] = happens(r, AT_ONSET[a])
    for d in range(N_DYADS):
        for i in range(2):
            if SPREAD[d, i] > 0:
                u = uniform(r)
                step = -1 if u < 0.25 else 0 if u < 0.75 else 1
                belief = s[BELIEF[d, i]] + step * SPREAD[d, i]
                s[BELIEF[d, i]] = min(max(belief, 0), BELIEF_TOP)


@njit
def focus(s, a):
    highest = 0
    for i in range(OTHERS[a]):
        feared = s[OTHER_BELIEF[a, i]] if IS_PARTY[a] else s[OTHER_RUNG[a, i]]
        score = 2 * feared + (s[OTHER_MEMORY[a, i]] == ESCALATE) + 1
        if score > highest:
            highest = score
            s[TARGET[a]] = OTHER_ACTOR[a, i]


@njit
def adversary(s, a):
    for i in range(OTHERS[a]):
        if OTHER_ACTOR[a, i] == s[TARGET[a]]:
            return i
    return 0


@njit
def campaign(r, s, a):
    if not s[CAMPAIGN[a]]:
        if happens(r, BEGINS[a]):
            s[CAMPAIGN[a]] = 1
        return False
    ends = ENDS[a, s[OTHER_MEMORY[a, adversary(s, a)]]]
    u = uniform(r)
    if u >= ends[2]:
        return False
    s[CAMPAIGN[a]] = 0
    if u < ends[1]:
        s[RUNG[a]] = min(s[RUNG[a]], CALM_RUNG)
    return u < ends[0]


@njit
def decide(r, s, a):
    other = adversary(s, a)
    mediated, allies, pressure = 0, ALLIES_ZERO, 0
    for i in range(MEDIATORS[a]):
        if s[MEDIATOR[a, i]] == NEGOTIATE:
            mediated = 1
    for i in range(ALLIES[a]):
        act = s[ALLY[a, i]]
        if act == ESCALATE:
            allies += 1
        elif act == NEGOTIATE:
            allies -= 1
    for i in range(PRESSURES[a]):
        pressure += s[PRESSED[a, i]]
    acts = s[LAST[a]] + 4 * s[OTHER_MEMORY[a, other]] + 16 * s[OWN_CAMPAIGN[a]] + 32 * mediated
    posture = s[OTHER_BELIEF[a, other]] + 32 * acts
    ladder = s[OTHER_TALKS[a, other]] + 16 * (s[OWN_RUNG[a]] + 16 * s[OTHER_RUNG[a, other]])
    balance = allies + 32 * pressure
    e = POSTURE[a, 0, posture] + LADDER[a, 0, ladder] + BALANCE[a, 0, balance]
    n = POSTURE[a, 1, posture] + LADDER[a, 1, ladder] + BALANCE[a, 1, balance]
    weight_e = math.exp(min(max(e, -16.0), 16.0))
    weight_n = math.exp(min(max(n, -16.0), 16.0))
    u = uniform(r) * (1 + weight_e + weight_n)
    s[INTENT[a]] = ESCALATE if u < weight_e else RESTRAIN if u < weight_e + 1 else NEGOTIATE


@njit
def execute(r, s, a):
    act = s[INTENT[a]]
    s[LAST[a]] = act
    if act == RESTRAIN:
        if not IS_PARTY[a]:
            s[ACT[a]] = NONE
            return
        how = which(r, RESTRAINT[a])
        act = ESCALATE if how == 0 else RESTRAIN if how == 1 else NONE
        s[LAST[a]] = RESTRAIN if how == 2 else act
    s[ACT[a]] = act
    if not IS_PARTY[a]:
        return
    rung = s[RUNG[a]]
    if act == ESCALATE:
        u = uniform(r)
        one = FIRST_STEP[a, 1] if rung == 0 else CLIMB[a, 1]
        s[RUNG[a]] = min(rung + (2 if u < CLIMB[a, 0] else 1 if u < one else 0), TOP)
    elif rung > 0 and happens(r, COOL[a]):
        s[RUNG[a]] = rung - 1


@njit
def strikes(s, a, b):
    if s[ACT[a]] == ESCALATE and s[TARGET[a]] == b:
        return s[OWN_RUNG[a]] + 1
    return 0


@njit
def channels(r, s, d):
    a, b = D_ACTORS[d]
    anger = max(strikes(s, a, b), strikes(s, b, a))
    talking = s[D_ACTS[d, 0]] == NEGOTIATE or s[D_ACTS[d, 1]] == NEGOTIATE
    for i in range(D_MEDIATORS[d]):
        talking |= s[D_MEDIATOR[d, i]] == NEGOTIATE
    for i in range(LINES[d]):
        if s[LINE[d, i]]:
            if happens(r, HOT[d, i] if anger > CUT_RUNG[d, i] else QUIET[d, i]):
                s[LINE[d, i]] = 0
        elif happens(r, RECOVERS[d, i, 1] if talking else RECOVERS[d, i, 0]):
            s[LINE[d, i]] = 1


@njit
def communicate(r, s, d):
    loss = 1.0
    for i in range(LINES[d]):
        if CARRIES[d, i] and s[LINE[d, i]]:
            loss = min(loss, LOSS[d, i])
    for i in range(D_MEDIATORS[d]):
        if s[D_MEDIATOR[d, i]] == NEGOTIATE:
            loss = min(loss, D_LOSS[d, i])
    for i in range(2):
        arrives = s[D_ACTS[d, i]] == NEGOTIATE and not happens(r, loss)
        s[DELIVERED[d, i]] = NEGOTIATE if arrives else NONE
        if arrives:
            s[OFFERS[d, i]] = OFFER_DAYS[d]
        elif s[OFFERS[d, i]] > 0:
            s[OFFERS[d, i]] -= 1


@njit
def perceive(r, s, w):
    act = s[W_ACT[w]]
    seen = act
    if act == NEGOTIATE and W_DELIVERED[w] >= 0:
        seen = s[W_DELIVERED[w]]
    fired, clear = False, 0
    for i in range(FIREDS[w]):
        fired |= s[FIRED[w, i]] == 1
    for i in range(CLARIFYINGS[w]):
        clear |= s[CLARIFYING[w, i]]
    if fired:
        seen = ESCALATE
    perceived = seen
    if seen != NONE:
        how = which(r, MISREADS[w, clear])
        if how == 0:
            perceived = ESCALATE
        elif how == 1:
            perceived = NEGOTIATE if seen == RESTRAIN else RESTRAIN
    else:
        how = which(r, SILENCE[w])
        if how == 0:
            perceived = ESCALATE
        elif how == 1:
            s[W_MEMORY[w]] = NONE
    if perceived != NONE:
        s[W_MEMORY[w]] = perceived
    if W_PERCEIVED[w] >= 0:
        elsewhere = act == ESCALATE and s[W_TARGET[w]] != W_OBSERVER[w]
        s[W_PERCEIVED[w]] = perceived
        s[W_HOSTILE[w]] = perceived == ESCALATE and (not elsewhere or fired)


@njit
def update(r, s, d, i):
    news, belief = s[PERCEIVED[d, i]], s[BELIEF[d, i]]
    if news == ESCALATE and not s[HOSTILE[d, i]]:
        news = NONE
    if news == NONE and belief == PRIOR[d, i]:
        return
    if not happens(r, STEP[d, i, news]):
        return
    if news == ESCALATE or (news == NONE and belief < PRIOR[d, i]):
        s[BELIEF[d, i]] = min(belief + 1, BELIEF_TOP)
    else:
        s[BELIEF[d, i]] = max(belief - 1, 0)


@njit
def talk(s, d):
    if s[OFFERS[d, 0]] > 0 and s[OFFERS[d, 1]] > 0:
        s[TALKS[d]] = min(s[TALKS[d]] + 1, TALKS_NEEDED[d])
        s[OFFERS[d, 0]] = s[OFFERS[d, 1]] = 0
    if s[HOSTILE[d, 0]] or s[HOSTILE[d, 1]]:
        s[TALKS[d]] = max(s[TALKS[d]] - 1, 0)


@njit
def press(r, s, p):
    if s[ACT[BY[p]]] == ESCALATE and s[TARGET[BY[p]]] == ON[p]:
        s[LEVEL[p]] = min(s[LEVEL[p]] + 1, P_TOP[p])
    elif s[LEVEL[p]] > 0 and happens(r, DECAY[p]):
        s[LEVEL[p]] -= 1


@njit
def trial(r, s):
    s[:] = START
    onset(r, s)
    calm, day = 0, 0
    while True:
        day += 1
        closing = False
        for a in range(N_ACTORS):
            focus(s, a)
        for a in range(N_ACTORS):
            if IS_PARTY[a]:
                closing |= campaign(r, s, a)
        for a in range(N_ACTORS):
            decide(r, s, a)
        for a in range(N_ACTORS):
            execute(r, s, a)
        for i in range(len(INCIDENT)):
            s[INCIDENT[i]] = happens(r, RATE[i])
        for d in range(N_DYADS):
            channels(r, s, d)
            communicate(r, s, d)
        for w in range(N_WATCHES):
            perceive(r, s, w)
        for d in range(N_DYADS):
            update(r, s, d, 0)
            update(r, s, d, 1)
            talk(s, d)
        for p in range(len(BY)):
            press(r, s, p)
        highest, settled = 0, False
        for a in range(N_ACTORS):
            if IS_PARTY[a]:
                highest = max(highest, s[RUNG[a]])
        for d in range(N_DYADS):
            settled |= SETTLES[d] and s[TALKS[d]] >= TALKS_NEEDED[d]
        calm = calm + 1 if highest <= CALM_RUNG else 0
        if highest >= TOP:
            return WAR
        if settled:
            return AGREEMENT
        if closing:
            return UNILATERAL
        if calm >= CALM_DAYS:
            return CALM
        if day >= HORIZON:
            return UNRESOLVED


@njit
def play(r, trials):
    counts = np.zeros(5, np.int64)
    s = START.copy()
    for _ in range(trials):
        counts[trial(r, s)] += 1
    return counts


def main():
    trials, seed = int(sys.argv[2]), int(sys.argv[3])
    state = np.random.SeedSequence(seed).generate_state(4, np.uint64)
    play(state.copy(), 1)  # compiles
    started = time.perf_counter()
    counts = play(state, trials)
    seconds = time.perf_counter() - started
    print(json.dumps({"trials": trials, "seconds": seconds, "counts": counts.tolist()}))


if __name__ == "__main__":
    main()
