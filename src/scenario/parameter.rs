//! **The one table of parameters.** Checking, the JSON Schema, `offramp explain`, the flattened
//! `scenario.toml` and the docs are all read off it, so a parameter is declared once, here.
//!
//! A group declares a struct of values and the rows that describe them at the same place:
//! a default cannot be written twice, and a row cannot describe a field that does not exist.

/// What a parameter's value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NumberKind {
    /// A real number.
    Real,
    /// A whole number, zero or more.
    Count,
    /// A rung of the ladder, by name or number, the lowest being 0.
    Rung,
    /// `true` or `false`.
    Switch,
}

/// To whom a parameter belongs, and so where it may be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// The crisis as a whole: `crisis.<key>`.
    Crisis,
    /// Every actor: `law.<key>` for all, `actor.<name>.<key>` for one.
    Actor,
    /// Actors that can fight: `law.<key>`, `actor.<name>.<key>`.
    Party,
    /// Actors that cannot: `law.<key>`, `actor.<name>.<key>`.
    ThirdParty,
    /// Pairs of adversaries: `law.<key>`, `pair.<name>.<key>`.
    Pair,
    /// Lines between adversaries: `law.<key>`, `channel.<pair>.<name>.<key>`.
    Channel,
    /// Sources of incidents: `law.<key>`, `incident.<name>.<key>`.
    Incident,
    /// What began the crisis: `trigger.<key>`.
    Trigger,
}

impl Scope {
    /// Whether a scenario has one of it, in a table of its own.
    pub fn is_single(self) -> bool {
        matches!(self, Scope::Crisis | Scope::Trigger)
    }
}

/// One row of the table.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Parameter {
    /// The last part of its path.
    pub key: &'static str,
    /// To whom it belongs.
    pub scope: Scope,
    /// What its value is.
    pub kind: NumberKind,
    /// Its unit, as documentation and tables print it.
    pub unit: &'static str,
    /// The smallest value allowed.
    pub low: f64,
    /// The largest value allowed.
    pub high: f64,
    /// The value where nothing is written (a switch is 0 or 1).
    pub default: f64,
    /// From where to where 90% of the posterior lie whose median the default is, if it is one.
    pub interval: Option<[f64; 2]>,
    /// What it means, in a sentence or two.
    pub doc: &'static str,
    /// What the default rests on; it begins with the name of its [`Basis`].
    pub source: &'static str,
}

/// What kind of knowledge a default is.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    strum::IntoStaticStr,
    serde::Serialize,
    serde::Deserialize,
)]
#[strum(serialize_all = "lowercase")]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// The median of a posterior, fitted with others to the crises of the world.
    Calibrated,
    /// Fitted by hand, jointly with others, to patterns of the reference record.
    Fitted,
    /// Measured by itself on that record.
    Measured,
    /// Assumed, where something speaks for it.
    Assumed,
    /// The data do not say.
    #[strum(serialize = "not identified")]
    NotIdentified,
    /// Chosen; it is no question of fact.
    Choice,
}

impl Basis {
    /// Every basis, the firmest first.
    pub const ALL: [Self; 6] = [
        Self::Calibrated,
        Self::Fitted,
        Self::Measured,
        Self::Assumed,
        Self::NotIdentified,
        Self::Choice,
    ];

    /// Its name, with which a source begins.
    pub fn name(self) -> &'static str {
        self.into()
    }
}

impl NumberKind {
    /// Whether it takes whole numbers only.
    pub fn is_whole(self) -> bool {
        matches!(self, NumberKind::Count | NumberKind::Rung)
    }
}

impl Parameter {
    /// What its default rests on.
    pub fn basis(&self) -> Basis {
        let begins = |basis: &Basis| self.source.starts_with(basis.name());
        let found = Basis::ALL.into_iter().find(begins);
        found.expect("invariant: a test holds that every source begins with a basis")
    }

    /// Its source, and how much of a posterior lies where.
    pub fn rests_on(&self) -> String {
        match self.interval {
            None => self.source.to_owned(),
            Some([low, high]) => {
                format!(
                    "{}; the median of a posterior, 90% of which lies from {low} to {high}",
                    self.source
                )
            }
        }
    }

    /// Whether `law.<key>` may set it for everybody at once.
    pub fn inherits(&self) -> bool {
        !self.scope.is_single()
    }
}

/// Turns a checked number into a field of the declared type.
pub trait FieldValue: Copy {
    /// What the table says of this type.
    const KIND: NumberKind;
    /// From the number that was checked against the row.
    fn from_number(number: f64) -> Self;
    /// Back to a number, to write the flattened scenario.
    fn number(self) -> f64;
}

impl FieldValue for f64 {
    const KIND: NumberKind = NumberKind::Real;
    fn from_number(number: f64) -> Self {
        number
    }
    fn number(self) -> f64 {
        self
    }
}

impl FieldValue for u32 {
    const KIND: NumberKind = NumberKind::Count;
    fn from_number(number: f64) -> Self {
        number as u32
    }
    fn number(self) -> f64 {
        f64::from(self)
    }
}

/// The number of a rung, the lowest being 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RungNumber(pub u32);

impl FieldValue for RungNumber {
    const KIND: NumberKind = NumberKind::Rung;
    fn from_number(number: f64) -> Self {
        Self(number as u32)
    }
    fn number(self) -> f64 {
        f64::from(self.0)
    }
}

impl FieldValue for bool {
    const KIND: NumberKind = NumberKind::Switch;
    fn from_number(number: f64) -> Self {
        number != 0.0
    }
    fn number(self) -> f64 {
        f64::from(u8::from(self))
    }
}

/// A struct of parameters that knows its rows.
pub trait Group: Sized {
    /// The rows, in the order of the fields.
    const ROWS: &'static [Parameter];
    /// Asks for every value by its row.
    fn fill(value: impl FnMut(&'static Parameter) -> f64) -> Self;
    /// The values, in the order of the rows.
    fn values(&self) -> Vec<f64>;
}

macro_rules! interval {
    () => {
        None
    };
    ($low:literal, $high:literal) => {
        Some([$low, $high])
    };
}

macro_rules! group {
    ($(#[$meta:meta])* $name:ident in $scope:ident {
        $($key:ident: $type:ty = $default:literal $([$p05:literal, $p95:literal])?, $unit:literal, $low:literal..=$high:literal, $doc:literal, $source:expr;)*
    }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq)]
        pub struct $name { $(#[doc = $doc] pub $key: $type,)* }

        impl Group for $name {
            const ROWS: &'static [Parameter] = &[$(Parameter {
                key: stringify!($key),
                scope: Scope::$scope,
                kind: <$type as FieldValue>::KIND,
                unit: $unit,
                low: $low as f64,
                high: $high as f64,
                default: $default as f64,
                interval: interval!($($p05, $p95)?),
                doc: $doc,
                source: $source,
            },)*];

            fn fill(mut value: impl FnMut(&'static Parameter) -> f64) -> Self {
                let mut rows = Self::ROWS.iter();
                Self { $($key: <$type as FieldValue>::from_number(value(rows.next().expect("one row a field"))),)* }
            }

            fn values(&self) -> Vec<f64> {
                vec![$(self.$key.number(),)*]
            }
        }
    };
}

macro_rules! world {
    () => {
        "239 crises of the world, 1945 to 2017 (ICB)"
    };
}

/// What the calibrated defaults were fitted to, in words.
pub const WORLD_RECORD: &str = world!();

/// The source of all of them. They are rounded from docs/reference/hindcast/world-posterior_summary.csv:
/// nats to two decimals, probabilities to three.
const CALIBRATED: &str = concat!(
    "calibrated to ",
    world!(),
    ", by `offramp calibrate` on 2026-11-28"
);

group! {
    /// When the crisis is over.
    Closing in Crisis {
        horizon_days: u32 = 365, "days", 1..=3650, "Days simulated after the onset. A crisis that is still running then is unresolved: censored, not an outcome of its own.", "choice; the longest crisis of the reference record ran 600 days (ICB)";
        calm_days: u32 = 45, "days", 1..=255, "Days in a row with every party at or below the calm rung after which the crisis has ended in calm; it is dated at the start of the spell.", "fitted with the forms of outcome (ICB); ICB dates a crisis that fades by its last tension";
    }
}

group! {
    /// The named terms of an actor's decision (log-odds against restraining).
    Response in Actor {
        resolve: f64 = -3.31 [-3.85, -2.74], "nat", -8..=8, "Propensity to escalate when nothing else speaks for or against it.", CALIBRATED;
        openness: f64 = -2.87 [-3.39, -2.31], "nat", -8..=8, "Propensity to negotiate when nothing else speaks for or against it.", CALIBRATED;
        reciprocity: f64 = 2.41 [1.55, 3.2], "nat", -8..=8, "Added to escalation while the adversary is remembered to have escalated.", CALIBRATED;
        reciprocity_n: f64 = 3.03 [2.12, 4.09], "nat", -8..=8, "Added to negotiation while the adversary is remembered to have negotiated.", CALIBRATED;
        answer_r: f64 = 0.0, "nat", -8..=8, "Added to escalation while the adversary is remembered to have restrained visibly.", "not identified: restraint is invisible in event data";
        inertia: f64 = 0.5, "nat", -8..=8, "Added to escalation after one's own escalation.", "fitted jointly; ICBe alone, reference record: 0.92 [0.26, 2.19]";
        inertia_n: f64 = 1.3, "nat", -8..=8, "Added to negotiation after one's own negotiation.", "fitted";
        threat: f64 = 1.2, "nat", -8..=8, "Times (P(hostile) - 1/2): fear of the other side's intent speaks for escalation.", "fitted; spiral model (Jervis 1976)";
        trust: f64 = 1.3, "nat", -8..=8, "Times (1/2 - P(hostile)): confidence in the other side's intent speaks for negotiation.", "fitted";
        parity: f64 = 0.3, "nat", -8..=8, "Times (adversary's rung - own rung) / top rung: catching up on the ladder.", "not identified";
        fear: f64 = 7.92 [6.66, 9.18], "nat", 0..=20, "Times (own rung / top rung) squared, against escalation: the brink deters.", CALIBRATED;
        relief: f64 = 3.0, "nat", -8..=20, "Times (own rung / top rung) squared, for negotiation: the brink makes talks attractive.", "fitted";
        cost_of_conceding: f64 = 3.0, "nat", 0..=20, "Times own rung / top rung, against negotiation: audience cost of climbing down (Fearon 1994).", "fitted";
        deterrence: f64 = 0.0, "nat", -4..=4, "While in a campaign: against escalation where the target is remembered to escalate; twice this speeds the campaign's end. Positive says that firmness deters.", "assumed: the record does not settle deterrence against spiral";
        exploitation: f64 = 0.0, "nat", -4..=4, "While in a campaign: for escalation where the target is remembered to restrain or negotiate; it also slows the campaign's end. Positive says that restraint is exploited.", "assumed: the record does not settle it";
        campaign: f64 = 4.07 [3.3, 4.85], "nat", -8..=8, "Added to escalation while in a campaign: a plan to raise tension whatever the other side does.", CALIBRATED;
        allies: f64 = 1.0, "nat", -8..=8, "Times (share of allies remembered to escalate - share remembered to negotiate) for escalation, its negative for negotiation.", "fitted";
        pressure_effect: f64 = 0.0, "nat", -2..=2, "Times the pressure felt / its highest level, for escalation. Negative says that sanctions and censure deter, positive that they provoke.", "not identified";
        momentum: f64 = 0.5, "nat", -8..=8, "Times talks level / level needed, for negotiation: talks under way carry on.", "not identified";
        mediation: f64 = 0.5, "nat", -8..=8, "Added to negotiation the day after a third party negotiated.", "not identified; association in ICB: odds ratio 1.69 [1.05, 2.72]";
    }
}

group! {
    /// How an actor reads what others do.
    Perception in Actor {
        misperception: f64 = 0.06, "probability", 0..=1, "That a visible act is misread.", "fitted";
        hostile_share: f64 = 0.65, "probability", 0..=1, "That a misread act is read as hostile (hostile attribution).", "fitted; hostile attribution bias (Jervis 1976)";
        misread_silence: f64 = 0.001, "probability per day", 0..=1, "That an adversary's day of silence is read as an escalation.", "not identified";
        fade: f64 = 0.11, "probability per day", 0..=1, "That the memory of the other's last visible act fades on a day of silence.", "fitted to response times (ICBe: median 3 days after E, 9 after N)";
    }
}

group! {
    /// What a party believes of its adversaries.
    Belief in Party {
        prior_steps: f64 = 3.0, "half log-odds", -12..=12, "Prior belief that an adversary means to escalate, in steps of 1/2 of its log-odds.", "fitted";
        prior_spread: u32 = 2, "half log-odds", 0..=6, "The prior of a trial is the stated one with probability 1/2, and this many steps to either side with 1/4 each.", "assumed";
        rise: f64 = 0.9, "probability", 0..=1, "That a perceived escalation against oneself raises the belief a step.", "fitted";
        fall: f64 = 0.6, "probability", 0..=1, "That a perceived offer lowers the belief a step.", "fitted";
        fall_r: f64 = 0.3, "probability", 0..=1, "That perceived restraint lowers the belief a step.", "not identified";
        drift: f64 = 0.06, "probability per day", 0..=1, "That the belief moves a step towards its prior on a day without news.", "fitted";
    }
}

group! {
    /// How orders become deeds.
    Execution in Party {
        climb: f64 = 0.216 [0.13, 0.359], "probability", 0..=1, "That an escalation climbs a rung; otherwise it repeats the rung held (from the lowest rung it always climbs).", CALIBRATED;
        cool: f64 = 0.092 [0.046, 0.196], "probability per day", 0..=1, "That a party that does not escalate comes down a rung.", CALIBRATED;
        signalled: f64 = 0.05, "probability per day", 0..=1, "That a day of restraint is a visible act of restraint, not silence.", "assumed; explicit restraint is 2 of 376 acts in ICBe";
        overshoot: f64 = 0.01, "probability", 0..=1, "That an escalation climbs two rungs instead (execution error).", "not identified";
        unauthorised: f64 = 0.001, "probability per day", 0..=1, "That a day of restraint turns into an escalation nobody ordered (execution error).", "not identified";
    }
}

group! {
    /// A party's latent plan to raise tension.
    Campaign in Party {
        campaign_at_onset: f64 = 0.05, "probability", 0..=1, "That the party is in a campaign when the crisis begins; nobody else knows.", "assumed; a challenger's is stated apart in each scenario";
        campaign_begins: f64 = 0.0005, "probability per day", 0..=1, "That a campaign begins.", "fitted";
        campaign_ends: f64 = 0.038 [0.027, 0.057], "probability per day", 0..=1, "That a campaign ends, before the deterrence and exploitation terms.", CALIBRATED;
        stand_down: f64 = 0.661 [0.524, 0.81], "probability", 0..=1, "That a campaign's end is a stand-down: back to the calm rung by one's own decision.", CALIBRATED;
        stand_down_closes: f64 = 0.657 [0.507, 0.811], "probability", 0..=1, "That a stand-down closes the crisis (outcome unilateral).", CALIBRATED;
    }
}

group! {
    /// What a third party brings to bear.
    Influence in ThirdParty {
        pressure_levels: u32 = 3, "levels", 1..=7, "The highest level of pressure (sanctions, censure) it can exert on one party.", "choice";
        pressure_decay: f64 = 0.02, "probability per day", 0..=1, "That its pressure on a party falls a level.", "assumed";
        mediator_loss: f64 = 0.3, "probability", 0..=1, "That an offer passed through it on a day it negotiates is lost.", "assumed";
    }
}

group! {
    /// What two adversaries can settle.
    Talks in Pair {
        talks_needed: u32 = 5, "levels", 1..=12, "Level of talks at which the pair agrees. Each exchange of offers raises talks a level, each perceived escalation lowers them.", "fitted to durations and forms of outcome (ICB)";
        settles: bool = 1, "", 0..=1, "Whether an agreement of this pair ends the crisis.", "choice";
        offer_days: u32 = 5, "days", 1..=60, "Days an offer stays open.", "choice; on a prototype, with 1 day agreement falls off a cliff between loss .3 and .6";
        outage_factor: f64 = 1.0, "ratio", 0.25..=4, "Misperception is multiplied by it while no clarifying channel of the pair is up.", "measured: no effect found, provocations with the line down 0.91 to 1.71 times as frequent";
    }
}

group! {
    /// A line between two adversaries.
    Line in Channel {
        up_at_onset: bool = 1, "", 0..=1, "Whether it works on the first day, before the timeline.", "choice; the history of a scenario says it";
        carries_offers: bool = 1, "", 0..=1, "Whether offers can be sent over it.", "choice";
        clarifies: bool = 1, "", 0..=1, "Whether it helps to read the other side right while it is up.", "choice";
        message_loss: f64 = 0.15, "probability", 0..=1, "That an offer sent over it does not arrive.", "fitted";
        cut: f64 = 0.01, "probability", 0..=1, "That a day with an escalation from the cut rung up cuts it.", "measured: 10 cuts of the main line of the reference record in 1971-2024, mostly moves in a crisis";
        cut_rung: RungNumber = 2, "rung", 0..=9, "The lowest rung from which an escalation can cut it (0 is the lowest of the ladder).", "measured: the cuts of 2013, 2016, 2020";
        fails: f64 = 0.0002, "probability per day", 0..=1, "That it fails by itself.", "assumed: failures of hotlines without a political cause are rare";
        recovers: f64 = 0.002, "probability per day", 0..=1, "That a line that is down comes back.", "measured: nine completed outages of the main line of the reference record: median 286 days";
        recovery_by_talks: f64 = 5.0, "ratio", 1..=100, "Recovery is multiplied by it on a day when either side or a third party negotiates.", "assumed; 2018 and 2021 restorations came with talks";
    }
}

group! {
    /// A source of incidents that nobody ordered.
    Source in Incident {
        per_day: f64 = 0.005, "probability per day", 0..=1, "That an incident happens which its target takes for a hostile act of the actor it comes from.", "assumed";
    }
}

group! {
    /// What is not known of the trigger at the onset.
    Onset in Trigger {
        worse: f64 = 0.0, "probability", 0..=1, "That what began the crisis was a rung worse than was known at its onset: drawn in each trial, never up to war.", "assumed: 0 takes the trigger at its word; of the 239 crises of the world since 1945 (ICB), those with a violent trigger are described better where a fifth starts a rung higher";
    }
}

/// Every row, in the order of documentation.
pub fn rows() -> impl Iterator<Item = &'static Parameter> {
    [
        Closing::ROWS,
        Response::ROWS,
        Perception::ROWS,
        Belief::ROWS,
        Execution::ROWS,
        Campaign::ROWS,
        Influence::ROWS,
        Talks::ROWS,
        Line::ROWS,
        Source::ROWS,
        Onset::ROWS,
    ]
    .into_iter()
    .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_unique_and_defaults_lie_within_their_bounds() {
        let mut seen = std::collections::BTreeSet::new();
        for row in rows() {
            assert!(seen.insert(row.key), "{} is declared twice", row.key);
            assert!((row.low..=row.high).contains(&row.default), "{}", row.key);
            assert!(!row.doc.is_empty(), "{}", row.key);
            let basis = row.basis().name();
            let rest = row.source[basis.len()..].chars().next();
            assert!(rest.is_none_or(|c| " ,;:".contains(c)), "{}", row.key);
            let calibrated = row.basis() == Basis::Calibrated;
            assert_eq!(row.interval.is_some(), calibrated, "{}", row.key);
        }
    }
}
