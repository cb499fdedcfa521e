//! `--where "grit - firm > 0"`: which points of a sweep are meant, read from words against what was swept.

use super::swept::{SweptAsked, SweptTable};
use crate::diagnostic::{Code, Place, Problem, Problems, Sources, nearest};
use crate::stats::Estimate;
use crate::stats::mover::difference;
use crate::study::measure::Measure;

/// What is compared with a value, at each point.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Compared {
    /// A measure under the policy that the point itself says.
    Own,
    /// A measure under a policy.
    Policy(String),
    /// A measure under a policy minus that under another.
    Difference(String, String),
}

/// On which side of a value.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, strum::EnumString, strum::IntoStaticStr, strum::VariantArray,
)]
pub enum Relation {
    /// Not below it.
    #[strum(serialize = ">=")]
    AtLeast,
    /// Not above it.
    #[strum(serialize = "<=")]
    AtMost,
    /// Above it.
    #[strum(serialize = ">")]
    Above,
    /// Below it.
    #[strum(serialize = "<")]
    Below,
}

/// Which points are meant.
#[derive(Debug, Clone, PartialEq)]
pub struct Condition {
    /// What is compared.
    pub compared: Compared,
    /// In which measure.
    pub measure: Measure,
    /// On which side.
    pub relation: Relation,
    /// Of which value.
    pub value: f64,
}

/// What is asked besides the words themselves.
#[derive(Debug, Clone, Default)]
pub struct Beside {
    /// The policy, where the words name none.
    pub policy: Option<String>,
    /// The measure, where they name none.
    pub measure: Option<Measure>,
}

/// Points, by whether the condition holds there.
#[derive(Debug, Clone, PartialEq)]
pub struct Classified {
    /// What is compared, at each point.
    pub estimates: Vec<Estimate>,
    /// Whether the condition holds of the estimate.
    pub such: Vec<bool>,
    /// Whether it is told from the value by its interval.
    pub sure: Vec<bool>,
}

/// Why words mean no points.
#[derive(Debug, thiserror::Error)]
pub enum ConditionError {
    /// They cannot be read.
    #[error("{0}")]
    Words(Problems),
    /// What they ask for was not swept.
    #[error("{0}")]
    Wrong(String),
}

impl Relation {
    /// Its sign.
    pub fn sign(self) -> &'static str {
        self.into()
    }

    /// Whether it holds of a number and a value.
    pub fn holds(self, number: f64, value: f64) -> bool {
        match self {
            Relation::AtLeast => number >= value,
            Relation::AtMost => number <= value,
            Relation::Above => number > value,
            Relation::Below => number < value,
        }
    }
}

impl Condition {
    /// Reads words against what was swept.
    ///
    /// # Errors
    /// [`ConditionError`].
    pub fn read(text: &str, beside: &Beside, swept: &SweptAsked) -> Result<Self, ConditionError> {
        let mut sources = Sources::default();
        let source = sources.add("--where", text);
        let place = |part: &str| {
            let start = part.as_ptr() as usize - text.as_ptr() as usize;
            Place::new(source, start..(start + part.len()).max(start + 1))
        };
        let refused = |problem: Problem| {
            ConditionError::Words(Problems {
                list: vec![problem],
                sources: sources.clone(),
            })
        };
        let shape =
            |problem: Problem| {
                refused(problem.help(
                    "write `serious_clash > 0.2`, `POLICY.war >= 0.05` or `POLICY - OTHER < 0`",
                ))
            };
        let Some(at) = text.find(['<', '>']) else {
            let problem = Problem::new(Code::Override, place(text), "no `<` or `>` is in it");
            return Err(shape(problem));
        };
        let length = if text[at + 1..].starts_with('=') {
            2
        } else {
            1
        };
        let (side, rest) = (text[..at].trim(), text[at + length..].trim());
        let relation = text[at..at + length].parse();
        let relation = relation.expect("invariant: the sign is one of four");
        if side.is_empty() {
            let problem = Problem::new(Code::Missing, place(&text[..1]), "nothing is compared");
            return Err(shape(problem));
        }
        let (compared, measure) = compared(side, beside, swept).map_err(|wrong| match wrong {
            Wrong::Word(word, message, help) => {
                let problem = Problem::new(Code::UnknownName, place(word), message);
                refused(problem.help(help))
            }
            Wrong::Whole(why) => ConditionError::Wrong(why),
        })?;
        let bounds = match (&compared, measure.is_binary()) {
            (_, false) => (f64::MIN, f64::MAX, "a number of days"),
            (Compared::Difference(..), true) => (-1.0, 1.0, "a difference of shares, from -1 to 1"),
            (_, true) => (0.0, 1.0, "a share from 0 to 1"),
        };
        let number = rest.parse::<f64>().ok();
        let number = number.filter(|number| (bounds.0..=bounds.1).contains(number));
        let Some(value) = number else {
            let (word, message) = match rest {
                "" => (&text[text.len() - 1..], "a value is missing".to_owned()),
                rest => (rest, format!("`{rest}` is not {}", bounds.2)),
            };
            let problem = Problem::new(Code::WrongType, place(word), message);
            return Err(refused(problem.label(format!("expected {}", bounds.2))));
        };
        Ok(Self {
            compared,
            measure,
            relation,
            value,
        })
    }

    /// In one form, whatever words it was read from: it reads back.
    pub fn words(&self) -> String {
        let (measure, sign, value) = (self.measure.name(), self.relation.sign(), self.value);
        match &self.compared {
            Compared::Own => format!("{measure} {sign} {value}"),
            Compared::Policy(policy) => format!("{policy}.{measure} {sign} {value}"),
            Compared::Difference(one, other) => format!("{one} - {other} {sign} {value}"),
        }
    }

    /// At which points it holds.
    ///
    /// # Errors
    /// Where it holds at all points or at none, or a response is unknown: there is nothing to describe.
    pub fn classify(&self, table: &SweptTable) -> Result<Classified, ConditionError> {
        let column = |policy: Option<&str>| table.column(policy, self.measure).unwrap_or_default();
        let estimates: Vec<Estimate> = match &self.compared {
            Compared::Own => column(None),
            Compared::Policy(policy) => column(Some(policy)),
            Compared::Difference(one, other) => {
                let both = column(Some(one)).into_iter().zip(column(Some(other)));
                both.map(|(one, other)| difference(&one, &other)).collect()
            }
        };
        let values: Option<Vec<f64>> = estimates.iter().map(|one| one.value).collect();
        let wrong = |why: String| Err(ConditionError::Wrong(why));
        let Some(values) = values.filter(|values| !values.is_empty()) else {
            return wrong(format!(
                "{} is not known at every point",
                self.measure.label()
            ));
        };
        let such: Vec<bool> = values
            .iter()
            .map(|value| self.relation.holds(*value, self.value))
            .collect();
        let count = such.iter().filter(|such| **such).count();
        if count == 0 || count == such.len() {
            // Without the noise of the last digits of a difference.
            let told = |value: f64| libm::round(value * 1e6) / 1e6;
            let least = told(values.iter().copied().fold(f64::INFINITY, f64::min));
            let most = told(values.iter().copied().fold(f64::NEG_INFINITY, f64::max));
            let points = such.len();
            let holds = if count == 0 { "none" } else { "all" };
            return wrong(format!(
                "`{}` holds at {holds} of {points} points, where it lies from {least} to {most}: there is nothing to tell apart",
                self.words()
            ));
        }
        let sure = estimates.iter().map(|one| !one.covers(self.value));
        Ok(Classified {
            sure: sure.collect(),
            such,
            estimates,
        })
    }
}

/// What is wrong with the side that is compared: at a word, with help; or altogether.
enum Wrong<'t> {
    Word(&'t str, String, String),
    Whole(String),
}

fn compared<'t>(
    side: &'t str,
    beside: &Beside,
    swept: &SweptAsked,
) -> Result<(Compared, Measure), Wrong<'t>> {
    let policy = |name: &str| swept.policies.iter().any(|policy| policy == name);
    if let Some(measure) = Measure::named(side) {
        return Ok((alone(side, beside, swept)?, same(measure, beside)?));
    }
    if let Some((name, last)) = side.rsplit_once('.')
        && let Some(measure) = Measure::named(last)
    {
        if !policy(name) {
            return Err(unknown(name, "policy", &swept.policies));
        }
        if beside.policy.as_ref().is_some_and(|other| other != name) {
            return Err(Wrong::Whole(format!(
                "--where names {name}: leave out --policy"
            )));
        }
        let own = swept.varies_policy();
        if own {
            return Err(own_policy());
        }
        return Ok((Compared::Policy(name.to_owned()), same(measure, beside)?));
    }
    // Names have hyphens in them: those are meant that there are.
    let parts = side.match_indices('-');
    let parts = parts.map(|(at, _)| (side[..at].trim(), side[at + 1..].trim()));
    let known: Vec<(&str, &str)> = parts
        .filter(|(one, other)| policy(one) && policy(other))
        .collect();
    match known.as_slice() {
        [(one, other)] => {
            if swept.varies_policy() {
                return Err(own_policy());
            }
            if one == other {
                return Err(Wrong::Whole("--where takes one policy from itself".into()));
            }
            if beside.policy.is_some() {
                return Err(Wrong::Whole(
                    "--where names its policies: leave out --policy".into(),
                ));
            }
            let measure = beside.measure.unwrap_or(swept.measure);
            let compared = Compared::Difference((*one).to_owned(), (*other).to_owned());
            Ok((compared, measure))
        }
        [] => Err(if let Some((one, other)) = side.split_once(" - ") {
            let (one, other) = (one.trim(), other.trim());
            let word = if policy(one) { other } else { one };
            unknown(word, "policy", &swept.policies)
        } else {
            let names = Measure::ALL.map(|measure| measure.name().to_owned());
            unknown(side, "metric", &names)
        }),
        _ => Err(Wrong::Whole(format!(
            "`{side}` can be read in several ways: the policies have hyphens in their names; sweep them under other names"
        ))),
    }
}

/// The policy of a measure that stands alone.
fn alone<'t>(measure: &str, beside: &Beside, swept: &SweptAsked) -> Result<Compared, Wrong<'t>> {
    if swept.varies_policy() {
        return match beside.policy {
            None => Ok(Compared::Own),
            Some(_) => Err(own_policy()),
        };
    }
    match (&beside.policy, swept.policies.as_slice()) {
        (Some(name), policies) if policies.contains(name) => Ok(Compared::Policy(name.clone())),
        (Some(name), policies) => {
            let help = nearest(name, policies.iter().map(String::as_str)).map_or_else(
                || format!("it has {}", policies.join(", ")),
                |near| format!("did you mean `{near}`?"),
            );
            Err(Wrong::Whole(format!(
                "--policy: the sweep has no policy `{name}`; {help}"
            )))
        }
        (None, [only]) => Ok(Compared::Policy(only.clone())),
        (None, policies) => Err(Wrong::Whole(format!(
            "the sweep has {}: write `{}.{measure}`, or name one with --policy",
            policies.join(", "),
            policies[0],
        ))),
    }
}

fn own_policy<'t>() -> Wrong<'t> {
    Wrong::Whole(
        "the policy varies from point to point in this sweep: name a metric alone, such as `war > 0.05`; policies are among the factors".into(),
    )
}

/// The measure that words name, if no other is named beside.
fn same<'t>(measure: Measure, beside: &Beside) -> Result<Measure, Wrong<'t>> {
    match beside.measure {
        Some(other) if other != measure => Err(Wrong::Whole(format!(
            "--where names {}, and --metric {}: leave out one",
            measure.name(),
            other.name()
        ))),
        _ => Ok(measure),
    }
}

fn unknown<'t>(word: &'t str, what: &str, known: &[String]) -> Wrong<'t> {
    let help = match nearest(word, known.iter().map(String::as_str)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("there is {}", known.join(", ")),
    };
    Wrong::Word(word, format!("`{word}` names no {what} of the sweep"), help)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exploration::swept::factor;
    use crate::study::run::Sample;

    fn swept(policies: &[&str], vary: &str) -> SweptAsked {
        SweptAsked {
            posterior: None,
            scenarios: vec!["one".into()],
            factors: vec![factor(vary).unwrap()],
            policies: policies.iter().map(ToString::to_string).collect(),
            measure: Measure::MinorClash,
            sample: Sample {
                seed: 0,
                trials: 10,
            },
        }
    }

    const POLICIES: [&str; 4] = ["firm", "grit", "tit-for-tat", "maximum-restraint-joint"];

    fn read(text: &str) -> Result<String, String> {
        let swept = swept(&POLICIES, "law.fear=0:1");
        let found = Condition::read(text, &Beside::default(), &swept);
        found
            .map(|found| found.words())
            .map_err(|why| why.to_string())
    }

    #[test]
    fn policies_with_hyphens_are_found_by_their_names() {
        for (text, words) in [
            ("grit - firm > 0", "grit - firm > 0"),
            ("grit-firm>=-0.5", "grit - firm >= -0.5"),
            (
                "tit-for-tat-maximum-restraint-joint<0",
                "tit-for-tat - maximum-restraint-joint < 0",
            ),
            (
                "maximum-restraint-joint - tit-for-tat <= 0.1",
                "maximum-restraint-joint - tit-for-tat <= 0.1",
            ),
            ("tit-for-tat.war > 0.05", "tit-for-tat.war > 0.05"),
            (" firm.days  <  20 ", "firm.days < 20"),
        ] {
            assert_eq!(read(text).unwrap(), words);
            assert_eq!(read(words).unwrap(), words);
        }
    }

    #[test]
    fn what_cannot_be_meant_is_refused_with_what_may_be() {
        for (text, said) in [
            ("war", "no `<` or `>`"),
            ("> 3", "nothing is compared"),
            ("war > 0.1", "write `firm.war`, or name one with --policy"),
            ("grit - frim > 0", "did you mean `firm`?"),
            ("gritt.war > 0", "did you mean `grit`?"),
            ("seriuos_clash > 0.2", "did you mean `serious_clash`?"),
            ("grit.war > 1.5", "`1.5` is not a share from 0 to 1"),
            ("grit - firm > -2", "a difference of shares, from -1 to 1"),
            ("grit.war >", "a value is missing"),
            ("grit.war > much", "`much` is not a share"),
            ("grit - grit > 0", "from itself"),
        ] {
            let found = read(text).unwrap_err();
            assert!(found.contains(said), "{text}: {found}");
        }
        let with = |text: &str, policy: Option<&str>, measure, swept: &SweptAsked| {
            let policy = policy.map(String::from);
            let found = Condition::read(text, &Beside { policy, measure }, swept);
            found
                .map(|found| found.words())
                .map_err(|why| why.to_string())
        };
        let many = swept(&POLICIES, "law.fear=0:1");
        assert_eq!(
            with("war > 0.1", Some("grit"), None, &many).unwrap(),
            "grit.war > 0.1"
        );
        let said = with("war > 0.1", Some("girt"), None, &many).unwrap_err();
        assert!(said.contains("did you mean `grit`?"), "{said}");
        let said = with("grit.war > 0.1", None, Some(Measure::Days), &many).unwrap_err();
        assert!(said.contains("leave out one"), "{said}");
        let one = swept(&POLICIES[..1], "law.fear=0:1");
        assert_eq!(
            with("war > 0.1", None, None, &one).unwrap(),
            "firm.war > 0.1"
        );
        let own = swept(&POLICIES[..2], "policy=firm,grit");
        assert_eq!(with("war > 0.1", None, None, &own).unwrap(), "war > 0.1");
        let said = with("grit - firm > 0", None, None, &own).unwrap_err();
        assert!(said.contains("varies from point to point"), "{said}");
    }
}
