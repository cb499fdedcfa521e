"""The law of one day with NumPy: whole arrays of trials at once, ended ones taken out every day.

python numpy_peer.py model.json TRIALS SEED
"""

import json
import sys
import time

import numpy as np

NONE, ESCALATE, RESTRAIN, NEGOTIATE = range(4)
WAR, AGREEMENT, UNILATERAL, CALM, UNRESOLVED = range(5)
BELIEF_TOP, ALLIES_ZERO = 24, 8
#: Trials of one array: large enough to hide what a call costs, small enough for the cache.
BATCH = 4096


class Law:
    def __init__(self, model):
        self.m = model
        for actor in model["actors"]:
            d = actor["decision"]
            for table in ("posture", "ladder", "balance"):
                d[table] = np.array(d[table])
        for actor in model["actors"]:
            if actor["party"]:
                actor["party"]["ends"] = np.array(actor["party"]["ends"])
        for dyad in model["dyads"]:
            for belief in dyad["beliefs"]:
                belief["step"] = np.array(belief["step"])

    def play(self, trials, seed):
        self.random = np.random.Generator(np.random.SFC64(seed))
        counts = np.zeros(5, int)
        for first in range(0, trials, BATCH):
            counts += self.batch(min(BATCH, trials - first))
        return counts

    def uniform(self):
        return self.random.random(self.n, dtype=np.float32)

    def happens(self, p):
        return self.uniform() < p

    def which(self, first, second):
        u = self.uniform()
        return (u >= first).astype(np.int8) + (u >= second)

    def batch(self, n):
        m = self.m
        self.n = n
        self.s = np.repeat(np.array(m["start"], np.int16)[:, None], n, axis=1)
        calm = np.zeros(n, np.int16)
        counts = np.zeros(5, int)
        self.onset()
        for day in range(1, m["horizon"] + 1):
            closing = self.day()
            s = self.s
            parties = [a["party"]["rung"] for a in m["actors"] if a["party"]]
            highest = s[parties].max(axis=0)
            settled = np.zeros(self.n, bool)
            for dyad in m["dyads"]:
                if dyad["settles"]:
                    settled |= s[dyad["talks"]] >= dyad["talks_needed"]
            calm = np.where(highest <= m["calm_rung"], calm + 1, 0)
            ends = [highest >= m["top"], settled, closing, calm >= m["calm_days"]]
            outcome = np.select(ends, [WAR, AGREEMENT, UNILATERAL, CALM], -1)
            if day == m["horizon"]:
                outcome[outcome < 0] = UNRESOLVED
            over = outcome >= 0
            if over.any():
                counts += np.bincount(outcome[over], minlength=5)
                self.s, calm = s[:, ~over], calm[~over]
                self.n = self.s.shape[1]
                if self.n == 0:
                    break
        return counts

    def onset(self):
        s = self.s
        for actor in self.m["actors"]:
            if party := actor["party"]:
                s[party["campaign"]] = self.happens(party["at_onset"])
        for dyad in self.m["dyads"]:
            for b in dyad["beliefs"]:
                step = self.which(0.25, 0.75) - 1
                s[b["belief"]] = np.clip(s[b["belief"]] + step * b["spread"], 0, BELIEF_TOP)

    def day(self):
        m, s = self.m, self.s
        s[m["night"] :] = 0
        closing = np.zeros(self.n, bool)
        for actor in m["actors"]:
            self.focus(actor)
        for actor in m["actors"]:
            if actor["party"]:
                closing |= self.campaign(actor)
        for actor in m["actors"]:
            self.decide(actor)
        for actor in m["actors"]:
            self.execute(actor)
        for incident in m["incidents"]:
            s[incident["fired"]] = self.happens(incident["rate"])
        for dyad in m["dyads"]:
            self.channels(dyad)
            self.communicate(dyad)
        for watch in m["watches"]:
            self.perceive(watch)
        for dyad in m["dyads"]:
            self.update(dyad["beliefs"][0])
            self.update(dyad["beliefs"][1])
            self.talk(dyad)
        for press in m["presses"]:
            self.press(press)
        return closing

    def focus(self, actor):
        s = self.s
        highest = np.zeros(self.n, np.int16)
        target = np.zeros(self.n, np.int16)
        for other in actor["decision"]["others"]:
            feared = s[other["belief"] if actor["party"] else other["rung"]]
            score = 2 * feared + (s[other["memory"]] == ESCALATE) + 1
            target = np.where(score > highest, other["actor"], target)
            highest = np.maximum(score, highest)
        s[actor["target"]] = target

    def of_adversary(self, actor, name):
        others = actor["decision"]["others"]
        chosen = self.s[others[0][name]]
        for other in others[1:]:
            is_it = self.s[actor["target"]] == other["actor"]
            chosen = np.where(is_it, self.s[other[name]], chosen)
        return chosen

    def campaign(self, actor):
        s, party = self.s, actor["party"]
        ends = party["ends"][self.of_adversary(actor, "memory")]
        on = s[party["campaign"]] == 1
        u = self.uniform()
        changes = u < np.where(on, ends[:, 2], party["begins"])
        stands_down = on & (u < ends[:, 1])
        s[party["campaign"]] ^= changes
        rung = s[party["rung"]]
        s[party["rung"]] = np.where(stands_down, np.minimum(rung, self.m["calm_rung"]), rung)
        return on & (u < ends[:, 0])

    def decide(self, actor):
        s, d = self.s, actor["decision"]
        mediated = np.zeros(self.n, bool)
        allies = np.full(self.n, ALLIES_ZERO)
        pressure = np.zeros(self.n, int)
        for mediator in d["mediators"]:
            mediated |= s[mediator] == NEGOTIATE
        for ally in d["allies"]:
            allies += s[ally] == ESCALATE
            allies -= s[ally] == NEGOTIATE
        for level in d["pressure"]:
            pressure += s[level]
        memory, belief, talks, rung = (
            self.of_adversary(actor, name) for name in ("memory", "belief", "talks", "rung")
        )
        acts = s[d["last"]] + 4 * memory + 16 * s[d["campaign"]] + 32 * mediated
        posture = belief + 32 * acts
        ladder = talks + 16 * (s[d["rung"]] + 16 * rung)
        balance = allies + 32 * pressure
        sums = d["posture"][:, posture] + d["ladder"][:, ladder] + d["balance"][:, balance]
        weight_e, weight_n = np.exp(np.clip(sums, -16, 16))
        u = self.uniform() * (1 + weight_e + weight_n)
        s[actor["intent"]] = 1 + (u >= weight_e) + (u >= weight_e + 1)

    def execute(self, actor):
        s, party = self.s, actor["party"]
        intent = s[actor["intent"]]
        restrains = intent == RESTRAIN
        if not party:
            s[actor["act"]] = np.where(restrains, NONE, intent)
            s[actor["last"]] = intent
            return
        how = self.which(*party["restraint"])
        silent = restrains & (how == 2)
        act = np.where(restrains & (how == 0), ESCALATE, np.where(silent, NONE, intent))
        s[actor["act"]] = act
        s[actor["last"]] = np.where(silent, RESTRAIN, act)
        rung = s[party["rung"]]
        u = self.uniform()
        one = np.where(rung == 0, party["first_step"][1], party["climb"][1])
        up = rung + np.where(u < party["climb"][0], 2, u < one)
        cooled = rung - ((rung > 0) & (u < party["cool"]))
        s[party["rung"]] = np.where(act == ESCALATE, np.minimum(up, self.m["top"]), cooled)

    def strikes(self, a, b):
        actor = self.m["actors"][a]
        struck = (self.s[actor["act"]] == ESCALATE) & (self.s[actor["target"]] == b)
        return np.where(struck, self.s[actor["decision"]["rung"]] + 1, 0)

    def channels(self, dyad):
        s, (a, b) = self.s, dyad["actors"]
        anger = np.maximum(self.strikes(a, b), self.strikes(b, a))
        acts = [*dyad["acts"], *(mediator["act"] for mediator in dyad["mediators"])]
        talking = (s[acts] == NEGOTIATE).any(axis=0)
        for line in dyad["lines"]:
            up = s[line["up"]] == 1
            falls = np.where(anger > line["cut_rung"], line["hot"][1], line["quiet"][1])
            returns = np.where(talking, line["recovers"][1], line["recovers"][0])
            s[line["up"]] ^= self.happens(np.where(up, falls, returns))

    def communicate(self, dyad):
        s = self.s
        loss = np.ones(self.n)
        for line in dyad["lines"]:
            if line["carries_offers"]:
                loss = np.where(s[line["up"]] == 1, np.minimum(loss, line["loss"]), loss)
        for mediator in dyad["mediators"]:
            passes = s[mediator["act"]] == NEGOTIATE
            loss = np.where(passes, np.minimum(loss, mediator["loss"]), loss)
        for side in range(2):
            arrives = (s[dyad["acts"][side]] == NEGOTIATE) & ~self.happens(loss)
            offers = s[dyad["offers"][side]]
            s[dyad["delivered"][side]] = np.where(arrives, NEGOTIATE, NONE)
            s[dyad["offers"][side]] = np.where(
                arrives, dyad["offer_days"], np.maximum(offers - 1, 0)
            )

    def perceive(self, watch):
        s = self.s
        act = s[watch["act"]]
        offer = act if watch["delivered"] is None else s[watch["delivered"]]
        fired = s[watch["fired"]].any(axis=0)
        clear = s[watch["clarifying"]].any(axis=0)
        seen = np.where(fired, ESCALATE, np.where(act == NEGOTIATE, offer, act))
        visible = seen != NONE
        first, second = (
            np.where(
                visible,
                np.where(clear, watch["misreads"][1][i], watch["misreads"][0][i]),
                watch["silence"][i],
            )
            for i in range(2)
        )
        how = self.which(first, second)
        benign = np.where(seen == RESTRAIN, NEGOTIATE, RESTRAIN)
        read = np.where((how == 1) & visible, benign, seen)
        perceived = np.where(how == 0, ESCALATE, read)
        kept = np.where(~visible & (how == 1), NONE, s[watch["memory"]])
        s[watch["memory"]] = np.where(perceived == NONE, kept, perceived)
        if watch["perceived"] is not None:
            elsewhere = (act == ESCALATE) & (s[watch["target"]] != watch["observer"])
            s[watch["perceived"]] = perceived
            s[watch["hostile"]] = (perceived == ESCALATE) & (~elsewhere | fired)

    def update(self, b):
        s = self.s
        belief, perceived = s[b["belief"]], s[b["perceived"]]
        harmless = (perceived == ESCALATE) & (s[b["hostile"]] == 0)
        news = np.where(harmless, NONE, perceived)
        away = (news == NONE) & (belief == b["prior"])
        moves = self.happens(b["step"][news]) & ~away
        upward = (news == ESCALATE) | ((news == NONE) & (belief < b["prior"]))
        step = np.where(upward, 1, -1) * moves
        s[b["belief"]] = np.clip(belief + step, 0, BELIEF_TOP)

    def talk(self, dyad):
        s = self.s
        one, other = dyad["offers"]
        exchange = (s[one] > 0) & (s[other] > 0)
        blow = (s[dyad["beliefs"][0]["hostile"]] | s[dyad["beliefs"][1]["hostile"]]) == 1
        raised = np.minimum(s[dyad["talks"]] + exchange, dyad["talks_needed"])
        s[dyad["talks"]] = np.maximum(raised - blow, 0)
        s[one] = np.where(exchange, 0, s[one])
        s[other] = np.where(exchange, 0, s[other])

    def press(self, press):
        s, by = self.s, self.m["actors"][press["by"]]
        level = s[press["level"]]
        presses = (s[by["act"]] == ESCALATE) & (s[by["target"]] == press["on"])
        falls = self.happens(press["decay"]) & (level > 0) & ~presses
        s[press["level"]] = np.minimum(level + presses, press["top"]) - falls


def main():
    path, trials, seed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    with open(path) as file:
        law = Law(json.load(file))
    started = time.perf_counter()
    counts = law.play(trials, seed)
    seconds = time.perf_counter() - started
    print(json.dumps({"trials": trials, "seconds": seconds, "counts": counts.tolist()}))


if __name__ == "__main__":
    main()
