//! What the policies of an adversary do: seen in trials of the founding case, against what the others do.
//! And that a policy may hold for a while, and that nobody is shown the other side's policies unasked.

use crate::row_hash;
use offramp::crisis::outcome::Outcome;
use offramp::diagnostic::Code;
use offramp::ensemble::{self, Plan};
use offramp::model::{Model, Switches};
use offramp::scenario::file::flatten::flatten;
use offramp::scenario::policy::{Feature, Overlay, Policy};
use offramp::scenario::preset::{PRESETS, Preset};
use offramp::scenario::{Checked, ReadError, Scenario, parse, read_embedded};
use offramp::study::arms::usual_policies;
use offramp::trial::record::{Detail, Fields};
use std::sync::LazyLock;

const TRIALS: u64 = 600;
/// Trials of a cell of the table in the docs.
const TOLD: u64 = 2000;
const NORTH: usize = 0;

static KAESONG: LazyLock<Scenario> =
    LazyLock::new(|| read_embedded("kaesong-2020", &[]).unwrap().scenario);

/// What came of trials, as means over them.
struct Seen {
    clash: f64,
    war: f64,
    agreement: f64,
    /// Days on which the North escalated and on which it negotiated.
    escalations: f64,
    offers: f64,
    /// Its highest rung.
    peak: f64,
}

/// The founding case under a policy of the North and one of the others.
fn seen(north: &str, others: &str) -> Seen {
    seen_in(TRIALS, north, others)
}

fn seen_in(trials: u64, north: &str, others: &str) -> Seen {
    let of = |name: &str| KAESONG.policy(name).unwrap().overlays.clone();
    let mut overlays = [of(north), of(others)].concat();
    overlays.sort_by_key(|(actor, _)| *actor);
    let policy = Policy {
        name: format!("{north}-{others}"),
        description: String::new(),
        overlays,
    };
    let model = Model::compile(&KAESONG, &policy, Switches::default());
    let fields = Fields::of(&model, Detail::Full);
    let plan = Plan {
        seed: 1,
        first: 0,
        trials,
        detail: Detail::Full,
        daily: false,
    };
    let records = ensemble::chunk(&model, &plan, 0..trials, &mut ());
    let mean = |of: &dyn Fn(&[u32]) -> u32| {
        let sum: u32 = records.rows().map(|(_, row)| of(row)).sum();
        f64::from(sum) / trials as f64
    };
    let ends = |how: Outcome| mean(&|row| u32::from(row[Fields::OUTCOME] == how as u32));
    let acts = fields.acts + 3 * NORTH;
    Seen {
        clash: mean(&|row| u32::from(row[Fields::VIOLENCE] >= 2)),
        war: ends(Outcome::War),
        agreement: ends(Outcome::Agreement),
        escalations: mean(&|row| row[acts]),
        offers: mean(&|row| row[acts + 2]),
        peak: mean(&|row| row[fields.peak]),
    }
}

const RESTRAINT: &str = "maximum-restraint-joint";

#[test]
fn a_probe_takes_restraint_for_leave_and_stops_at_firmness() {
    let [soft, firm] = [RESTRAINT, "firm"].map(|others| {
        let [habit, probe] = ["baseline", "probe"].map(|north| seen(north, others));
        (
            probe.clash - habit.clash,
            probe.escalations - habit.escalations,
        )
    });
    assert!(soft.0 > 0.15 && soft.1 > 1.0, "{soft:?}");
    assert!(firm.0 < -0.03 && firm.1 < -1.0, "{firm:?}");
}

#[test]
fn a_bluff_raises_tension_no_further_than_its_rung_and_backs_down_when_called() {
    let (unopposed, called) = (seen("bluff", RESTRAINT), seen("bluff", "firm"));
    let habit = seen("baseline", "firm");
    assert!(
        unopposed.peak > 3.0 && unopposed.peak < 4.1,
        "{}",
        unopposed.peak
    );
    assert!(called.clash < 0.1 * habit.clash + 0.02);
    assert!(called.agreement > habit.agreement + 0.3);
    assert!(called.escalations < habit.escalations);
}

#[test]
fn salami_is_cut_where_nothing_answers_and_not_under_an_answer() {
    let against = |others| {
        let [habit, salami] = ["baseline", "salami"].map(|north| seen(north, others));
        salami.clash - habit.clash
    };
    let (soft, habits, firm) = (against(RESTRAINT), against("baseline"), against("firm"));
    assert!(
        soft > 0.02 && habits < -0.1 && firm < -0.05,
        "{soft} {habits} {firm}"
    );
}

#[test]
fn a_campaign_ends_with_a_concession_and_not_with_firmness() {
    let (conceded, firm) = (
        seen("campaign-until-conceded", "grit"),
        seen("campaign-until-conceded", "firm"),
    );
    let habit = seen("baseline", "grit");
    assert!(conceded.clash < habit.clash + 0.02);
    assert!(firm.clash > conceded.clash + 0.4 && firm.war > conceded.war + 0.05);
    assert!(firm.escalations > 2.0 * conceded.escalations);
}

#[test]
fn who_conciliates_when_met_is_met_by_more_than_habit() {
    for others in ["grit", "firm"] {
        let [habit, conciliator] =
            ["baseline", "conciliate-when-met"].map(|north| seen(north, others));
        assert!(conciliator.clash < habit.clash - 0.1, "{others}");
        assert!(conciliator.agreement > habit.agreement + 0.08, "{others}");
    }
    // What is met is answered: more so where more is offered.
    let [offered, none] = ["grit", "firm"].map(|others| seen("conciliate-when-met", others));
    assert!(offered.agreement > none.agreement + 0.1);
}

#[test]
fn the_brink_is_climbed_to_and_not_stepped_over() {
    let brink = seen("brinkmanship", RESTRAINT);
    assert!(brink.clash > 0.8 && brink.peak > 4.5, "{}", brink.peak);
    assert!(brink.war < 0.01, "{}", brink.war);
    assert!(seen("brinkmanship", "firm").war > brink.war + 0.01);
}

#[test]
fn who_stands_down_does_so_whatever_the_others_do() {
    for others in [RESTRAINT, "firm"] {
        let [habit, down] = ["baseline", "stand-down"].map(|north| seen(north, others));
        assert!(down.escalations < 0.1 * habit.escalations, "{others}");
        assert!(down.clash < 0.05 && down.agreement > habit.agreement);
        assert!(down.offers > 1.0);
    }
}

/// The table of docs/scenario-format.md, as it stands there.
#[test]
fn the_docs_tell_what_is_seen() {
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/scenario-format.md");
    let page = std::fs::read_to_string(page).unwrap();
    let (_, table) = page.split_once("\n| | `baseline` |").unwrap();
    let north = [
        "baseline",
        "probe",
        "bluff",
        "salami",
        "campaign-until-conceded",
        "conciliate-when-met",
        "brinkmanship",
        "stand-down",
    ];
    let mut rows = table.lines().skip(2);
    for policy in north {
        let cells = ["baseline", "grit", "firm", RESTRAINT].map(|others| {
            let share = seen_in(TOLD, policy, others).clash;
            format!("{:.0}", 100.0 * share)
        });
        let seen = format!("| `{policy}` | {} |", cells.join(" | "));
        assert_eq!(rows.next(), Some(seen.as_str()));
    }
}

/// Presets shift and forbid; a forced escalation would climb to war by construction.
#[test]
fn no_preset_forces_an_act() {
    for preset in PRESETS {
        let forces = |overlay: Overlay| {
            let mut rules = overlay.rules.into_iter();
            rules.any(|rule| format!("{:?}", rule.effect).starts_with("Force"))
        };
        assert!(!forces(preset.expand(|_| None)), "{}", preset.name);
    }
}

fn with(policy: &str) -> Result<Checked, ReadError> {
    let text = format!("schema = 1\nextends = \"kaesong-2020.toml\"\n{policy}");
    parse("mine.toml", &text, &[])
}

const UNTIL_THE_LINE_IS_BACK: &str = "\
[policy.until-the-line-is-back]
description = \"The South is firm while the line is down, and takes initiatives from then on.\"
[policy.until-the-line-is-back.south-korea]
preset = \"proportional\"
[policy.until-the-line-is-back.south-korea.part.cut]
preset = \"firm\"
while = { line_up = false }
[policy.until-the-line-is-back.south-korea.part.back]
preset = \"grit\"
favour = 3.0
while = { line_up = true, day = { max = 90 }, adversary_rung = { max = 3 } }
rule.talk = { when = { day = { min = 5 } }, shift = { negotiate = 1.0 } }
";

#[test]
fn a_policy_may_change_with_a_condition() {
    let checked = with(UNTIL_THE_LINE_IS_BACK).unwrap_or_else(|error| panic!("{error}"));
    let scenario = checked.scenario;
    let policy = scenario.policy("until-the-line-is-back").unwrap();
    let [(_, overlay)] = policy.overlays.as_slice() else {
        panic!("the South alone adopts it");
    };
    let names: Vec<&str> = overlay
        .rules
        .iter()
        .map(|rule| rule.name.as_str())
        .collect();
    assert_eq!(
        names,
        [
            "proportional-hold",
            "cut-firm-answer",
            "cut-firm-reserve",
            "back-grit-initiative",
            "back-grit-level-after-silence",
            "back-grit-level-after-restraint",
            "back-talk",
        ]
    );
    let ends = |rule: usize, feature: Feature| {
        let mut when = overlay.rules[rule].when.iter();
        let found = when.find(|condition| condition.feature == feature)?;
        Some((found.low, found.high))
    };
    assert_eq!(ends(0, Feature::LineUp), None);
    assert_eq!(ends(1, Feature::LineUp), Some((0, 0)));
    assert_eq!(ends(3, Feature::LineUp), Some((1, 1)));
    // The preset's own condition on the adversary's rung and the part's are one.
    assert_eq!(ends(3, Feature::AdversaryRung), Some((0, 3)));
    assert_eq!(ends(6, Feature::Day), Some((5, 90)));
    let again = parse("mine.toml", &flatten(&scenario), &[]).unwrap();
    assert_eq!(again.scenario, scenario);
}

#[test]
fn a_part_that_never_holds_is_said_and_one_that_seeks_channels_refused() {
    let part = |what: &str| {
        format!("[policy.mine]\ndescription = \"d\"\n[policy.mine.south-korea.part.now]\n{what}\n")
    };
    let never = "preset = \"cooling-off\"\nwhile = { days_since_provoked = { min = 30 } }";
    let checked = with(&part(never)).unwrap();
    let said = &checked.warnings[0];
    assert!(said.code == Code::Unused && said.message.contains("can ever hold"));
    let refused = |what: &str| match with(&part(what)) {
        Err(ReadError::Invalid(problems)) => problems.to_string(),
        other => panic!("{other:?}"),
    };
    let engage = "preset = \"engage\"\nwhile = { day = { max = 9 } }";
    assert!(refused(engage).contains("seeks channels all the time"));
    assert!(with(&part(&format!("{engage}\nseek = 1"))).is_ok());
    for (what, said) in [
        ("preset = \"firm\"\nwhile = { line = true }", "line_up"),
        (
            "preset = \"firm\"\nwhile = { day = { min = 9, max = 3 } }",
            "can never hold",
        ),
        ("preset = \"frim\"", "did you mean `firm`?"),
        ("seeks_channels = 3", "is not known"),
    ] {
        let found = refused(what);
        assert!(found.contains(said), "{what}: {found}");
    }
}

/// A comparison offers what those who are advised can choose.
#[test]
fn policies_of_the_other_side_are_named_or_not_played() {
    for scenario in row_hash::shipped() {
        let theirs = |policy: &&Policy| scenario.is_of_the_other_side(policy);
        let unasked = usual_policies(&scenario).into_iter().filter(theirs).count();
        assert_eq!(unasked, 0, "{}", scenario.name);
    }
    let theirs = KAESONG.policies.iter();
    let theirs = theirs.skip_while(|policy| !KAESONG.is_of_the_other_side(policy));
    let names: Vec<&str> = theirs.map(|policy| policy.name.as_str()).collect();
    // They stand last, each of the new presets among them.
    for policy in &names {
        let policy = KAESONG.policy(policy).unwrap();
        assert!(KAESONG.is_of_the_other_side(policy), "{}", policy.name);
    }
    let own = [
        "probe",
        "bluff",
        "salami",
        "campaign-until-conceded",
        "conciliate-when-met",
        "brinkmanship",
        "stand-down",
    ];
    for name in own {
        assert!(
            names.contains(&name) && Preset::find(name).is_some(),
            "{name}"
        );
    }
    let advised = parse(
        "mine.toml",
        "schema = 1\nextends = \"kaesong-2020.toml\"\ndeciders = [\"north-korea\"]",
        &[],
    );
    let advised = advised.unwrap().scenario;
    let probe = advised.policy("probe").unwrap();
    assert!(!advised.is_of_the_other_side(probe));
    assert!(advised.is_of_the_other_side(advised.policy("firm").unwrap()));
    assert!(!advised.is_of_the_other_side(advised.policy("baseline").unwrap()));
}
