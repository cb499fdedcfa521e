//! Cases: crises that happened, each a scenario of its onset and what came of it.

use super::rule::{Described, described};
use super::sheet::CaseSheet;
use crate::diagnostic::{Code, Place, Problem, Problems};
use crate::scenario::observed::Observed;
use crate::scenario::template::Template;
use crate::scenario::{Draft, ReadError, Scenario};

/// A crisis that happened.
#[derive(Debug, Clone)]
pub struct Case {
    /// What tells it apart where it was read: in a table its number, else the name of its scenario.
    pub id: String,
    /// The scenario of its onset.
    pub scenario: Scenario,
    /// The kind of trigger, which counting counts by.
    pub kind: String,
    /// Words that keep it in a fold with others that share all of them, sorted; none: it is alone.
    pub together: Vec<String>,
    /// What came of it.
    pub observed: Observed,
    /// The rules of the template whose shifts hold, by number.
    pub rules: Vec<usize>,
    /// The draft of its scenario.
    pub draft: Draft,
    /// What the rules wrote; empty where it was a file.
    pub text: String,
}

/// Cases of one reading.
#[derive(Debug, Clone)]
pub struct Cases {
    /// The cases, in the order of their table or of the names of their scenarios.
    pub list: Vec<Case>,
    /// The template that made them.
    pub template: Option<Template>,
    /// Overrides under which they were read.
    pub sets: Vec<String>,
}

impl Cases {
    /// The cases of a table by a template, under overrides `path=value`.
    ///
    /// # Errors
    /// [`ReadError`]: all that is wrong with the table, or what is wrong with the scenario of its
    /// first case that is refused.
    pub fn of_table(
        template: &Draft,
        sheet: &CaseSheet,
        sets: &[String],
    ) -> Result<Self, ReadError> {
        let Some(rules) = template.template()? else {
            let mut sources = crate::diagnostic::Sources::default();
            let source = sources.add(template.shown(), "");
            let message = "it is no template: it has no `[cases]`";
            let problem = Problem::new(Code::Missing, Place::new(source, 0..0), message);
            let problem = problem.help("write which column of the table says what, and the rules");
            return Err(ReadError::Invalid(Problems {
                list: vec![problem],
                sources,
            }));
        };
        let read = described(&rules, sheet).map_err(ReadError::Invalid)?;
        let case = |read: Described| {
            let draft = template.extended(&read.name, &read.text)?;
            let scenario = draft.check(sets)?.scenario;
            Ok(Case {
                id: read.id,
                scenario,
                kind: read.kind,
                together: read.together,
                observed: read.observed,
                rules: read.rules,
                draft,
                text: read.text,
            })
        };
        let list: Result<_, ReadError> = read.into_iter().map(case).collect();
        Ok(Self {
            list: list?,
            template: Some(rules),
            sets: sets.to_vec(),
        })
    }

    /// Scenarios with an `[observed]`, under overrides; the others are named.
    ///
    /// # Errors
    /// [`ReadError`] of the first that is refused.
    pub fn of_scenarios(
        drafts: Vec<Draft>,
        sets: &[String],
    ) -> Result<(Self, Vec<String>), ReadError> {
        let (mut list, mut without) = (Vec::new(), Vec::new());
        for draft in drafts {
            let scenario = draft.check(sets)?.scenario;
            let Some(observed) = scenario.observed.clone() else {
                without.push(scenario.name);
                continue;
            };
            list.push(Case {
                id: scenario.name.clone(),
                kind: kind(&scenario),
                together: Vec::new(),
                observed,
                rules: Vec::new(),
                draft,
                text: String::new(),
                scenario,
            });
        }
        let cases = Self {
            list,
            template: None,
            sets: sets.to_vec(),
        };
        Ok((cases, without))
    }

    /// Cases that begin alike, by their numbers: the same scenario but for names, dates and what came
    /// of it, and the same shifts. In the order of their first.
    pub fn alike(&self) -> Vec<Vec<usize>> {
        let mut kinds: Vec<(Scenario, &[usize], Vec<usize>)> = Vec::new();
        for (c, case) in self.list.iter().enumerate() {
            let onset = onset_of(&case.scenario);
            let same = |kind: &&mut (Scenario, &[usize], Vec<usize>)| {
                kind.0 == onset && kind.1 == case.rules
            };
            match kinds.iter_mut().find(same) {
                Some((_, _, cases)) => cases.push(c),
                None => kinds.push((onset, &case.rules, vec![c])),
            }
        }
        kinds.into_iter().map(|(_, _, cases)| cases).collect()
    }
}

/// What a scenario is but for what only names it.
pub(super) fn onset_of(scenario: &Scenario) -> Scenario {
    let mut onset = scenario.clone();
    let texts = [&mut onset.name, &mut onset.title, &mut onset.question];
    texts.into_iter().for_each(String::clear);
    onset.trigger.label.clear();
    onset.sources.clear();
    onset.onset = jiff::civil::date(2000, 1, 1);
    onset.observed = None;
    onset.uncertain.clear();
    onset.policies.truncate(1);
    onset
}

/// The kind of trigger of a scenario that is a file of its own, by the words of ICB where it says
/// them, else by what the trigger is.
fn kind(scenario: &Scenario) -> String {
    let said = scenario.observed.as_ref().map(|seen| seen.trigger.as_str());
    let trigger = &scenario.trigger;
    let kind = match said.unwrap_or_default() {
        "violent act" | "indirect violent act" => VIOLENT,
        "non-violent military act" => MILITARY,
        "" if trigger.violence > 1 => VIOLENT,
        "" if scenario.rungs[trigger.rung].deed => MILITARY,
        _ => OTHER,
    };
    kind.to_owned()
}

/// Kinds of trigger, as the templates that travel with the program call them.
const VIOLENT: &str = "violent";
const MILITARY: &str = "non-violent military";
const OTHER: &str = "other";
