//! Every kind of stage, so that whoever tells a trial must say how it tells each: a stage without a
//! kind does not compile, and neither does a kind that nobody tells.

/// A stage, by what it is about: actors, dyads, watches, presses and incidents by their place in
/// the model; `side` is the direction within a dyad.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)] // each is documented where the stage is
pub enum StageKind {
    LatentSeverity,
    LatentCampaign { actor: usize },
    LatentBelief { dyad: usize, side: usize },
    Dawn,
    Focus { actor: usize },
    Campaign { actor: usize },
    Decide { actor: usize },
    Execute { actor: usize },
    StepIn { actor: usize },
    Timeline,
    Incident { incident: usize },
    Channels { dyad: usize },
    Communicate { dyad: usize },
    Perceive { watch: usize },
    Update { dyad: usize, side: usize },
    Talk { dyad: usize },
    Pressure { press: usize },
    Remember { actor: usize },
    Judge,
    Night,
}
