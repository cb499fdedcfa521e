//! The checks of `tests/all/agreement.rs` can fail: faults are planted in the law and in the sampler,
//! and each is caught by the check that is named for it.
//!
//! A fault is planted in the compiled model that is sampled, or by an interpreter that plays the
//! day wrongly; the enumerated law it is held against is the true one. The healthy sampler passes
//! the same checks on the same scenarios with as many trials.

use crate::support::Check::{self, Days, Outcomes, Violence, WithTrigger};
use crate::support::{Sample, compile, sample, scenario, solve};
use offramp::crisis::chance::{Chance, Interpreter, Stage};
use offramp::crisis::contact::Channels;
use offramp::crisis::day;
use offramp::crisis::outcome::RUNNING;
use offramp::crisis::outcome::ending_day;
use offramp::crisis::state::State;
use offramp::exact::Distribution;
use offramp::model::Model;
use offramp::trial::draws::{BLOCK, block, key_words};

/// A fault must be this improbable under the true law.
const CAUGHT: f64 = 1e-9;
/// And the healthy sampler at least this probable: with 60 healthy checks, a false alarm of 1.2e-5.
const HEALTHY: f64 = 2e-7;
/// Trials of a fault planted in the model.
const TRIALS: u64 = 100_000;
/// Trials of a fault planted in the interpreter, which plays them one by one.
const FEWER: u64 = 30_000;

/// Where a fault is planted: scenario, overrides, policy.
type Ground = (&'static str, &'static [&'static str], &'static str);

const TWO: Ground = ("exact/two-actors", &["horizon_days=12"], "baseline");
const RESTRAINT: Ground = ("exact/two-actors", &["horizon_days=12"], "blue-restraint");
const TALKING: Ground = (
    "exact/two-actors",
    &["horizon_days=12", "openness=0", "resolve=-3"],
    "baseline",
);
const LINES: Ground = (
    "exact/two-actors",
    &[
        "horizon_days=12",
        "openness=0",
        "resolve=-2",
        "fails=0.05",
        "recovers=0.4",
        "cut=0.5",
        "cut_rung=1",
    ],
    "baseline",
);
const BELIEFS: Ground = (
    "exact/two-actors",
    &[
        "horizon_days=8",
        "threat=6",
        "prior_steps=0",
        "trust=4",
        "actor.blue.rise=0.9",
        "actor.blue.fall=0.5",
        "actor.blue.drift=0.1",
    ],
    "baseline",
);
const MEDIATOR: Ground = ("exact/mediator", &["horizon_days=10"], "baseline");
const PRESSURE: Ground = (
    "exact/mediator",
    &["horizon_days=10", "pressure_effect=-2"],
    "pressure",
);
const EVERY: Ground = ("exact/every-mechanism", &["horizon_days=3"], "baseline");

const LOUD: Ground = (
    "exact/every-mechanism",
    &[
        "horizon_days=3",
        "misperception=0.5",
        "hostile_share=0",
        "per_day=0.4",
        "up_at_onset=false",
    ],
    "baseline",
);

/// A fault in the compiled model.
struct Planted {
    name: &'static str,
    ground: Ground,
    plant: fn(&mut Model),
    caught_by: Check,
}

const fn fault(
    name: &'static str,
    ground: Ground,
    caught_by: Check,
    plant: fn(&mut Model),
) -> Planted {
    Planted {
        name,
        ground,
        plant,
        caught_by,
    }
}

/// Faults of the law, where they are planted and what catches them.
const PLANTED: [Planted; 26] = [
    fault(
        "what began it is never worse than known",
        EVERY,
        WithTrigger,
        |m| m.severity = None,
    ),
    fault(
        "what began it was worse, and its actor stands where it was known to",
        EVERY,
        Outcomes,
        |m| {
            let severity = m.severity.as_mut().expect("it may have been worse");
            severity.deliberate = false;
        },
    ),
    fault(
        "actors swapped: the policy binds the wrong one",
        RESTRAINT,
        Outcomes,
        |m| {
            let rules = std::mem::take(&mut m.actors[1].decision.rules);
            m.actors[0].decision.rules = rules;
        },
    ),
    fault("who reads whom is swapped", RESTRAINT, Outcomes, |m| {
        let memory = m.watches[0].memory;
        m.watches[0].memory = m.watches[1].memory;
        m.watches[1].memory = memory;
    }),
    fault(
        "wrong confusion row: misread is always hostile",
        TALKING,
        Outcomes,
        |m| {
            for watch in &mut m.watches {
                watch.misreads = watch.misreads.map(|[_, any]| [any, any]);
            }
        },
    ),
    fault(
        "wrong confusion row: that of an open line while it is down",
        LOUD,
        Days,
        |m| {
            for watch in &mut m.watches {
                watch.misreads = [watch.misreads[1], watch.misreads[0]];
            }
        },
    ),
    fault(
        "silence is read with the odds of an act",
        TWO,
        Outcomes,
        |m| {
            for watch in &mut m.watches {
                watch.silence = watch.misreads[1];
            }
        },
    ),
    fault("offer window one day short", TALKING, Outcomes, |m| {
        m.dyads[0].offer_days -= 1;
    }),
    fault("messages are never lost", TALKING, Outcomes, |m| {
        m.dyads[0].lines[0].loss = 0;
    }),
    fault("one exchange too few settles", TALKING, Outcomes, |m| {
        m.dyads[0].talks_needed -= 1;
    }),
    fault("calm one day short", RESTRAINT, Days, |m| {
        m.crisis.calm_days -= 1;
    }),
    fault("horizon one day short", TWO, Days, |m| {
        m.crisis.horizon -= 1;
    }),
    fault(
        "failure and recovery of a line swapped",
        LINES,
        Outcomes,
        |m| {
            let line = &mut m.dyads[0].lines[0];
            let fails = line.quiet[1];
            line.quiet[1] = line.recovers[0];
            line.recovers = [fails; 2];
        },
    ),
    fault("lines are not cut in anger", LINES, Outcomes, |m| {
        let line = &mut m.dyads[0].lines[0];
        line.hot = line.quiet;
    }),
    fault("the cut rung is one too high", LINES, Outcomes, |m| {
        m.dyads[0].lines[0].cut_rung += 1;
    }),
    fault(
        "beliefs step the wrong way: offers for escalations",
        BELIEFS,
        Outcomes,
        |m| {
            m.dyads[0].beliefs[0].step.swap(1, 3);
        },
    ),
    fault("the prior is one step off", BELIEFS, Outcomes, |m| {
        let belief = &mut m.dyads[0].beliefs[0];
        belief.prior += 1;
        let column = belief.column;
        *m.layout.start_of(column) += 1;
    }),
    fault(
        "ends of a campaign: the row of the wrong memory",
        EVERY,
        Outcomes,
        |m| {
            let party = m.actors[0].party.as_mut().expect("Red is a party");
            party.ends.rotate_left(1);
        },
    ),
    fault(
        "a stand-down never closes the crisis",
        EVERY,
        Outcomes,
        |m| {
            let party = m.actors[0].party.as_mut().expect("Red is a party");
            party.ends = party.ends.map(|[_, any, end]| [0, any, end]);
        },
    ),
    fault(
        "orders are always carried out as given",
        EVERY,
        Outcomes,
        |m| {
            for party in m.actors.iter_mut().filter_map(|actor| actor.party.as_mut()) {
                party.restraint[0] = 0;
                party.climb[0] = 0;
            }
        },
    ),
    fault("incidents never fire", LOUD, Outcomes, |m| {
        m.incidents[0].rate = 0;
    }),
    fault("violence is one rung late", TWO, Violence, |m| {
        m.crisis.violence_of.rotate_right(1);
    }),
    fault("mediation carries no offers", MEDIATOR, Outcomes, |m| {
        m.dyads[0].mediators.clear();
    }),
    fault(
        "yesterday's mediation is not felt",
        MEDIATOR,
        Outcomes,
        |m| {
            for actor in &mut m.actors {
                actor.decision.mediators.clear();
            }
        },
    ),
    fault(
        "pressure is felt by the wrong side",
        PRESSURE,
        Outcomes,
        |m| {
            let level = m.presses[0].level;
            m.presses[0].level = m.presses[1].level;
            m.presses[1].level = level;
        },
    ),
    fault("an act is remembered for ever", TWO, Outcomes, |m| {
        for watch in &mut m.watches {
            watch.silence[1] = watch.silence[0];
        }
    }),
];

/// What an interpreter does wrongly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wrong {
    Nothing,
    /// Beliefs are not updated.
    StaleBelief,
    /// Both parties decide with the word of the first.
    SharedDraw,
    /// The second party is told what the first one drew for the execution of its order.
    NeighboursDraw,
    /// The draws of the onset are used again on the first day.
    OnsetAgain,
    /// The policy is applied once orders have been carried out.
    LatePolicy,
    /// The first day is not counted.
    LateDawn,
    /// Offers are sent before the lines of the day are known.
    OffersFirst,
    /// What was perceived is read a day late.
    LatePerception,
    /// Words are compared without dropping their lowest bit: every probability is halved.
    HalfCuts,
    /// Answers are counted from the other end.
    Reversed,
    /// 256 trials are drawn again and again.
    FewStreams,
    /// A party acts on its order twice.
    TwiceExecuted,
}

/// Plays one trial from the same addressed draws as the sampler, and wrongly.
struct Faulty<'m> {
    model: &'m Model,
    /// The same without the policy.
    plain: &'m Model,
    wrong: Wrong,
    state: State<1>,
    words: Vec<u32>,
    /// What was perceived, a day late.
    yesterday: Vec<[u32; 1]>,
}

fn words(model: &Model, seed: u64, trial: u64, day: u32) -> Vec<u32> {
    let key = key_words(seed);
    let stream = [[trial as u32], [(trial >> 32) as u32]];
    let blocks = model.sites.words.div_ceil(BLOCK) as u32;
    let mut words = Vec::new();
    for number in 0..blocks {
        let mut out = [[0]; BLOCK];
        block::<1>(&key, number, &[day], &stream, &mut out);
        words.extend(out.as_flattened());
    }
    words
}

impl<'m> Faulty<'m> {
    fn trial(model: &'m Model, plain: &'m Model, wrong: Wrong, trial: u64) -> [u32; 4] {
        let seed = 99;
        let stream = if wrong == Wrong::FewStreams {
            trial % 256
        } else {
            trial
        };
        let mut faulty = Self {
            model,
            plain,
            wrong,
            state: State::new(model.layout.start()),
            words: words(model, seed, stream, 0),
            yesterday: Vec::new(),
        };
        day::onset(model, &mut faulty);
        let mut number = 0;
        loop {
            number += 1;
            if !(wrong == Wrong::OnsetAgain && number == 1) {
                faulty.words = words(model, seed, stream, number);
            }
            day::day(model, &mut faulty);
            let outcome = faulty.state[model.crisis.outcome][0];
            if outcome != RUNNING {
                let day = ending_day(model, outcome, faulty.state[model.crisis.day][0]);
                let levels = [model.crisis.violence, model.crisis.trigger];
                let [violence, trigger] = levels.map(|level| faulty.state[level][0]);
                return [outcome, day, violence, trigger];
            }
        }
    }

    fn draw<const N: usize>(&mut self, model: &Model, stage: impl Stage<N>, site: usize) {
        let mut told = Told {
            words: &self.words[site..site + N],
            wrong: self.wrong,
        };
        stage.play(model, &mut self.state, &mut told);
    }
}

impl Interpreter for Faulty<'_> {
    fn play<const N: usize>(&mut self, stage: impl Stage<N>) {
        let (model, sites) = (self.model, &self.model.sites.actors);
        let kind = std::any::type_name_of_val(&stage).rsplit("::").next();
        let kind = kind.expect("a type has a name");
        // Only where it matters which actor is meant.
        let about = |actor: usize| format!("{stage:?}") == format!("{kind}({actor})");
        let site = stage.site(model);
        match (self.wrong, kind) {
            (Wrong::StaleBelief, "Update") | (Wrong::OffersFirst, "Channels") => {}
            (Wrong::SharedDraw, "Decide") => self.draw(model, stage, sites[0].decide),
            (Wrong::NeighboursDraw, "Execute") => self.draw(model, stage, sites[0].execute),
            (Wrong::LatePolicy, "Decide") => self.draw(self.plain, stage, site),
            (Wrong::LateDawn, "Dawn") => {
                let again = self.state[model.crisis.calm][0] == 0 && self.yesterday.is_empty();
                if again {
                    self.yesterday.push([0]);
                } else {
                    self.draw(model, stage, site);
                }
            }
            (Wrong::OffersFirst, "Communicate") => {
                self.draw(model, stage, site);
                for dyad in 0..model.dyads.len() {
                    let lines = Channels(dyad);
                    self.draw(model, lines, lines.site(model));
                }
            }
            (Wrong::LatePerception, "Perceive") => {
                // The memories of this morning are put back and those of today kept for tomorrow.
                let before: Vec<[u32; 1]> = model
                    .watches
                    .iter()
                    .map(|watch| self.state[watch.memory])
                    .collect();
                self.draw(model, stage, site);
                if self.yesterday.len() < model.watches.len() {
                    self.yesterday.clone_from(&before);
                }
                for (number, watch) in model.watches.iter().enumerate() {
                    if about(number) {
                        let seen = &mut self.state[watch.memory];
                        std::mem::swap(seen, &mut self.yesterday[number]);
                    }
                }
            }
            (Wrong::TwiceExecuted, "Execute") => {
                self.draw(model, stage, site);
                self.draw(model, stage, site);
            }
            _ => self.draw(model, stage, site),
        }
    }
}

struct Told<'w> {
    words: &'w [u32],
    wrong: Wrong,
}

impl Chance for Told<'_> {
    fn answer<const K: usize>(&mut self, q: usize, _l: usize, thresholds: [u32; K]) -> u32 {
        let whole = self.words[q];
        let word = if self.wrong == Wrong::HalfCuts {
            whole
        } else {
            whole >> 1
        };
        let below: u32 = thresholds
            .iter()
            .map(|&threshold| u32::from(threshold <= word))
            .sum();
        if self.wrong == Wrong::Reversed {
            K as u32 - below
        } else {
            below
        }
    }
}

/// Faults of the interpreter, where they are planted and what catches them.
const MISPLAYED: [(Wrong, Ground, Check); 12] = [
    (Wrong::StaleBelief, BELIEFS, Outcomes),
    (Wrong::SharedDraw, TWO, Outcomes),
    (Wrong::NeighboursDraw, TWO, Outcomes),
    (Wrong::OnsetAgain, EVERY, Days),
    (Wrong::LatePolicy, RESTRAINT, Outcomes),
    (Wrong::LateDawn, RESTRAINT, Days),
    (Wrong::OffersFirst, LINES, Outcomes),
    (Wrong::LatePerception, TWO, Outcomes),
    (Wrong::HalfCuts, TWO, Outcomes),
    (Wrong::Reversed, TWO, Outcomes),
    (Wrong::FewStreams, TWO, Outcomes),
    (Wrong::TwiceExecuted, TWO, Outcomes),
];

/// The true models and their laws, each worked out once.
struct Grounds(Vec<(Ground, Model, Distribution)>);

impl Grounds {
    fn get(&mut self, ground: Ground) -> (&Model, &Distribution) {
        let known = self.0.iter().position(|(known, ..)| *known == ground);
        let number = known.unwrap_or_else(|| {
            let (name, sets, policy) = ground;
            let model = compile(&scenario(name, sets), policy);
            let law = solve(&model);
            self.0.push((ground, model, law));
            self.0.len() - 1
        });
        let (_, model, law) = &self.0[number];
        (model, law)
    }
}

fn healthy(what: &str, law: &Distribution, sample: &Sample) {
    for check in Check::ALL {
        let p = check.p_value(law, sample);
        assert!(p > HEALTHY, "{what}, healthy, {check:?}: p = {p:e}");
    }
}

/// Notes a fault that its check let pass.
fn miss(missed: &mut Vec<String>, fault: &str, check: Check, p: f64) {
    if p >= CAUGHT {
        missed.push(format!("{fault}: {check:?} gives p = {p:e}"));
    }
}

#[test]
fn faults_in_the_law_are_caught() {
    let (mut grounds, mut missed) = (Grounds(Vec::new()), Vec::new());
    for ground in [
        TWO, RESTRAINT, TALKING, LINES, BELIEFS, MEDIATOR, PRESSURE, EVERY, LOUD,
    ] {
        let (model, law) = grounds.get(ground);
        healthy(ground.0, law, &sample(model, 5, TRIALS));
    }
    for fault in PLANTED {
        let (model, law) = grounds.get(fault.ground);
        let mut faulty = model.clone();
        (fault.plant)(&mut faulty);
        // Days are counted as the law counts them, whatever the fault makes of the horizon.
        let seen = Sample::new(model.crisis.horizon).merge(&sample(&faulty, 5, TRIALS));
        let p = fault.caught_by.p_value(law, &seen);
        miss(&mut missed, fault.name, fault.caught_by, p);
    }
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}

#[test]
fn faults_in_the_sampler_are_caught() {
    let (mut grounds, mut missed) = (Grounds(Vec::new()), Vec::new());
    for ground in [TWO, RESTRAINT, LINES, BELIEFS, EVERY] {
        let (model, law) = grounds.get(ground);
        healthy(ground.0, law, &misplayed(model, model, Wrong::Nothing));
    }
    for (wrong, ground, check) in MISPLAYED {
        let plain = compile(&scenario(ground.0, ground.1), "baseline");
        let (model, law) = grounds.get(ground);
        let p = check.p_value(law, &misplayed(model, &plain, wrong));
        miss(&mut missed, &format!("{wrong:?}"), check, p);
    }
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}

/// Trials played wrongly, on two threads.
fn misplayed(model: &Model, plain: &Model, wrong: Wrong) -> Sample {
    let run = |trials: std::ops::Range<u64>| {
        let mut sample = Sample::new(model.crisis.horizon);
        for trial in trials {
            let [outcome, day, levels @ ..] = Faulty::trial(model, plain, wrong, trial);
            sample.add(outcome, day, levels);
        }
        sample
    };
    std::thread::scope(|scope| {
        let half = scope.spawn(|| run(0..FEWER / 2));
        run(FEWER / 2..FEWER).merge(&half.join().expect("trials end"))
    })
}
