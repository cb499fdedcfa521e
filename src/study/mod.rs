//! Designs of experiments: what is run with what, and the estimates that come of it.
//!
//! A study returns estimates in memory: value, interval, level, method and n together. It reads
//! and writes nothing.

pub mod arms;
pub mod assumptions;
pub mod attribute;
pub mod compare;
pub mod contrasts;
pub mod daily;
pub mod dominance;
pub mod drawn;
pub mod estimates;
pub mod find;
pub mod levers;
pub mod measure;
pub mod nested;
pub mod paired;
pub mod paired_draws;
pub mod patterns;
pub mod posterior;
pub mod ranges;
pub mod reliance;
pub mod run;
pub mod stopping;
pub mod tipping;
pub mod worlds;
pub mod worth;

use crate::crisis::chance::Note;
use crate::ensemble::Halt;
use crate::scenario::ReadError;
use crate::stats::{Estimate, Interval};

/// Why a study has no result.
#[derive(Debug, thiserror::Error)]
pub enum StudyError {
    /// Its arms cannot be compared.
    #[error(transparent)]
    Arms(#[from] arms::ArmsError),
    /// A scenario cannot be read under the overrides that the study makes.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// It was stopped, or rows could not be handed on.
    #[error(transparent)]
    Halt(#[from] Halt),
}

/// Level of every interval, unless a study says otherwise.
pub const LEVEL: f64 = 0.95;

/// What is estimated of a quantity.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    strum::Display,
    strum::EnumMessage,
    strum::VariantArray,
    strum::IntoStaticStr,
)]
#[strum(serialize_all = "snake_case")]
pub enum Statistic {
    /// The mean over trials.
    Mean,
    /// The mean of what is censored at the horizon.
    RestrictedMean,
    /// The share of trials.
    Share,
    /// The value below which a twentieth of the trials lie (inverse empirical distribution).
    P05,
    /// The value below which a quarter of the trials lie: the first quartile.
    P25,
    /// The value below which half of the trials lie: the median.
    P50,
    /// The value below which three quarters of the trials lie: the third quartile.
    P75,
    /// The value above which a twentieth of the trials lie.
    P95,
}

impl Statistic {
    /// Its name in tables.
    pub fn name(self) -> &'static str {
        self.into()
    }
}

/// Quantiles that are reported.
pub const QUANTILES: [(f64, Statistic); 5] = [
    (0.05, Statistic::P05),
    (0.25, Statistic::P25),
    (0.5, Statistic::P50),
    (0.75, Statistic::P75),
    (0.95, Statistic::P95),
];

/// An estimate of a metric.
#[derive(Debug, Clone, PartialEq)]
pub struct Metric {
    /// Actor or channel that it is about; empty for the crisis as a whole.
    pub subject: String,
    /// What is estimated.
    pub name: &'static str,
    /// Its unit.
    pub unit: &'static str,
    /// Mean, restricted mean, share or quantile.
    pub statistic: Statistic,
    /// The estimate.
    pub estimate: Estimate,
    /// From where to where it lies over the draws of a posterior, luck left out; of means alone.
    pub open: Option<Interval>,
}

/// The name of a counted mechanism in tables.
pub fn mechanism(note: Note) -> &'static str {
    match note {
        Note::Misperception => "misperceptions",
        Note::LostOffer => "lost_offers",
        Note::UnsentOffer => "unsent_offers",
        Note::Overshoot => "overshoots",
        Note::Unauthorised => "unauthorised_escalations",
        Note::Incident => "incidents",
        Note::ChannelCut => "channel_cuts",
        Note::Rule(_) => "rules",
    }
}

/// Metrics and what they mean, for the codebook and the docs.
pub const CODEBOOK: [(&str, &str); 21] = [
    (
        "days",
        "Days from the onset to the ending; calm is dated at the start of its spell. Censored at the horizon: its mean is the restricted mean, and a quantile beyond the horizon is unknown.",
    ),
    (
        "peak_rung",
        "The highest rung an actor stood on, the rung of day 0 included.",
    ),
    ("days_escalate", "Days on which an actor escalated."),
    (
        "days_restrain",
        "Days on which an actor restrained visibly; silence is not counted.",
    ),
    ("days_negotiate", "Days on which an actor sought talks."),
    ("days_down", "Days on which a channel was down at dusk."),
    (
        "misperceptions",
        "Acts, or days of silence, that somebody misread.",
    ),
    (
        "lost_offers",
        "Offers lost on an open line or with a mediator.",
    ),
    (
        "unsent_offers",
        "Offers that found no open line and no mediator.",
    ),
    (
        "overshoots",
        "Escalations that climbed two rungs (execution error).",
    ),
    (
        "unauthorised_escalations",
        "Days of restraint that turned into an escalation nobody ordered (execution error).",
    ),
    ("incidents", "Incidents that nobody ordered."),
    ("channel_cuts", "Channels cut by an escalation."),
    (
        "running",
        "Daily: share of trials whose crisis has not ended. What is unresolved at the horizon is censored there and has not ended, so on the last day this is the share of unresolved.",
    ),
    (
        "rung",
        "Daily: rung of an actor; a trial that has ended keeps its last rung.",
    ),
    (
        "rung_running",
        "Daily: rung of an actor over the trials still simulated on that day, quantiles only.",
    ),
    (
        "channel_down",
        "Daily: share of trials still simulated in which a channel was down at dusk.",
    ),
    (
        "escalate",
        "Daily: share of trials still simulated in which an actor escalated on that day.",
    ),
    (
        "restrain",
        "Daily: share of trials still simulated in which an actor restrained visibly on that day.",
    ),
    (
        "negotiate",
        "Daily: share of trials still simulated in which an actor sought talks on that day.",
    ),
    (
        "ended",
        "Daily: share of trials that have ended so by that day.",
    ),
];
