//! What a rule of a policy looks at and does, against the words of `Feature` and `Overlay`, state by
//! state: the values are read here from the columns one by one.

use offramp::crisis::chance::{Chance, Note, Stage};
use offramp::crisis::decide::Focus;
use offramp::crisis::kind::StageKind;
use offramp::crisis::state::State;
use offramp::model::decision::{BELIEF_ZERO, ESCALATE, NEGOTIATE, Other, RESTRAIN};
use offramp::model::{Model, Switches};
use offramp::scenario::policy::{Condition, Feature, Overlay, Policy, Rule, RuleEffect};
use offramp::scenario::{Act, Scenario, read_embedded};
use offramp::trial::scalar::{Nobody, Scalar, Witness};
use std::collections::BTreeSet;

/// South Korea: an ally, an adversary, lines and pressure.
const SOUTH: usize = 1;
const TRIALS: u64 = 40;

/// The founding case, with lines that fail every ten days.
fn kaesong() -> Scenario {
    let sets = ["fails=0.1".to_owned()];
    read_embedded("kaesong-2020", &sets).unwrap().scenario
}

fn rule(name: &str, when: Vec<Condition>, effect: RuleEffect) -> Rule {
    let name = name.to_owned();
    Rule { name, when, effect }
}

/// The founding case with the South under these rules.
fn compile(rules: Vec<Rule>) -> Model {
    let overlay = Overlay {
        rules,
        seeks_channels: 1.0,
    };
    let policy = Policy {
        name: "rules".into(),
        description: String::new(),
        overlays: vec![(SOUTH, overlay)],
    };
    Model::compile(&kaesong(), &policy, Switches::default())
}

/// Looks at every decision of the South: the state before, the rules that held, the act chosen.
struct Watch<'m, F> {
    model: &'m Model,
    decides: bool,
    before: Option<State<1>>,
    held: BTreeSet<usize>,
    look: F,
}

impl<F: FnMut(&State<1>, &BTreeSet<usize>, u32)> Witness for Watch<'_, F> {
    fn stage(&mut self, kind: StageKind, state: &State<1>) {
        self.decides = kind == StageKind::Decide { actor: SOUTH };
        self.before = self.decides.then(|| state.clone());
        self.held.clear();
    }

    fn noted(&mut self, note: Note) {
        if let Note::Rule(number) = note {
            self.held.insert(number);
        }
    }

    fn played(&mut self, state: &State<1>) {
        if let Some(before) = self.before.take().filter(|_| self.decides) {
            let act = state[self.model.actors[SOUTH].intent][0];
            (self.look)(&before, &self.held, act);
        }
    }
}

fn watch(model: &Model, mut look: impl FnMut(&State<1>, &BTreeSet<usize>, u32)) {
    for trial in 0..TRIALS {
        let watch = Watch {
            model,
            decides: false,
            before: None,
            held: BTreeSet::new(),
            look: &mut look,
        };
        Scalar::new(model, 0, trial, watch).finish();
    }
}

/// What a feature is in this state, in the words of its documentation.
fn value(feature: Feature, model: &Model, state: &State<1>) -> i64 {
    let actor = &model.actors[SOUTH];
    let d = &actor.decision;
    let at = |column| i64::from(state[column][0]);
    let faces = |other: &&Other| at(actor.target) == other.actor as i64;
    let other = d.others.iter().find(faces).unwrap_or(&d.others[0]);
    match feature {
        Feature::OwnRung => at(d.rung),
        Feature::AdversaryRung => at(other.rung),
        Feature::RungLead => at(d.rung) - at(other.rung),
        Feature::Remembered => at(other.memory),
        Feature::OwnLast => at(d.last),
        Feature::Belief => at(other.belief) - i64::from(BELIEF_ZERO),
        Feature::Talks => at(other.talks),
        Feature::LineUp => i64::from(other.lines.iter().any(|&line| at(line) == 1)),
        Feature::DaysSinceProvoked => match at(d.heat) {
            0 => 255,
            heat => i64::from(d.heat_top) - heat,
        },
        Feature::Initiatives => at(d.initiatives),
        Feature::Mediated => i64::from(
            d.mediators
                .iter()
                .any(|&act| at(act) == i64::from(NEGOTIATE)),
        ),
        Feature::Pressure => d.pressure.iter().map(|&level| at(level)).sum(),
        Feature::Day => at(d.day),
    }
}

#[test]
fn a_rule_holds_exactly_where_its_feature_lies_in_its_range() {
    use Feature::{
        AdversaryRung, Belief, Day, DaysSinceProvoked, Initiatives, LineUp, Mediated, OwnLast,
        OwnRung, Pressure, Remembered, RungLead, Talks,
    };
    // Ranges that hold on some days and not on others.
    let ranges = [
        (OwnRung, 1, 3),
        (AdversaryRung, 2, 4),
        (RungLead, 0, 1),
        (RungLead, -3, -1),
        (Remembered, 1, 1),
        (OwnLast, 2, 2),
        (Belief, 0, 3),
        (Belief, -12, -1),
        (Talks, 1, 9),
        (LineUp, 1, 1),
        (DaysSinceProvoked, 0, 6),
        (DaysSinceProvoked, 7, 255),
        (Initiatives, 1, 2),
        (Mediated, 1, 1),
        (Pressure, 0, 0),
        (Day, 10, 20),
    ];
    let nothing = RuleEffect::Shift {
        escalate: 0.0,
        negotiate: 0.0,
    };
    let rules = ranges.map(|(feature, low, high)| {
        rule("in range", vec![Condition { feature, low, high }], nothing)
    });
    let model = compile(rules.to_vec());
    let mut seen = [[0; 2]; 16];
    watch(&model, |state, held, _| {
        for (number, &(feature, low, high)) in ranges.iter().enumerate() {
            let value = value(feature, &model, state);
            let expected = (i64::from(low)..=i64::from(high)).contains(&value);
            assert_eq!(
                held.contains(&number),
                expected,
                "{feature:?} is {value}, {low} to {high}"
            );
            seen[number][usize::from(expected)] += 1;
        }
    });
    for ((feature, low, high), seen) in ranges.iter().zip(seen) {
        assert!(
            seen[0] > 0,
            "{feature:?} always lies between {low} and {high}"
        );
        assert!(
            seen[1] > 0 || *feature == Pressure,
            "{feature:?} never lies between {low} and {high}"
        );
    }
}

/// The acts that the South chooses under rules that always hold.
fn chosen(effects: &[RuleEffect]) -> BTreeSet<u32> {
    let rules = effects
        .iter()
        .map(|effect| rule("always", Vec::new(), *effect));
    let model = compile(rules.collect());
    let mut acts = BTreeSet::new();
    watch(&model, |_, _, act| {
        acts.insert(act);
    });
    acts
}

#[test]
fn rules_forbid_and_force_as_documented() {
    use RuleEffect::{Forbid, Force};
    let all = [ESCALATE, RESTRAIN, NEGOTIATE];
    let cases: [(&[RuleEffect], &[u32]); 8] = [
        (&[], &all),
        (&[Forbid(Act::Escalate)], &[RESTRAIN, NEGOTIATE]),
        (
            &[Forbid(Act::Escalate), Forbid(Act::Negotiate)],
            &[RESTRAIN],
        ),
        (&[Force(Act::Negotiate)], &[NEGOTIATE]),
        (&[Force(Act::Escalate)], &[ESCALATE]),
        // A forced act is done unless it is forbidden, whichever rule comes first.
        (
            &[Force(Act::Escalate), Forbid(Act::Escalate)],
            &[RESTRAIN, NEGOTIATE],
        ),
        (
            &[Forbid(Act::Negotiate), Force(Act::Negotiate)],
            &[ESCALATE, RESTRAIN],
        ),
        // Of two forced acts the earlier rule's counts.
        (&[Force(Act::Restrain), Force(Act::Negotiate)], &[RESTRAIN]),
    ];
    for (effects, acts) in cases {
        assert_eq!(
            chosen(effects),
            acts.iter().copied().collect(),
            "{effects:?}"
        );
    }
}

#[test]
fn an_actor_faces_whom_it_fears_most_and_else_the_first_it_declares() {
    let model = compile(Vec::new());
    for (number, actor) in model.actors.iter().enumerate() {
        let others = &actor.decision.others;
        let feared = |other: &Other| {
            if actor.party.is_some() {
                other.belief
            } else {
                other.rung
            }
        };
        let mut state = Scalar::new(&model, 0, 0, Nobody).state().clone();
        for other in others {
            state[feared(other)] = [0];
            state[other.memory] = [0];
        }
        let facing = |state: &State<1>| {
            let mut state = state.clone();
            Focus(number).play(&model, &mut state, &mut Unasked);
            state[actor.target][0] as usize
        };
        // Nobody is feared: the first, whatever its number.
        assert_eq!(facing(&state), others[0].actor, "{number}");
        let last = &others[others.len() - 1];
        state[last.memory] = [ESCALATE];
        assert_eq!(
            facing(&state),
            last.actor,
            "{number} remembers an escalation"
        );
        // A step of fear outweighs a memory.
        state[feared(&others[0])] = [1];
        assert_eq!(facing(&state), others[0].actor, "{number} fears");
    }
}

/// Is never asked.
struct Unasked;

impl Chance for Unasked {
    fn answer<const K: usize>(&mut self, _q: usize, _l: usize, _cuts: [u32; K]) -> u32 {
        panic!("whom an actor faces is not drawn")
    }
}
