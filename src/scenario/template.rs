//! How a row of a table of cases becomes a scenario: which column says what, and the rules from what
//! was known at the onset to what the scenario says.

use super::events::{Population, Quantity};
use super::file::tree::Value;

/// What a template says of cases.
#[derive(Debug, Clone, PartialEq)]
pub struct Template {
    /// Which column says what.
    pub columns: CaseColumns,
    /// The rules, in order: of what two set, the later one's holds; shifts add up.
    pub rules: Vec<CaseRule>,
    /// What was believed of parameters before any case was asked: those that can be fitted.
    pub priors: Vec<Believed>,
    /// Patterns of events that are fitted beside the cases.
    pub patterns: Vec<Summary>,
}

/// A pattern of events as a summary: what is known of it, with its sampling error.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Summary {
    /// Of what: a quantity of acts.
    pub quantity: Quantity,
    /// What is known of it.
    pub known: Known,
}

/// What is known of a quantity.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Known {
    /// What the record of these crises says.
    Record(Population),
    /// A figure and its standard error.
    Normal(f64, f64),
}

/// What was believed of a parameter.
#[derive(Debug, Clone, PartialEq)]
pub struct Believed {
    /// Its path: of a number of the scenario, or `cases.rule.<rule>.shift.<path>`.
    pub path: String,
    /// The belief.
    pub prior: Prior,
}

/// A distribution of what is believed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Prior {
    /// Normal: mean and standard deviation.
    Normal(f64, f64),
    /// Its log-odds are normal: median, and standard deviation of the log-odds.
    LogitNormal(f64, f64),
    /// Its logarithm is normal: median, and standard deviation of the logarithm.
    LogNormal(f64, f64),
    /// Anywhere between two ends, each place alike.
    Uniform(f64, f64),
}

/// The words of the distributions, in the order of [`Prior`].
pub const PRIORS: [&str; 4] = ["normal", "logit_normal", "log_normal", "uniform"];

/// Columns by name; what is empty the table does not say.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CaseColumns {
    /// A number or word that tells cases apart.
    pub case: String,
    /// Its name for people.
    pub title: String,
    /// The date of the onset; or its year, then its month: the middle of what is not known.
    pub onset: Vec<String>,
    /// The type of trigger.
    pub trigger: String,
    /// What keeps cases together where they are divided: a set of words, separated by semicolons.
    pub together: String,
    /// The highest ICB violence level.
    pub violence: String,
    /// Days from onset to end.
    pub days: String,
    /// Form of the ending.
    pub ending: String,
    /// Not a column: where the cases are from, to which what tells a case apart is added.
    pub source: String,
    /// Not a column: what the numbers of the template were fitted to, in words, if they were.
    pub fitted: String,
}

/// What a case says of the scenario where some columns have some values.
#[derive(Debug, Clone, PartialEq)]
pub struct CaseRule {
    /// Its name.
    pub name: String,
    /// Conditions, all of them; none: every case.
    pub when: Vec<(String, CaseTest)>,
    /// The kind of trigger that such cases have: what counting counts by.
    pub kind: Option<String>,
    /// Paths of the scenario and what they become.
    pub set: Vec<(String, Value)>,
    /// Parameters and what is added to them: on the scale of their log-odds where they are
    /// probabilities.
    pub shift: Vec<Shift>,
}

/// What is added to a parameter.
#[derive(Debug, Clone, PartialEq)]
pub struct Shift {
    /// The parameter's path.
    pub path: String,
    /// What is added.
    pub by: f64,
}

/// A condition on the value of a column. The name of a column followed by `.count` is the number of
/// its parts between semicolons, by `.year` the year of its date.
#[derive(Debug, Clone, PartialEq)]
pub enum CaseTest {
    /// It is one of these.
    OneOf(Vec<String>),
    /// It is a number from here to there.
    Between(f64, f64),
}
