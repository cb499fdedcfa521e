//! Where questions are answered: by a hub, which gathers trials and tells what follows, and by hands, which
//! play them. A host sends lines of JSON and gets JSON back, or bytes.

use super::course::AlongAsked;
use super::refusal::Refusal;
use super::stage::{self, Stage};
use super::state::{Opened, State};
use super::{card, course, crisis, told};
use crate::model::Model;
use crate::scenario::file::flatten::flatten;
use crate::study::arms::{Arm, shell_word};
use crate::study::assumptions::Assumption;
use crate::study::compare::Compared;
use crate::study::find::Wanted;
use crate::study::measure::Measure;
use serde::Deserialize;
use serde_json::{Value, json};

/// The most trials that one question is about: an answer shall not take for ever.
const MOST: u64 = 100_000;

/// A question.
#[derive(Debug, Deserialize)]
#[serde(tag = "ask", rename_all = "snake_case")]
enum Question {
    /// What there is.
    Catalog,
    /// What a scenario has.
    Open(State),
    /// An empty stage for these policies.
    Stage {
        #[serde(flatten)]
        state: State,
        policies: Option<Vec<String>>,
        measure: String,
    },
    /// Trials of a policy: bytes.
    Play {
        #[serde(flatten)]
        state: State,
        policy: String,
        end: String,
        first: u64,
        count: u64,
    },
    /// These are trials of an arm; bytes follow.
    Take {
        arm: usize,
        end: String,
        first: u64,
        count: u64,
    },
    /// What follows of what is on the stage; of two arms, in brief.
    Told { of: Option<Vec<String>> },
    /// A table of it: bytes.
    Table { file: String },
    /// What policies come to where a number is this; without a number, as it stands.
    Course {
        #[serde(flatten)]
        state: State,
        path: Option<String>,
        value: Option<f64>,
        policies: Vec<String>,
        measure: String,
        trials: u64,
    },
    /// How a hundred crises end over places of a number, as courses said it.
    Along(AlongAsked),
    /// A trial worth reading.
    Find {
        #[serde(flatten)]
        state: State,
        policy: String,
        against: Option<String>,
        what: String,
        trials: u64,
    },
    /// A trial day by day.
    Trace {
        #[serde(flatten)]
        state: State,
        policy: String,
        against: Option<String>,
        trial: String,
    },
    /// The command that compares the same.
    Command {
        #[serde(flatten)]
        state: State,
        policies: Option<Vec<String>>,
        measure: String,
        trials: u64,
    },
    /// The scenario as it stands, whole.
    Scenario(State),
    /// A guided tour that somebody wrote, as JSON.
    Tour { text: String },
}

/// An answer.
enum Answer {
    Json(Value),
    /// What kind of bytes, in four letters, and the bytes.
    Bytes(&'static str, Vec<u8>),
}

/// A hub, or a hand.
#[derive(Debug, Default)]
pub struct Desk {
    /// What was looked at last: reading takes longer than a few trials.
    opened: Option<Opened>,
    /// Models of it that were played.
    models: Vec<((String, Assumption), Model)>,
    stage: Option<Stage>,
    /// What follows of what is on the stage, until more comes.
    found: Option<Compared>,
}

impl Desk {
    /// Answers a question: a line of JSON, and bytes after it where it has some. The answer is JSON, or
    /// bytes after four letters that say what they are (`rows`, `csv `); JSON begins with a brace.
    pub fn answer(&mut self, question: &[u8]) -> Vec<u8> {
        let end = question.iter().position(|byte| *byte == b'\n');
        let (line, bytes) = question.split_at(end.unwrap_or(question.len()));
        let asked = serde_json::from_slice(line).map_err(Refusal::new);
        let answer = asked.and_then(|asked| self.answered(asked, bytes.get(1..).unwrap_or(&[])));
        match answer {
            Ok(Answer::Json(value)) => value.to_string().into_bytes(),
            Ok(Answer::Bytes(kind, bytes)) => [kind.as_bytes(), &bytes].concat(),
            Err(refusal) => {
                let text = serde_json::to_vec(&refusal);
                text.expect("invariant: texts and numbers are JSON")
            }
        }
    }

    fn answered(&mut self, question: Question, bytes: &[u8]) -> Result<Answer, Refusal> {
        Ok(Answer::Json(match question {
            Question::Catalog => card::catalog()?,
            Question::Open(state) => card::card(self.open(&state)?),
            Question::Stage {
                state,
                policies,
                measure,
            } => {
                let measure = self::measure(&measure)?;
                let opened = self.open(&state)?;
                let arms = opened.arms(policies.as_deref())?;
                let stage = Stage::new(opened, arms, measure)?;
                let told = on(&stage);
                (self.stage, self.found) = (Some(stage), None);
                told
            }
            Question::Play {
                state,
                policy,
                end,
                first,
                count,
            } => return self.play((&state, &policy), assumption(&end)?, (first, count)),
            Question::Take {
                arm,
                end,
                first,
                count,
            } => {
                let stage = self.stage.as_mut().ok_or_else(no_stage)?;
                stage.take((arm, assumption(&end)?), (first, few(count)?), bytes)?;
                let trials = stage
                    .ends()
                    .map(|(end, trials)| (end.name().to_owned(), trials.into()));
                let told = json!({ "trials": trials.collect::<serde_json::Map<_, _>>() });
                self.found = None;
                told
            }
            Question::Told { of } => told::told(self.found()?, of.as_deref())?,
            Question::Table { file } => {
                return Ok(Answer::Bytes("csv ", told::csv(self.found()?, &file)?));
            }
            Question::Course {
                state,
                path,
                value,
                policies,
                measure,
                trials,
            } => {
                let asked = (self::measure(&measure)?, few(trials)?);
                let place = path
                    .zip(value)
                    .map(|(path, value)| format!("{path}={value}"));
                let state = place.map_or(state.clone(), |set| state.with(set));
                let mut told = course::course(self.open(&state)?, &policies, asked)?;
                told["at"] = value.into();
                told
            }
            Question::Along(asked) => {
                let opened = self.open(&asked.state)?;
                course::along(opened, &asked)?
            }
            Question::Find {
                state,
                policy,
                against,
                what,
                trials,
            } => {
                let (wanted, trials) = (wanted(&what)?, few(trials)?);
                let opened = self.open(&state)?;
                crisis::find(opened, &sides(opened, policy, against)?, wanted, trials)?
            }
            Question::Trace {
                state,
                policy,
                against,
                trial,
            } => {
                let number = trial.trim().parse();
                let number = number
                    .map_err(|_| Refusal::new(format!("`{trial}` is no number of a trial")))?;
                let opened = self.open(&state)?;
                crisis::told(opened, &sides(opened, policy, against)?, number)
            }
            Question::Command {
                state,
                policies,
                measure,
                trials,
            } => {
                let (measure, opened) = (self::measure(&measure)?, self.open(&state)?);
                json!({ "command": command(opened, policies.as_deref(), measure, trials) })
            }
            Question::Scenario(state) => json!({ "toml": flatten(self.open(&state)?.scenario()) }),
            Question::Tour { text } => toml::from_str(&text).map_err(Refusal::new)?,
        }))
    }

    /// What is looked at, read if it was not.
    fn open(&mut self, state: &State) -> Result<&Opened, Refusal> {
        let opened = match self.opened.take() {
            Some(opened) if opened.state == *state => opened,
            before => {
                self.models.clear();
                let opened = state.open(before.as_ref());
                // What is wrong is put right under other overrides of the same text.
                if opened.is_err() {
                    self.opened = before;
                }
                opened?
            }
        };
        Ok(self.opened.insert(opened))
    }

    fn play(
        &mut self,
        (state, policy): (&State, &str),
        assumption: Assumption,
        (first, count): (u64, u64),
    ) -> Result<Answer, Refusal> {
        let count = few(count)?;
        if first.checked_add(count).is_none() {
            return Err(Refusal::new("there are no such trials"));
        }
        let opened = self.open(state)?;
        let (seed, arm) = (opened.seed, opened.arm(policy)?);
        let is = |known: &&((String, Assumption), Model)| {
            let (name, end) = &known.0;
            name == policy && *end == assumption
        };
        if self.models.iter().find(is).is_none() {
            let model = stage::model(&arm, assumption);
            self.models.push(((policy.to_owned(), assumption), model));
        }
        let (_, model) = self
            .models
            .iter()
            .find(is)
            .expect("invariant: it was put there");
        let rows = stage::play(model, assumption, seed, (first, count));
        Ok(Answer::Bytes("rows", rows))
    }

    fn found(&mut self) -> Result<&Compared, Refusal> {
        let found = match self.found.take() {
            Some(found) => found,
            None => self.stage.as_ref().ok_or_else(no_stage)?.found()?,
        };
        Ok(self.found.insert(found))
    }
}

fn no_stage() -> Refusal {
    Refusal::new("nothing is on the stage")
}

/// What is on a stage.
fn on(stage: &Stage) -> Value {
    let ends = stage
        .ends()
        .map(|(end, _)| json!({ "assumption": end.name(), "condition": end.condition() }));
    json!({
        "arms": stage.arms().iter().map(|arm| &arm.name).collect::<Vec<_>>(),
        "ends": ends.collect::<Vec<_>>(),
    })
}

/// One policy, or two.
fn sides(opened: &Opened, policy: String, against: Option<String>) -> Result<Vec<Arm>, Refusal> {
    let names: Vec<String> = std::iter::once(policy).chain(against).collect();
    Ok(opened.arms(Some(&names))?)
}

fn measure(name: &str) -> Result<Measure, Refusal> {
    name.parse().map_err(|unknown| {
        let unknown: crate::study::measure::UnknownMeasure = unknown;
        Refusal::new(format!("there is no measure `{name}`: {unknown}"))
    })
}

fn assumption(name: &str) -> Result<Assumption, Refusal> {
    let found = name.parse();
    found.map_err(|_| Refusal::new(format!("nothing is called `{name}` that may be assumed")))
}

fn wanted(name: &str) -> Result<Wanted, Refusal> {
    match name {
        "worst" => Ok(Wanted::Worst),
        "typical" => Ok(Wanted::Typical),
        "flipped" => Ok(Wanted::Flipped),
        _ => Err(Refusal::new(format!("no trial is looked for as `{name}`"))),
    }
}

fn few(trials: u64) -> Result<u64, Refusal> {
    if (1..=MOST).contains(&trials) {
        return Ok(trials);
    }
    Err(Refusal::new(format!(
        "a question is about 1 to {MOST} trials, not {trials}"
    )))
}

/// The command that compares the same: the first policy is the baseline.
fn command(opened: &Opened, policies: Option<&[String]>, measure: Measure, trials: u64) -> String {
    let chosen = policies.filter(|names| !names.is_empty());
    let policies = chosen.map_or_else(String::new, |names| {
        format!(" --policies {}", shell_word(&names.join(",")))
    });
    let usual = opened.scenario().policies.first();
    let first = chosen.map(|names| &names[0]);
    let first = first.filter(|first| usual.is_none_or(|policy| policy.name != **first));
    let baseline = first.map_or_else(String::new, |name| {
        format!(" --baseline {}", shell_word(name))
    });
    let (words, seed, metric) = (&opened.origin.words, opened.seeded(), measure.name());
    format!("offramp compare {words}{seed}{policies}{baseline} --metric {metric} --trials {trials}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tour_becomes_json_and_what_is_wrong_with_it_is_said() {
        let ask = |line: &str| -> Value {
            serde_json::from_slice(&Desk::default().answer(line.as_bytes())).unwrap()
        };
        let told = ask(r#"{"ask":"tour","text":"title = 'T'\n[[step]]\nwithin = 0.05"}"#);
        assert_eq!(told, json!({ "title": "T", "step": [{ "within": 0.05 }] }));
        let wrong = ask(r#"{"ask":"tour","text":"title = "}"#);
        assert!(
            wrong["error"].as_str().unwrap().contains("line 1"),
            "{wrong}"
        );
    }
}
