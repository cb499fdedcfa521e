//! The addressed draws: values, addresses, and everything that must not change them.
//!
//! Statistical tests have fixed seeds; a correct generator would fail any of them with
//! probability at most [`FALSE_ALARM`].

use crate::support::{compile, scenario};
use offramp::crisis::chance::{CERTAIN, Chance, Interpreter, Note, Stage};
use offramp::crisis::day;
use offramp::crisis::kind::StageKind;
use offramp::crisis::outcome::ending_day;
use offramp::crisis::state::State;
use offramp::model::decision::NONE;
use offramp::model::layout::STRIDE;
use offramp::model::{Mechanism, Model, Switches};
use offramp::scenario::Act;
use offramp::scenario::policy::{Condition, Feature, Overlay, Policy, Rule, RuleEffect};
use offramp::scenario::{Effect, Role, Scenario, library};
use offramp::stats::test::{chi_squared_test, lag_correlation_test, uniformity_test};
use offramp::trial::dispatch::Baseline;
#[cfg(target_arch = "x86_64")]
use offramp::trial::dispatch::{Avx2, Avx512};
use offramp::trial::draws::{BLOCK, block, key, key_words};
use offramp::trial::lanes;
use offramp::trial::record::{Detail, Fields, Records};
use offramp::trial::scalar::{Nobody, Scalar, Witness};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// The chance that correct draws fail any statistical test of this file.
const FALSE_ALARM: f64 = 1e-6;
/// Statistical tests of this file, at most (Bonferroni).
const TESTS: f64 = 100.0;

/// The word of an address as the lanes compute it.
fn word(seed: u64, trial: u64, day: u32, site: usize) -> u32 {
    sixteen(seed, trial, day, site / BLOCK)[site % BLOCK]
}

fn sixteen(seed: u64, trial: u64, day: u32, number: usize) -> [u32; BLOCK] {
    let stream = [[trial as u32], [(trial >> 32) as u32]];
    let mut out = [[0]; BLOCK];
    block::<1>(&key_words(seed), number as u32, &[day], &stream, &mut out);
    out.map(|[word]| word)
}

/// Shipped scenarios of every size, with a policy each.
fn grounds() -> Vec<(Scenario, String)> {
    [
        "kaesong-2020",
        "cuba-1962",
        "exact/every-mechanism",
        "exact/mediator",
    ]
    .into_iter()
    .map(|name| {
        let scenario = scenario(name, &[]);
        let last = scenario.policies.last().expect("there is a baseline");
        let policy = last.name.clone();
        (scenario, policy)
    })
    .collect()
}

fn rows(model: &Model, seed: u64, trials: std::ops::Range<u64>, detail: Detail) -> Records {
    lanes::run::<8>(model, seed, trials, detail, Baseline::new(), &mut ())
}

// ---- values ------------------------------------------------------------------------------------

#[test]
fn words_of_some_addresses_are_what_they_always_were() {
    // Changing any of these changes every result ever published: do it only with a new version.
    let known: [(u32, u32); 6] = [
        (word(0, 0, 0, 0), 0x725d_9d0c),
        (word(0, 0, 1, 0), 0x9002_7d91),
        (word(0, 1, 0, 0), 0x28cb_66b6),
        (word(1, 0, 0, 0), 0xdfaf_3222),
        (word(0, 9_999, 365, 46), 0xdb61_397d),
        (word(u64::MAX, u64::MAX, 3650, STRIDE - 1), 0xd4e5_f9ec),
    ];
    for (found, expected) in known {
        assert_eq!(found, expected, "{found:#010x}, not {expected:#010x}");
    }
}

#[test]
fn words_are_those_of_rand_chacha() {
    for seed in [0, 1, 42, u64::MAX] {
        for trial in [0, 1, 77, u64::from(u32::MAX), 1 << 32, u64::MAX] {
            let mut rng = ChaCha8Rng::from_seed(key(seed));
            rng.set_stream(trial);
            for day in [0, 1, 2, 365, 3650] {
                for site in [0, 1, 15, 16, 46, 511, STRIDE - 1] {
                    rng.set_word_pos((day as usize * STRIDE + site) as u128);
                    let expected = rng.next_u32();
                    assert_eq!(
                        word(seed, trial, day, site),
                        expected,
                        "{seed} {trial} {day} {site}"
                    );
                }
            }
        }
    }
}

// ---- addresses ---------------------------------------------------------------------------------

/// Collects the sites of stages that draw.
struct Sites<'m>(&'m Model, Vec<(String, usize)>);

impl Interpreter for Sites<'_> {
    fn play<const N: usize>(&mut self, stage: impl Stage<N>) {
        let site = stage.site(self.0);
        let places = (site..site + N).map(|place| (format!("{stage:?}"), place));
        self.1.extend(places);
    }
}

/// Stages that draw on a day, and where.
fn sites(model: &Model) -> Vec<(String, usize)> {
    let mut sites = Sites(model, Vec::new());
    day::day(model, &mut sites);
    sites.1
}

/// The same of the onset.
fn onset_sites(model: &Model) -> Vec<(String, usize)> {
    let mut sites = Sites(model, Vec::new());
    day::onset(model, &mut sites);
    sites.1
}

#[test]
fn no_two_questions_share_an_address() {
    for path in library::paths() {
        let name = path.strip_suffix(".toml").expect("scenarios are TOML");
        if name.starts_with("base/") || name.ends_with("-cases") {
            continue;
        }
        let model = compile(&scenario(name, &[]), "baseline");
        for part in [sites(&model), onset_sites(&model)] {
            let mut seen = std::collections::BTreeMap::new();
            for (stage, site) in part {
                // A day's words are below the stride, so that no day reaches into the next.
                assert!(site < model.sites.words && model.sites.words <= STRIDE);
                if let Some(other) = seen.insert(site, stage.clone()) {
                    panic!("{name}: {stage} and {other} draw at {site}");
                }
            }
        }
    }
}

#[test]
fn policies_parameters_and_switches_leave_every_site_where_it_was() {
    let (scenario, _) = &grounds()[0];
    let plain = sites(&compile(scenario, "baseline"));
    for policy in &scenario.policies {
        assert_eq!(sites(&compile(scenario, &policy.name)), plain);
    }
    let other = crate::support::scenario("kaesong-2020", &["misperception=0.5", "horizon_days=7"]);
    assert_eq!(sites(&compile(&other, "baseline")), plain);
}

// ---- what must not change a trial --------------------------------------------------------------

/// Counts what a trial alone shows, in the places of a row.
struct Tally<'m> {
    model: &'m Model,
    fields: Fields,
    row: Vec<u32>,
}

impl Witness for Tally<'_> {
    fn noted(&mut self, note: Note) {
        let place = match note {
            Note::Rule(rule) => self.fields.rules + rule,
            mechanism => self.fields.mechanisms + mechanism.index(),
        };
        self.row[place] += 1;
    }

    fn dusk(&mut self, state: &State<1>) {
        for (p, &party) in self.fields.parties.iter().enumerate() {
            let [rung] = state[self.model.actors[party].decision.rung];
            let peak = &mut self.row[self.fields.peak + p];
            *peak = rung.max(*peak);
        }
        for (a, actor) in self.model.actors.iter().enumerate() {
            let [act] = state[actor.act];
            if act != NONE {
                self.row[self.fields.acts + 3 * a + act as usize - 1] += 1;
            }
        }
        let lines = self.model.dyads.iter().flat_map(|dyad| &dyad.lines);
        for (number, line) in lines.enumerate() {
            self.row[self.fields.down + number] += 1 - state[line.up][0];
        }
    }
}

/// The row of a trial from the referee.
fn refereed(model: &Model, seed: u64, trial: u64) -> Vec<u32> {
    let fields = Fields::of(model, Detail::Full);
    let row = vec![0; fields.width];
    let tally = Tally { model, fields, row };
    let mut alone = Scalar::new(model, seed, trial, tally);
    for (p, (_, party)) in model.parties().enumerate() {
        let [rung] = alone.state()[party.rung];
        let place = alone.witness.fields.peak + p;
        alone.witness.row[place] = rung;
    }
    let (state, tally) = alone.finish();
    let (outcome, day) = (state[model.crisis.outcome][0], state[model.crisis.day][0]);
    let mut row = tally.row;
    row[Fields::OUTCOME] = outcome;
    row[Fields::DAYS] = ending_day(model, outcome, day);
    row[Fields::VIOLENCE] = state[model.crisis.violence][0];
    row[Fields::TRIGGER] = state[model.crisis.trigger][0];
    row
}

#[test]
fn lanes_of_every_width_and_instruction_set_are_the_referee() {
    fn all<const L: usize>(model: &Model, seed: u64, trials: std::ops::Range<u64>) -> Vec<Records> {
        let run = trials.clone();
        #[cfg_attr(not(target_arch = "x86_64"), allow(unused_mut))]
        let mut found = vec![lanes::run::<L>(
            model,
            seed,
            run,
            Detail::Full,
            Baseline::new(),
            &mut (),
        )];
        #[cfg(target_arch = "x86_64")]
        {
            if let Some(avx2) = Avx2::detect() {
                let run = trials.clone();
                found.push(lanes::run::<L>(
                    model,
                    seed,
                    run,
                    Detail::Full,
                    avx2,
                    &mut (),
                ));
            }
            if let Some(avx512) = Avx512::detect() {
                found.push(lanes::run::<L>(
                    model,
                    seed,
                    trials,
                    Detail::Full,
                    avx512,
                    &mut (),
                ));
            }
        }
        found
    }
    for (scenario, policy) in grounds() {
        for seed in [0, u64::MAX] {
            let model = compile(&scenario, &policy);
            // Beyond the lower word of the trial's number too.
            for trials in [0..70, (1 << 32) - 5..(1 << 32) + 5] {
                let mut expected = rows(&model, seed, trials.clone(), Detail::Full);
                for trial in trials.clone() {
                    let row = refereed(&model, seed, trial);
                    assert_eq!(expected.row_mut(trial), row, "{} {trial}", scenario.name);
                }
                let found = [
                    all::<1>(&model, seed, trials.clone()),
                    all::<4>(&model, seed, trials.clone()),
                    all::<16>(&model, seed, trials.clone()),
                    all::<32>(&model, seed, trials.clone()),
                ];
                for records in found.into_iter().flatten() {
                    assert_eq!(records, expected, "{}", scenario.name);
                }
            }
        }
    }
}

#[test]
fn watching_a_trial_does_not_change_it() {
    for (scenario, policy) in grounds() {
        let model = compile(&scenario, &policy);
        let fields = Fields::of(&model, Detail::Full);
        for trial in 0..50 {
            let (plain, Nobody) = Scalar::new(&model, 0, trial, Nobody).finish();
            let row = vec![0; fields.width];
            let tally = Tally {
                model: &model,
                fields: fields.clone(),
                row,
            };
            let (watched, _) = Scalar::new(&model, 0, trial, tally).finish();
            assert_eq!(plain, watched);
        }
    }
}

#[test]
fn more_trials_keep_the_rows_there_were() {
    for (scenario, policy) in grounds() {
        let model = compile(&scenario, &policy);
        let few = rows(&model, 3, 0..100, Detail::Full);
        let many = rows(&model, 3, 0..257, Detail::Full);
        assert_eq!(few.cells, many.cells[..few.cells.len()]);
        let later = rows(&model, 3, 40..60, Detail::Full);
        assert_eq!(later.cells, many.cells[40 * many.width..60 * many.width]);
    }
}

#[test]
fn every_seed_is_a_seed_like_any_other() {
    let (scenario, policy) = &grounds()[0];
    let model = compile(scenario, policy);
    let seeds = [0, 1, u64::MAX].map(|seed| rows(&model, seed, 0..200, Detail::Outcomes));
    assert!(seeds[0] != seeds[1] && seeds[1] != seeds[2] && seeds[0] != seeds[2]);
    // Neighbouring seeds have unrelated words: no seed is another one's stream or position.
    let shared = (0..64)
        .filter(|&i| word(0, i, 0, 0) == word(1, i, 0, 0))
        .count();
    assert_eq!(shared, 0);
}

#[test]
fn an_actor_that_acts_on_nobody_changes_nothing() {
    for (scenario, policy) in grounds() {
        let mut larger = scenario.clone();
        let party = scenario.parties().next().expect("there is a party");
        let mut bystander = scenario.actors[party].clone();
        bystander.name = "bystander".into();
        let Role::Party {
            execution,
            campaign,
            ..
        } = &mut bystander.role
        else {
            unreachable!("it is a party")
        };
        // It follows no plan, whose end could close the crisis, and nobody acts in its name.
        execution.unauthorised = 0.0;
        (campaign.campaign_at_onset, campaign.campaign_begins) = (0.0, 0.0);
        larger.actors.push(bystander);
        let still = Rule {
            name: "still".into(),
            when: Vec::new(),
            effect: RuleEffect::Force(Act::Restrain),
        };
        for policy in &mut larger.policies {
            let overlay = Overlay {
                rules: vec![still.clone()],
                seeks_channels: 1.0,
            };
            policy.overlays.push((larger.actors.len() - 1, overlay));
        }
        let [before, after] = [&scenario, &larger].map(|scenario| compile(scenario, &policy));
        let old = sites(&before);
        let new = sites(&after);
        assert!(old.iter().all(|site| new.contains(site)));
        let [before, after] = [before, after].map(|m| rows(&m, 0, 0..300, Detail::Outcomes));
        assert_eq!(before, after, "{}", scenario.name);
    }
}

#[test]
fn a_policy_that_changes_nothing_gives_a_difference_of_exactly_zero() {
    for (scenario, policy) in grounds() {
        let policy = scenario.policy(&policy).expect("it is there").clone();
        let rule = |name: &str, when: Vec<Condition>, effect| Rule {
            name: name.into(),
            when,
            effect,
        };
        let never = Condition {
            feature: Feature::OwnRung,
            low: 200,
            high: 250,
        };
        let idle = vec![
            rule(
                "no shift",
                Vec::new(),
                RuleEffect::Shift {
                    escalate: 0.0,
                    negotiate: 0.0,
                },
            ),
            rule("never", vec![never], RuleEffect::Force(Act::Escalate)),
        ];
        let mut same: Policy = policy.clone();
        same.name = "another name".into();
        for actor in 0..scenario.actors.len() {
            match same.overlays.iter_mut().find(|(a, _)| *a == actor) {
                Some((_, overlay)) => overlay.rules.extend(idle.clone()),
                None => same.overlays.push((
                    actor,
                    Overlay {
                        rules: idle.clone(),
                        seeks_channels: 1.0,
                    },
                )),
            }
        }
        same.overlays.sort_by_key(|(actor, _)| *actor);
        let [one, other] = [&policy, &same].map(|policy| {
            let model = Model::compile(&scenario, policy, Switches::default());
            let records = rows(&model, 0, 0..300, Detail::Full);
            let kept = Fields::of(&model, Detail::Full).rules;
            let rows: Vec<Vec<u32>> = records
                .rows()
                .map(|(_, row)| row[..kept].to_vec())
                .collect();
            rows
        });
        assert_eq!(one, other, "{}", scenario.name);
    }
}

#[test]
fn a_mechanism_switched_off_is_its_probability_set_to_zero() {
    let table: [(Mechanism, &[&str]); 5] = [
        (Mechanism::MessageLoss, &["message_loss=0"]),
        (Mechanism::Outages, &["cut=0", "fails=0"]),
        (
            Mechanism::Misperception,
            &["misperception=0", "misread_silence=0", "outage_factor=1"],
        ),
        (
            Mechanism::ExecutionError,
            &["overshoot=0", "unauthorised=0"],
        ),
        (Mechanism::Incidents, &["per_day=0"]),
    ];
    let same = |name: &str, zero: &Scenario, full: &Scenario, switch: Mechanism| {
        let off = Switches::off(&[switch]);
        let [switched, set] = [(full, off), (zero, Switches::default())].map(|(scenario, off)| {
            let model = Model::compile(scenario, &scenario.policies[0], off);
            rows(&model, 0, 0..300, Detail::Full)
        });
        assert_eq!(switched, set, "{name}: {switch}");
        let all = rows(&compile(full, "baseline"), 0, 0..300, Detail::Full);
        assert_ne!(switched, all, "{name}: {switch} does nothing");
    };
    for name in ["kaesong-2020", "exact/every-mechanism"] {
        let full = scenario(name, &[]);
        for (switch, zero) in table {
            same(name, &scenario(name, zero), &full, switch);
        }
    }
    // Beliefs that equal the scenario's own odds of a campaign: 1 to 1, and none.
    let full = scenario("exact/every-mechanism", &["prior_spread=1"]);
    let set = [
        "prior_spread=0",
        "actor.blue.prior_steps=0",
        "actor.red.prior_steps=-12",
    ];
    same(
        "every-mechanism",
        &scenario("exact/every-mechanism", &set),
        &full,
        Mechanism::Misjudgement,
    );
    let full = scenario("exact/every-mechanism", &[]);
    let known = scenario("exact/every-mechanism", &["trigger.worse=0"]);
    same("every-mechanism", &known, &full, Mechanism::Severity);
    let full = scenario("kaesong-2020", &[]);
    let mut uncut = full.clone();
    uncut
        .timeline
        .retain(|event| !matches!(event.effect, Effect::Channel { up: false, .. }));
    same("kaesong-2020", &uncut, &full, Mechanism::ScriptedCuts);
}

// ---- probabilities 0 and 1 ---------------------------------------------------------------------

/// Asks 64 questions of probability 0 and 1 in turn, and goes to the next day.
#[derive(Debug, Clone, Copy)]
struct Extremes;

impl Stage<64> for Extremes {
    fn kind(self) -> StageKind {
        StageKind::Night
    }

    fn site(self, _model: &Model) -> usize {
        0
    }

    fn play<const L: usize>(self, model: &Model, state: &mut State<L>, chance: &mut impl Chance) {
        for q in 0..64 {
            let certain = q % 2 == 1;
            // Unknown to the compiler, which would else prove the answer and draw nothing.
            let threshold = std::hint::black_box(if certain { CERTAIN } else { 0 });
            for l in 0..L {
                assert_eq!(chance.happens(q, l, threshold), certain);
            }
        }
        for l in 0..L {
            state[model.crisis.day][l] += 1;
        }
    }
}

/// An answer counts the thresholds `<= word >> 1`, and `word >> 1` lies in `0..CERTAIN`: a threshold of 0 is
/// at or below every draw and a threshold of `CERTAIN` at or below none. So two comparisons, at the
/// lowest and the highest word, prove all 2^32; 10^8 draws through the sampler go on top.
#[test]
#[cfg_attr(target_family = "wasm", ignore = "it takes threads")]
fn probabilities_zero_and_one_are_exact() {
    let happens = |word: u32, threshold: u32| word >> 1 < threshold;
    for word in [0, 1, u32::MAX - 1, u32::MAX] {
        assert!(!happens(word, 0) && happens(word, CERTAIN));
    }
    extremes(100_000_000);
}

/// The same over 10^9 draws.
#[test]
#[cfg(not(target_family = "wasm"))]
#[ignore = "cargo test --release --test all draws:: -- --ignored"]
fn probabilities_zero_and_one_are_exact_over_a_billion_draws() {
    extremes(1_000_000_000);
}

/// So many draws of probabilities 0 and 1, on two streams.
fn extremes(count: usize) {
    let model = compile(&scenario("exact/two-actors", &[]), "baseline");
    let draws = |stream: u64| {
        let mut alone = Scalar::new(&model, 0, stream, Nobody);
        for _ in 0..count / 128 {
            alone.play(Extremes);
        }
    };
    std::thread::scope(|scope| {
        scope.spawn(|| draws(0));
        draws(1);
    });
}

// ---- the draws behave --------------------------------------------------------------------------

fn accept(p_value: f64, what: &str) {
    assert!(p_value >= FALSE_ALARM / TESTS, "{what}: p = {p_value:e}");
}

/// Words along one axis of the addresses, the other two fixed.
fn series(axis: &str, n: usize) -> Vec<u32> {
    let one = |i: usize| match axis {
        "trials" => word(0, i as u64, 17, 5),
        "days" => word(0, 123, i as u32, 5),
        "sites" => word(0, i as u64 / STRIDE as u64, 1, i % STRIDE),
        "seeds" => word(i as u64, 0, 1, 5),
        _ => unreachable!("the axes are named above"),
    };
    (0..n).map(one).collect()
}

const AXES: [&str; 4] = ["trials", "days", "sites", "seeds"];

#[test]
fn words_are_uniform_along_every_axis() {
    for axis in AXES {
        let words = series(axis, 200_000);
        let mut units: Vec<f64> = words
            .iter()
            .map(|&w| (f64::from(w >> 1) + 0.5) / f64::from(CERTAIN))
            .collect();
        units.sort_by(f64::total_cmp);
        let test = uniformity_test(&units).expect("there are words");
        accept(test.p_value, &format!("uniform along {axis}"));
        for shift in [1, 12, 24] {
            let mut counts = vec![0; 256];
            for word in &words {
                counts[(word >> shift) as usize & 255] += 1;
            }
            let test = chi_squared_test(&counts, &[1.0 / 256.0; 256]).expect("there are words");
            accept(test.p_value, &format!("bits from {shift} along {axis}"));
        }
    }
}

#[test]
fn neighbouring_addresses_are_independent() {
    for axis in AXES {
        let words = series(axis, 200_000);
        let units: Vec<f64> = words.iter().map(|&word| f64::from(word)).collect();
        for lag in [1, 2, 16] {
            let test = lag_correlation_test(&units, lag).expect("words differ");
            accept(
                test.p_value,
                &format!("correlation at lag {lag} along {axis}"),
            );
        }
        // Pairs of neighbours, by their upper four bits: dependence that no correlation shows.
        let mut counts = vec![0; 256];
        for pair in words.as_chunks::<2>().0 {
            counts[(pair[0] >> 28 << 4 | pair[1] >> 28) as usize] += 1;
        }
        let test = chi_squared_test(&counts, &[1.0 / 256.0; 256]).expect("there are words");
        accept(test.p_value, &format!("pairs along {axis}"));
    }
}

#[test]
fn streams_of_trials_days_and_sites_are_independent_of_each_other() {
    // The same word of neighbouring trials, days and sites, against each other: a draw used twice
    // would show as a full diagonal of the table.
    type Pair = fn(u64) -> [u32; 2];
    let next: [(&str, Pair); 3] = [
        ("trial and next trial", |i| {
            [word(0, i, 3, 7), word(0, i + 1, 3, 7)]
        }),
        ("day and next day", |i| [word(0, i, 3, 7), word(0, i, 4, 7)]),
        ("site and next site", |i| {
            [word(0, i, 3, 7), word(0, i, 3, 8)]
        }),
    ];
    for (what, pair) in next {
        let mut counts = vec![0; 1024];
        for i in 0..100_000 {
            let [one, other] = pair(i);
            counts[(one >> 27 << 5 | other >> 27) as usize] += 1;
        }
        let test = chi_squared_test(&counts, &[1.0 / 1024.0; 1024]).expect("there are words");
        accept(test.p_value, what);
    }
}
