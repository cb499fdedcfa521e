//! Preset policies: one table of names, settings and the rules they stand for.
//!
//! Presets shift log-odds rather than force escalation: a forced escalation overrides the fear
//! of the brink and climbs to war by construction.

use super::act::Act;
use super::feature;
use super::parameter::NumberKind;
use super::policy::{Condition, Feature, Overlay, Rule, RuleEffect};

/// A policy that needs no rules written out.
#[derive(Debug, Clone, Copy)]
pub struct Preset {
    /// As files write it.
    pub name: &'static str,
    /// What it says, in a sentence.
    pub doc: &'static str,
    /// Where the idea comes from.
    pub source: &'static str,
    /// Who may adopt it.
    pub adopters: Adopters,
    /// What can be set beside `preset = "..."`.
    pub settings: &'static [Setting],
    overlay: fn(&Settings<'_>) -> Overlay,
}

/// The value of a setting by its key.
type Settings<'a> = dyn Fn(&str) -> f64 + 'a;

/// Who may adopt a preset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Adopters {
    /// Any actor.
    Everybody,
    /// Actors that stand on the ladder.
    Parties,
    /// Actors that press and mediate.
    ThirdParties,
}

/// A number of a preset.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Setting {
    /// As files write it.
    pub key: &'static str,
    /// What it is.
    pub kind: NumberKind,
    /// Its unit.
    pub unit: &'static str,
    /// The smallest value allowed.
    pub low: f64,
    /// The largest value allowed.
    pub high: f64,
    /// The value where nothing is written; `None`: it must be written.
    pub default: Option<f64>,
    /// What it means.
    pub doc: &'static str,
}

impl Adopters {
    /// As messages and docs say it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Everybody => "any actor",
            Self::Parties => "parties",
            Self::ThirdParties => "third parties",
        }
    }
}

impl Preset {
    /// The preset of that name.
    pub fn find(name: &str) -> Option<&'static Self> {
        PRESETS.iter().find(|preset| preset.name == name)
    }

    /// The rules it stands for; `written` gives the settings that the file has.
    pub fn expand(&self, written: impl Fn(&str) -> Option<f64>) -> Overlay {
        let mut overlay = (self.overlay)(&|key| {
            let setting = self.settings.iter().find(|setting| setting.key == key);
            let setting = setting.expect("invariant: a preset reads settings it declares");
            written(key).or(setting.default).unwrap_or(setting.low)
        });
        for rule in &mut overlay.rules {
            rule.name = format!("{}-{}", self.name, rule.name);
        }
        overlay
    }
}

const fn nat(key: &'static str, default: f64, doc: &'static str) -> Setting {
    Setting {
        key,
        kind: NumberKind::Real,
        unit: "nat",
        low: 0.0,
        high: 8.0,
        default: Some(default),
        doc,
    }
}

const fn days(key: &'static str, high: f64, default: f64, doc: &'static str) -> Setting {
    Setting {
        key,
        kind: NumberKind::Count,
        unit: "days",
        low: 1.0,
        high,
        default: Some(default),
        doc,
    }
}

const SEEK: Setting = Setting {
    key: "seek",
    kind: NumberKind::Real,
    unit: "ratio",
    low: 1.0,
    high: 100.0,
    default: Some(3.0),
    doc: "Recovery of the actor's channels that are down is multiplied by it.",
};

const RUNG: Setting = Setting {
    key: "rung",
    kind: NumberKind::Rung,
    unit: "rung",
    low: 0.0,
    high: 9.0,
    default: None,
    doc: "The highest rung it goes to, by name or number.",
};

const PRESS: Setting = nat("press", 2.0, "Added to escalation while it presses.");

/// The rung from which a preset that presses presses no further.
const fn limit(default: f64) -> Setting {
    Setting {
        key: "limit",
        kind: NumberKind::Rung,
        unit: "rung",
        low: 1.0,
        high: 9.0,
        default: Some(default),
        doc: "It presses no further from this rung up, by name or number.",
    }
}

/// Every preset, in the order of documentation: restraint and firmness first, then what an adversary may
/// try. Anybody may adopt any of them.
pub const PRESETS: &[Preset] = &[
    Preset {
        name: "maximum-restraint",
        doc: "Rules out every escalation.",
        source: "the upper bound of restraint",
        adopters: Adopters::Everybody,
        settings: &[],
        overlay: |_| rules(vec![forbid("hold", vec![])]),
    },
    Preset {
        name: "engage",
        doc: "Favours negotiation at all times and seeks to reopen channels.",
        source: "engagement without conditions",
        adopters: Adopters::Everybody,
        settings: &[nat("favour", 1.5, "Added to negotiation."), SEEK],
        overlay: |get| Overlay {
            seeks_channels: get("seek"),
            ..rules(vec![shift("offer", vec![], 0.0, get("favour"))])
        },
    },
    Preset {
        name: "no-first-escalation",
        doc: "Rules out escalation unless the adversary is remembered to have escalated.",
        source: "no first use, applied to every rung",
        adopters: Adopters::Everybody,
        settings: &[],
        overlay: |_| {
            rules(vec![
                forbid("hold-after-silence", vec![remembered(Act::Silence)]),
                forbid(
                    "hold-after-restraint",
                    vec![at_least(Feature::Remembered, Act::Restrain as i32)],
                ),
            ])
        },
    },
    Preset {
        name: "proportional",
        doc: "Rules out escalation from so many rungs above the adversary.",
        source: "proportionality of reprisals",
        adopters: Adopters::Parties,
        settings: &[Setting {
            key: "above",
            kind: NumberKind::Count,
            unit: "rungs",
            low: 0.0,
            high: 9.0,
            default: Some(1.0),
            doc: "How far above the adversary's rung it may go.",
        }],
        overlay: |get| {
            rules(vec![forbid(
                "hold",
                vec![at_least(Feature::RungLead, get("above") as i32)],
            )])
        },
    },
    Preset {
        name: "ceiling",
        doc: "Rules out escalation from a rung up.",
        source: "thresholds of limited war (Schelling 1960)",
        adopters: Adopters::Parties,
        settings: &[RUNG],
        overlay: |get| {
            rules(vec![forbid(
                "hold",
                vec![at_least(Feature::OwnRung, get("rung") as i32)],
            )])
        },
    },
    Preset {
        name: "tit-for-tat",
        doc: "Answers escalation with escalation and negotiation with negotiation, and does not escalate by itself.",
        source: "Axelrod 1984",
        adopters: Adopters::Everybody,
        settings: &[nat(
            "answer",
            2.0,
            "Added to what answers the act remembered, taken from escalation otherwise.",
        )],
        overlay: |get| tit_for_tat(get("answer"), get("answer")),
    },
    Preset {
        name: "generous-tit-for-tat",
        doc: "Tit for tat that lets some escalations pass.",
        source: "Molander 1985; Nowak & Sigmund 1992",
        adopters: Adopters::Everybody,
        settings: &[
            nat(
                "answer",
                2.0,
                "Added to what answers the act remembered, taken from escalation otherwise.",
            ),
            Setting {
                key: "generosity",
                kind: NumberKind::Real,
                unit: "ratio",
                low: 0.0,
                high: 1.0,
                default: Some(0.5),
                doc: "By what share the answer to an escalation is weakened.",
            },
        ],
        overlay: |get| tit_for_tat(get("answer") * (1.0 - get("generosity")), get("answer")),
    },
    Preset {
        name: "grit",
        doc: "Takes conciliatory steps unasked for a while, below a rung, and answers only in proportion.",
        source: "Osgood 1962: graduated and reciprocated initiatives in tension reduction",
        adopters: Adopters::Parties,
        settings: &[
            nat(
                "favour",
                2.0,
                "Added to negotiation while initiatives continue.",
            ),
            Setting {
                key: "initiatives",
                kind: NumberKind::Count,
                unit: "offers",
                low: 1.0,
                high: 255.0,
                default: Some(10.0),
                doc: "Offers in a row that it makes without an answer before it stops.",
            },
            Setting {
                key: "limit",
                kind: NumberKind::Rung,
                unit: "rung",
                low: 1.0,
                high: 9.0,
                default: Some(6.0),
                doc: "Initiatives stop while the adversary is at this rung or above, by name or number.",
            },
        ],
        overlay: grit,
    },
    Preset {
        name: "cooling-off",
        doc: "Rules out escalation for some days after each provocation.",
        source: "cooling-off treaties (Bryan 1913-14)",
        adopters: Adopters::Everybody,
        settings: &[days("days", 254.0, 7.0, "How long it waits.")],
        overlay: |get| {
            let wait = at_most(Feature::DaysSinceProvoked, get("days") as i32 - 1);
            rules(vec![forbid("wait", vec![wait])])
        },
    },
    Preset {
        name: "hotline-first",
        doc: "Rules out escalation while no line is up and none was tried; seeks to restore one.",
        source: "direct communication links since 1963",
        adopters: Adopters::Parties,
        settings: &[
            nat("favour", 1.0, "Added to negotiation while no line is up."),
            SEEK,
        ],
        overlay: |get| {
            let down = exactly(Feature::LineUp, 0);
            Overlay {
                seeks_channels: get("seek"),
                ..rules(vec![
                    forbid("try-first", vec![down, exactly(Feature::Initiatives, 0)]),
                    shift("restore", vec![down], 0.0, get("favour")),
                ])
            }
        },
    },
    Preset {
        name: "firm",
        doc: "Answers each perceived escalation, and is slow to negotiate.",
        source: "deterrence by punishment (Huth 1988)",
        adopters: Adopters::Everybody,
        settings: &[
            nat(
                "answer",
                2.0,
                "Added to escalation while the adversary is remembered to have escalated.",
            ),
            nat("reserve", 0.5, "Taken from negotiation."),
        ],
        overlay: |get| {
            rules(vec![
                shift(
                    "answer",
                    vec![remembered(Act::Escalate)],
                    get("answer"),
                    0.0,
                ),
                shift("reserve", vec![], 0.0, -get("reserve")),
            ])
        },
    },
    Preset {
        name: "mediate-early",
        doc: "Offers good offices in the first days.",
        source: "mediation in ICB: odds ratio of tension reduction 1.69 [1.05, 2.72]",
        adopters: Adopters::ThirdParties,
        settings: &[
            nat("favour", 2.0, "Added to negotiation."),
            days("days", 3650.0, 30.0, "How long after the onset."),
        ],
        overlay: |get| {
            let early = at_most(Feature::Day, get("days") as i32);
            rules(vec![shift("offer", vec![early], 0.0, get("favour"))])
        },
    },
    Preset {
        name: "pressure",
        doc: "Answers escalation with sanctions and censure.",
        source: "collective sanctions",
        adopters: Adopters::ThirdParties,
        settings: &[nat(
            "answer",
            2.0,
            "Added to pressure while its target is remembered to have escalated.",
        )],
        overlay: |get| {
            let provoked = remembered(Act::Escalate);
            rules(vec![shift("answer", vec![provoked], get("answer"), 0.0)])
        },
    },
    Preset {
        name: "probe",
        doc: "Presses while it is met by restraint, offers or nothing, and stops while it is met by escalation.",
        source: "TESTER, which tests the other and takes what is not punished (Axelrod 1980)",
        adopters: Adopters::Parties,
        settings: &[
            PRESS,
            nat(
                "stop",
                4.0,
                "Taken from escalation while the adversary is remembered to have escalated.",
            ),
            limit(5.0),
        ],
        overlay: |get| {
            let below = at_most(Feature::OwnRung, get("limit") as i32 - 1);
            let press = get("press");
            rules(vec![
                shift(
                    "unanswered",
                    vec![remembered(Act::Silence), below],
                    press,
                    0.0,
                ),
                shift("met-softly", vec![met_softly(), below], press, 0.0),
                shift("stop", vec![remembered(Act::Escalate)], -get("stop"), 0.0),
            ])
        },
    },
    Preset {
        name: "bluff",
        doc: "Raises tension up to a rung, and once it is called backs down and seeks talks for a while. It is called when an adversary is seen to escalate or stands on that rung.",
        source: "threats that are not meant to be carried out (Schelling 1966; Guisinger & Smith 2002)",
        adopters: Adopters::Parties,
        settings: &[
            PRESS,
            nat("favour", 2.0, "Added to negotiation while it is called."),
            Setting {
                key: "rung",
                default: Some(4.0),
                low: 1.0,
                doc: "The highest rung it raises tension to, by name or number.",
                ..RUNG
            },
            days(
                "days",
                254.0,
                30.0,
                "How long it stays down after it was called.",
            ),
        ],
        overlay: bluff,
    },
    Preset {
        name: "salami",
        doc: "Takes one step at a time while nothing answers, and stays a rung under whatever does.",
        source: "salami tactics (Schelling 1966; Maass 2021); gains by fait accompli (Altman 2017)",
        adopters: Adopters::Parties,
        settings: &[
            PRESS,
            days(
                "days",
                254.0,
                7.0,
                "How long it waits after an adversary escalated before it takes the next step.",
            ),
            limit(5.0),
        ],
        overlay: |get| {
            let (days, limit) = (get("days") as i32, get("limit") as i32);
            let answered = at_most(Feature::DaysSinceProvoked, days - 1);
            let quiet = at_least(Feature::DaysSinceProvoked, days);
            let below = at_most(Feature::OwnRung, limit - 1);
            rules(vec![
                shift("slice", vec![quiet, below], get("press"), 0.0),
                forbid(
                    "pause",
                    vec![exactly(Feature::OwnLast, Act::Escalate as i32)],
                ),
                forbid(
                    "stay-under",
                    vec![answered, at_least(Feature::RungLead, -1)],
                ),
            ])
        },
    },
    Preset {
        name: "campaign-until-conceded",
        doc: "Presses whatever the answer, until it is met by restraint or an offer; then it eases and talks.",
        source: "coercive diplomacy as a gradual turning of the screw (George 1991)",
        adopters: Adopters::Everybody,
        settings: &[
            PRESS,
            nat(
                "ease",
                2.0,
                "Taken from escalation while restraint or an offer is remembered.",
            ),
            nat("favour", 1.0, "Added to negotiation meanwhile."),
        ],
        overlay: |get| {
            let unmet = at_most(Feature::Remembered, Act::Escalate as i32);
            rules(vec![
                shift("press", vec![unmet], get("press"), 0.0),
                shift("ease", vec![met_softly()], -get("ease"), get("favour")),
            ])
        },
    },
    Preset {
        name: "conciliate-when-met",
        doc: "Does not escalate first, and negotiates once the adversary is remembered to have restrained or negotiated.",
        source: "reciprocated initiatives (Osgood 1962); reciprocity between great powers (Goldstein & Freeman 1990)",
        adopters: Adopters::Everybody,
        settings: &[nat("favour", 2.0, "Added to negotiation while it is met.")],
        overlay: |get| {
            rules(vec![
                forbid("hold-after-silence", vec![remembered(Act::Silence)]),
                forbid("hold-when-met", vec![met_softly()]),
                shift("meet", vec![met_softly()], 0.0, get("favour")),
            ])
        },
    },
    Preset {
        name: "brinkmanship",
        doc: "Climbs to a rung near the top and stays there: it takes no step beyond, and leaves the rest to chance.",
        source: "the threat that leaves something to chance (Schelling 1960); nuclear brinkmanship (Powell 2015)",
        adopters: Adopters::Parties,
        settings: &[
            Setting {
                doc: "The rung it climbs to, by name or number.",
                low: 1.0,
                ..RUNG
            },
            nat("press", 4.0, "Added to escalation below the rung."),
            nat("reserve", 1.0, "Taken from negotiation."),
        ],
        overlay: |get| {
            let rung = get("rung") as i32;
            rules(vec![
                shift(
                    "climb",
                    vec![at_most(Feature::OwnRung, rung - 1)],
                    get("press"),
                    0.0,
                ),
                forbid("hold", vec![at_least(Feature::OwnRung, rung)]),
                shift("reserve", vec![], 0.0, -get("reserve")),
            ])
        },
    },
    Preset {
        name: "stand-down",
        doc: "Rules out every escalation and favours negotiation, whatever the other side does.",
        source: "unilateral initiatives without conditions (Osgood 1962), as a bound",
        adopters: Adopters::Everybody,
        settings: &[nat("favour", 2.0, "Added to negotiation.")],
        overlay: |get| {
            rules(vec![
                forbid("hold", vec![]),
                shift("offer", vec![], 0.0, get("favour")),
            ])
        },
    },
];

fn tit_for_tat(punish: f64, reward: f64) -> Overlay {
    rules(vec![
        shift("punish", vec![remembered(Act::Escalate)], punish, 0.0),
        shift("reward", vec![remembered(Act::Negotiate)], -reward, reward),
        shift("wait", vec![remembered(Act::Silence)], -reward, 0.0),
        shift("hold", vec![remembered(Act::Restrain)], -reward, 0.0),
    ])
}

fn grit(get: &Settings<'_>) -> Overlay {
    let unanswered = at_most(Feature::Initiatives, get("initiatives") as i32 - 1);
    let below = at_most(Feature::AdversaryRung, get("limit") as i32 - 1);
    let level = at_least(Feature::RungLead, 0);
    rules(vec![
        shift("initiative", vec![unanswered, below], 0.0, get("favour")),
        forbid("level-after-silence", vec![level, remembered(Act::Silence)]),
        forbid(
            "level-after-restraint",
            vec![level, at_least(Feature::Remembered, Act::Restrain as i32)],
        ),
    ])
}

fn bluff(get: &Settings<'_>) -> Overlay {
    let (rung, days) = (get("rung") as i32, get("days") as i32);
    let answered = at_most(Feature::DaysSinceProvoked, days - 1);
    let quiet = at_least(Feature::DaysSinceProvoked, days);
    let faced = at_least(Feature::AdversaryRung, rung);
    let unfaced = at_most(Feature::AdversaryRung, rung - 1);
    let below = at_most(Feature::OwnRung, rung - 1);
    let favour = get("favour");
    rules(vec![
        shift("raise", vec![quiet, unfaced, below], get("press"), 0.0),
        forbid("no-further", vec![at_least(Feature::OwnRung, rung)]),
        forbid("called", vec![answered]),
        forbid("faced", vec![quiet, faced]),
        shift("back-down", vec![answered], 0.0, favour),
        shift("back-down-when-faced", vec![quiet, faced], 0.0, favour),
    ])
}

fn rules(rules: Vec<Rule>) -> Overlay {
    Overlay {
        rules,
        seeks_channels: 1.0,
    }
}

fn forbid(name: &str, when: Vec<Condition>) -> Rule {
    Rule {
        name: name.to_owned(),
        when,
        effect: RuleEffect::Forbid(Act::Escalate),
    }
}

fn shift(name: &str, when: Vec<Condition>, escalate: f64, negotiate: f64) -> Rule {
    Rule {
        name: name.to_owned(),
        when,
        effect: RuleEffect::Shift {
            escalate,
            negotiate,
        },
    }
}

/// The adversary is remembered to have done this last.
fn remembered(act: Act) -> Condition {
    exactly(Feature::Remembered, act as i32)
}

/// The adversary is remembered to have restrained or negotiated last.
fn met_softly() -> Condition {
    at_least(Feature::Remembered, Act::Restrain as i32)
}

fn exactly(feature: Feature, value: i32) -> Condition {
    Condition {
        feature,
        low: value,
        high: value,
    }
}

fn at_least(feature: Feature, low: i32) -> Condition {
    Condition {
        feature,
        low,
        high: feature::of(feature).high,
    }
}

fn at_most(feature: Feature, high: i32) -> Condition {
    Condition {
        feature,
        low: feature::of(feature).low,
        high,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_preset_expands_over_the_whole_range_of_its_settings() {
        for preset in PRESETS {
            for setting in preset.settings {
                assert!(
                    setting
                        .default
                        .is_none_or(|d| (setting.low..=setting.high).contains(&d))
                );
                for value in [setting.low, setting.high] {
                    let overlay = preset.expand(|key| (key == setting.key).then_some(value));
                    assert!(overlay.seeks_channels >= 1.0);
                    for rule in &overlay.rules {
                        assert!(rule.name.starts_with(preset.name));
                        for condition in &rule.when {
                            let row = feature::of(condition.feature);
                            assert!(row.low <= condition.low && condition.high <= row.high);
                            assert!(condition.low <= condition.high, "{}", rule.name);
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn generosity_weakens_punishment_and_nothing_else() {
        let strict = Preset::find("tit-for-tat").unwrap().expand(|_| None);
        let generous = Preset::find("generous-tit-for-tat").unwrap();
        let effects =
            |overlay: &Overlay| -> Vec<_> { overlay.rules.iter().map(|r| r.effect).collect() };
        let none = generous.expand(|key| (key == "generosity").then_some(0.0));
        assert_eq!(effects(&none), effects(&strict));
        let full = generous.expand(|key| (key == "generosity").then_some(1.0));
        assert_eq!(
            full.rules[0].effect,
            RuleEffect::Shift {
                escalate: 0.0,
                negotiate: 0.0
            }
        );
        assert_eq!(effects(&full)[1..], effects(&strict)[1..]);
    }
}
