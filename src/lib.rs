//! **Which restraint walks a crisis back?** An agent-based Monte Carlo simulator of international
//! crises: four unlike actors choose every day to *escalate, restrain or negotiate*, while messages
//! get lost, signals are misread and orders overshoot. Policies are compared trial by trial under
//! common random numbers, so that what differs is the policy and not the luck. It compares under
//! stated assumptions; it does not forecast.
//!
//! # A complete example
//!
//! ```
//! use offramp::{Act, Arm, Asked, Draft, Measure, Outcome, Question, Sample, Size};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! // A shipped scenario; `Draft::file` reads one's own. A draft is checked as often as one likes,
//! // under any overrides.
//! let draft = Draft::shipped("kaesong-2020")?;
//! let sets = ["message_loss=0.3".to_owned()];
//! let scenario = draft.check(&sets)?.scenario;
//!
//! // One policy: shares with intervals, level, method and n.
//! let origin = offramp::Origin::new(&draft, &sets);
//! let baseline = Arm::new(&scenario, "baseline", origin.clone())?;
//! let sample = Sample { seed: 0, trials: 1000 };
//! let run = offramp::run(&baseline, sample, &(), |_| Ok(()))?;
//! let war = run.outcome(Outcome::War);
//! println!("war {:?} [{:?}, {:?}]", war.value, war.low, war.high);
//!
//! // Two policies, trial by trial under the same luck.
//! let joint = Arm::new(&scenario, "maximum-restraint-joint", origin)?;
//! let asked = Asked {
//!     arms: vec![baseline, joint],
//!     question: Question {
//!         measure: Measure::MinorClash,
//!         margin: None,
//!         seed: 0,
//!         size: Size::Fixed(1000),
//!     },
//!     worlds: None,
//! };
//! let found = offramp::compare(&asked, &())?;
//! let difference = found.contrast(1, Measure::MinorClash).expect("it was compared").difference;
//! assert!(difference.high.is_some_and(|high| high < 0.0), "fewer clashes");
//!
//! // Why: a trial, day by day, with the terms of every decision.
//! let model = asked.arms[0].model();
//! let trace = offramp::trace(&scenario, &model, "baseline", 0, 3);
//! let escalations = trace.days.iter().flat_map(|day| &day.dusk);
//! println!("{}", escalations.filter(|who| who.act == Act::Escalate).count());
//! # Ok(())
//! # }
//! ```
//!
//! `examples/` has the same as programs: a first run, a comparison, a scenario built in code and
//! changed, a metric of one's own.
//!
//! # Where things are
//!
//! | one wants | look at |
//! |---|---|
//! | to read, change and check scenarios | [`Draft`], [`Scenario`], [`scenario`] |
//! | to run a scenario under a policy | [`run()`], [`study::run::Run`] |
//! | to compare policies | [`compare()`], [`study::compare::Compared`] |
//! | to know what caused an outcome | [`attribute()`] |
//! | to vary what is uncertain or chosen | [`exploration`] |
//! | exact probabilities of a small scenario | [`exact::solve`] |
//! | to explain a trial | [`trace()`], [`trace::account`] |
//! | rows of trials, as fast as they come | [`ensemble::run`], [`trial::record::Fields`] |
//! | tables, figures, sentences (feature `tables`) | `table`, `figure`, `answer` |
//! | run folders and pages (feature `files`) | `output`, `report` |
//! | what a command is asked, in words (feature `files`) | `asking` |
//!
//! # Features
//!
//! The engine builds without any (`default-features = false`), for WebAssembly as well. `parallel`
//! plays trials on all cores, to the same bytes; `tables` makes tables to any writer and figures in
//! memory; `files` writes run folders; `cli`, the default, is the program.
//!
//! The same version, scenario and seed give the same numbers, whatever the threads, the
//! instructions of the processor or the host. What semantic versions promise, and how the modules
//! stand to each other, is said in `docs/architecture.md`.

#[cfg(feature = "tables")]
pub mod answer;
#[cfg(feature = "files")]
pub mod asking;
#[cfg(feature = "tables")]
pub mod codebook;
pub mod crisis;
pub mod diagnostic;
pub mod ensemble;
pub mod exact;
pub mod exploration;
#[cfg(feature = "tables")]
pub mod explore;
#[cfg(feature = "tables")]
pub mod figure;
pub mod history;
pub mod model;
#[cfg(feature = "files")]
pub mod output;
#[cfg(feature = "files")]
pub mod report;
pub mod scenario;
pub mod search;
pub mod stats;
pub mod strategy;
pub mod study;
#[cfg(feature = "tables")]
pub mod table;
pub mod trace;
pub mod trial;

pub use crisis::outcome::Outcome;
pub use ensemble::{Halt, Progress};
pub use model::{Mechanism, Model, Switches};
pub use scenario::policy::Policy;
pub use scenario::{Act, Draft, ReadError, Scenario};
pub use stats::{Estimate, Method};
pub use study::StudyError;
pub use study::arms::{Arm, Origin};
pub use study::attribute::attribute;
pub use study::compare::{Asked, Compared, WorldsAsked, compare};
pub use study::contrasts::{Question, Size};
pub use study::measure::Measure;
pub use study::run::{Run, Sample, run};
pub use trace::trace;
