//! What takes a parameter out of force: values of others under which nothing reads it. A test opens and
//! shuts every gate.

/// A parameter, and what others have to be for it to move nothing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Gate {
    /// The parameter.
    pub key: &'static str,
    /// Others, and the value that each of them has to have, wherever it is.
    pub shut: &'static [(&'static str, f64)],
    /// Why, after "because".
    pub why: &'static str,
}

const NO_CAMPAIGN: &[(&str, f64)] = &[("campaign_at_onset", 0.0), ("campaign_begins", 0.0)];
const NO_RESTRAINT: &[(&str, f64)] = &[("signalled", 0.0), ("misperception", 0.0)];
const NO_BELIEF: &[(&str, f64)] = &[("threat", 0.0), ("trust", 0.0)];

/// Every gate that is known.
pub const GATES: &[Gate] = &[
    gate(
        "pressure_decay",
        &[("pressure_effect", 0.0)],
        "nobody heeds pressure",
    ),
    gate(
        "pressure_levels",
        &[("pressure_effect", 0.0)],
        "nobody heeds pressure",
    ),
    gate("deterrence", NO_CAMPAIGN, "nobody is ever in a campaign"),
    gate("exploitation", NO_CAMPAIGN, "nobody is ever in a campaign"),
    gate("campaign", NO_CAMPAIGN, "nobody is ever in a campaign"),
    gate("campaign_ends", NO_CAMPAIGN, "nobody is ever in a campaign"),
    gate("stand_down", NO_CAMPAIGN, "nobody is ever in a campaign"),
    gate(
        "stand_down_closes",
        NO_CAMPAIGN,
        "nobody is ever in a campaign",
    ),
    gate(
        "stand_down_closes",
        &[("stand_down", 0.0)],
        "nobody ever stands down",
    ),
    gate(
        "hostile_share",
        &[("misperception", 0.0)],
        "nothing is ever misread",
    ),
    gate(
        "outage_factor",
        &[("misperception", 0.0)],
        "nothing is ever misread",
    ),
    gate("fall_r", NO_RESTRAINT, "restraint is never seen"),
    gate("answer_r", NO_RESTRAINT, "restraint is never seen"),
    gate("prior_steps", NO_BELIEF, "no decision looks at beliefs"),
    gate("prior_spread", NO_BELIEF, "no decision looks at beliefs"),
    gate("rise", NO_BELIEF, "no decision looks at beliefs"),
    gate("fall", NO_BELIEF, "no decision looks at beliefs"),
    gate("fall_r", NO_BELIEF, "no decision looks at beliefs"),
    gate("drift", NO_BELIEF, "no decision looks at beliefs"),
    gate("cut_rung", &[("cut", 0.0)], "no act ever cuts a line"),
    gate(
        "recovery_by_talks",
        &[("recovers", 0.0)],
        "no line ever comes back by itself",
    ),
    gate(
        "message_loss",
        &[("carries_offers", 0.0)],
        "no line carries offers",
    ),
    gate(
        "talks_needed",
        &[("settles", 0.0), ("momentum", 0.0)],
        "neither an end nor a decision looks at talks",
    ),
];

const fn gate(key: &'static str, shut: &'static [(&'static str, f64)], why: &'static str) -> Gate {
    Gate { key, shut, why }
}
