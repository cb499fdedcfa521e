"""The law of one day with Mesa 3: actors are agents, a day is a step of the model.

python mesa_peer.py model.json TRIALS SEED
"""

import json
import math
import sys
import time

import mesa

NONE, ESCALATE, RESTRAIN, NEGOTIATE = range(4)
WAR, AGREEMENT, UNILATERAL, CALM, UNRESOLVED = range(5)
BELIEF_TOP, ALLIES_ZERO = 24, 8


class Actor(mesa.Agent):
    """What a party or a third party does of its own."""

    def __init__(self, model, law):
        super().__init__(model)
        self.law = law
        self.party = law["party"]
        self.others = {other["actor"]: other for other in law["decision"]["others"]}

    def happens(self, p):
        return p > 0 and self.random.random() < p

    def focus(self):
        s, highest = self.model.s, 0
        feared = "belief" if self.party else "rung"
        for actor, other in self.others.items():
            score = 2 * s[other[feared]] + (s[other["memory"]] == ESCALATE) + 1
            if score > highest:
                highest = score
                s[self.law["target"]] = actor

    def campaign(self):
        if not self.party:
            return
        s, party = self.model.s, self.party
        if not s[party["campaign"]]:
            s[party["campaign"]] = int(self.happens(party["begins"]))
            return
        other = self.others[s[self.law["target"]]]
        closing, stands_down, ends = party["ends"][s[other["memory"]]]
        u = self.random.random()
        if u < ends:
            s[party["campaign"]] = 0
        if u < stands_down:
            s[party["rung"]] = min(s[party["rung"]], self.model.law["calm_rung"])
        if u < closing:
            self.model.closing = True

    def decide(self):
        s, d = self.model.s, self.law["decision"]
        other = self.others[s[self.law["target"]]]
        mediated = any(s[act] == NEGOTIATE for act in d["mediators"])
        allies = ALLIES_ZERO
        for ally in d["allies"]:
            allies += (s[ally] == ESCALATE) - (s[ally] == NEGOTIATE)
        pressure = sum(s[level] for level in d["pressure"])
        acts = s[d["last"]] + 4 * s[other["memory"]] + 16 * s[d["campaign"]] + 32 * mediated
        posture = s[other["belief"]] + 32 * acts
        ladder = s[other["talks"]] + 16 * (s[d["rung"]] + 16 * s[other["rung"]])
        balance = allies + 32 * pressure
        weight_e, weight_n = (
            math.exp(
                min(
                    max(
                        d["posture"][i][posture] + d["ladder"][i][ladder] + d["balance"][i][balance],
                        -16,
                    ),
                    16,
                )
            )
            for i in range(2)
        )
        u = self.random.random() * (1 + weight_e + weight_n)
        intent = ESCALATE if u < weight_e else RESTRAIN if u < weight_e + 1 else NEGOTIATE
        s[self.law["intent"]] = intent

    def execute(self):
        s, party = self.model.s, self.party
        act = last = s[self.law["intent"]]
        if act == RESTRAIN and not party:
            act = NONE
        elif act == RESTRAIN:
            u = self.random.random()
            unauthorised, visible = party["restraint"]
            act = ESCALATE if u < unauthorised else RESTRAIN if u < visible else NONE
            last = act if act != NONE else RESTRAIN
        s[self.law["act"]], s[self.law["last"]] = act, last
        if not party:
            return
        rung = s[party["rung"]]
        if act == ESCALATE:
            u = self.random.random()
            one = party["first_step"][1] if rung == 0 else party["climb"][1]
            up = 2 if u < party["climb"][0] else 1 if u < one else 0
            s[party["rung"]] = min(rung + up, self.model.law["top"])
        elif rung > 0 and self.happens(party["cool"]):
            s[party["rung"]] = rung - 1

    def strikes(self, target):
        s = self.model.s
        if s[self.law["act"]] == ESCALATE and s[self.law["target"]] == target:
            return s[self.law["decision"]["rung"]] + 1
        return 0


class Crisis(mesa.Model):
    """A trial."""

    def __init__(self, law, seed):
        super().__init__(seed=seed)
        self.law = law
        self.s = list(law["start"])
        self.calm = self.day = 0
        self.outcome = None
        self.actors = [Actor(self, actor) for actor in law["actors"]]
        s = self.s
        for actor in self.actors:
            if actor.party:
                s[actor.party["campaign"]] = int(actor.happens(actor.party["at_onset"]))
        for dyad in law["dyads"]:
            for b in dyad["beliefs"]:
                u = self.random.random()
                belief = s[b["belief"]] + b["spread"] * (-1 if u < 0.25 else 0 if u < 0.75 else 1)
                s[b["belief"]] = min(max(belief, 0), BELIEF_TOP)

    def happens(self, p):
        return p > 0 and self.random.random() < p

    def step(self):
        law, s = self.law, self.s
        self.day += 1
        self.closing = False
        self.agents.do("focus")
        self.agents.do("campaign")
        self.agents.do("decide")
        self.agents.do("execute")
        for incident in law["incidents"]:
            s[incident["fired"]] = int(self.happens(incident["rate"]))
        for dyad in law["dyads"]:
            self.channels(dyad)
            self.communicate(dyad)
        for watch in law["watches"]:
            self.perceive(watch)
        for dyad in law["dyads"]:
            self.update(dyad["beliefs"][0])
            self.update(dyad["beliefs"][1])
            self.talk(dyad)
        for press in law["presses"]:
            self.press(press)
        self.judge()

    def channels(self, dyad):
        s, (a, b) = self.s, dyad["actors"]
        anger = max(self.actors[a].strikes(b), self.actors[b].strikes(a))
        talking = any(s[act] == NEGOTIATE for act in dyad["acts"])
        talking |= any(s[mediator["act"]] == NEGOTIATE for mediator in dyad["mediators"])
        for line in dyad["lines"]:
            if s[line["up"]]:
                falls = line["hot"] if anger > line["cut_rung"] else line["quiet"]
                s[line["up"]] = int(not self.happens(falls[1]))
            else:
                s[line["up"]] = int(self.happens(line["recovers"][talking]))

    def communicate(self, dyad):
        s, loss = self.s, 1.0
        for line in dyad["lines"]:
            if line["carries_offers"] and s[line["up"]]:
                loss = min(loss, line["loss"])
        for mediator in dyad["mediators"]:
            if s[mediator["act"]] == NEGOTIATE:
                loss = min(loss, mediator["loss"])
        for act, delivered, offers in zip(dyad["acts"], dyad["delivered"], dyad["offers"]):
            if s[act] == NEGOTIATE and not self.happens(loss):
                s[delivered], s[offers] = NEGOTIATE, dyad["offer_days"]
            else:
                s[delivered], s[offers] = NONE, max(s[offers] - 1, 0)

    def perceive(self, watch):
        s = self.s
        act = seen = s[watch["act"]]
        fired = any(s[column] for column in watch["fired"])
        if fired:
            seen = ESCALATE
        elif act == NEGOTIATE and watch["delivered"] is not None:
            seen = s[watch["delivered"]]
        perceived, u = seen, self.random.random()
        if seen != NONE:
            clear = any(s[column] for column in watch["clarifying"])
            hostile, misread = watch["misreads"][clear]
            if u < hostile:
                perceived = ESCALATE
            elif u < misread:
                perceived = NEGOTIATE if seen == RESTRAIN else RESTRAIN
        else:
            hostile, fades = watch["silence"]
            if u < hostile:
                perceived = ESCALATE
            elif u < fades:
                s[watch["memory"]] = NONE
        if perceived != NONE:
            s[watch["memory"]] = perceived
        if watch["perceived"] is not None:
            elsewhere = act == ESCALATE and s[watch["target"]] != watch["observer"]
            s[watch["perceived"]] = perceived
            s[watch["hostile"]] = int(perceived == ESCALATE and (not elsewhere or fired))

    def update(self, b):
        s = self.s
        news, belief = s[b["perceived"]], s[b["belief"]]
        if news == ESCALATE and not s[b["hostile"]]:
            news = NONE
        if news == NONE and belief == b["prior"] or not self.happens(b["step"][news]):
            return
        upward = news == ESCALATE or news == NONE and belief < b["prior"]
        s[b["belief"]] = min(belief + 1, BELIEF_TOP) if upward else max(belief - 1, 0)

    def talk(self, dyad):
        s, (one, other) = self.s, dyad["offers"]
        if s[one] > 0 and s[other] > 0:
            s[dyad["talks"]] = min(s[dyad["talks"]] + 1, dyad["talks_needed"])
            s[one] = s[other] = 0
        if any(s[belief["hostile"]] for belief in dyad["beliefs"]):
            s[dyad["talks"]] = max(s[dyad["talks"]] - 1, 0)

    def press(self, press):
        s, by = self.s, self.law["actors"][press["by"]]
        level = s[press["level"]]
        if s[by["act"]] == ESCALATE and s[by["target"]] == press["on"]:
            s[press["level"]] = min(level + 1, press["top"])
        elif level > 0 and self.happens(press["decay"]):
            s[press["level"]] = level - 1

    def judge(self):
        law, s = self.law, self.s
        highest = max(s[actor.party["rung"]] for actor in self.actors if actor.party)
        settled = any(
            dyad["settles"] and s[dyad["talks"]] >= dyad["talks_needed"] for dyad in law["dyads"]
        )
        self.calm = self.calm + 1 if highest <= law["calm_rung"] else 0
        if highest >= law["top"]:
            self.outcome = WAR
        elif settled:
            self.outcome = AGREEMENT
        elif self.closing:
            self.outcome = UNILATERAL
        elif self.calm >= law["calm_days"]:
            self.outcome = CALM
        elif self.day >= law["horizon"]:
            self.outcome = UNRESOLVED


def main():
    path, trials, seed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    with open(path) as file:
        law = json.load(file)
    counts = [0] * 5
    started = time.perf_counter()
    for trial in range(trials):
        crisis = Crisis(law, seed * 1_000_000 + trial)
        while crisis.outcome is None:
            crisis.step()
        counts[crisis.outcome] += 1
    seconds = time.perf_counter() - started
    print(json.dumps({"trials": trials, "seconds": seconds, "counts": counts}))


if __name__ == "__main__":
    main()
