//! The sections of a scenario file and the keys of each that are not parameters: names, texts,
//! references, dates. Checking, the JSON Schema and the docs are read off these tables as they
//! are read off the parameter table.

use crate::scenario::act::Act;
use crate::scenario::distribution::DISTRIBUTIONS;
use crate::scenario::parameter::{self, Parameter, Scope};
use crate::scenario::payoff::{MOST_WEIGHT, TERMS};
use crate::scenario::policy::RuleEffect;

/// What a key takes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Takes {
    /// One line of text.
    Text,
    /// A name that is also a folder and a key of tables: lower-case letters, digits, `-`, `_`.
    Name,
    /// A list of names, each once.
    Names,
    /// The name of something declared elsewhere in the file.
    Reference(&'static str),
    /// The name of such a thing, or a list of them.
    References(&'static str),
    /// A list of dotted paths.
    Paths,
    /// A calendar date.
    Date,
    /// `true` or `false`.
    Switch,
    /// A whole number between two bounds.
    Whole(i64, i64),
    /// A number between two bounds.
    Real(f64, f64),
    /// One of a few words.
    Choice(&'static [&'static str]),
    /// A section of its own, by the name in [`SECTIONS`].
    Section(&'static str),
    /// Named tables, each such a section.
    Named(&'static str),
    /// Named tables of named tables, each such a section.
    NamedTwice(&'static str),
    /// Names with texts.
    Texts,
    /// A table of features with the values for which a rule holds.
    Conditions,
    /// Numbers for `escalate` and `negotiate`.
    Shifts,
    /// Columns of a table of cases, each with a word, a list of words, or `min` and `max`.
    Tests,
    /// Quoted paths of the scenario with what they become.
    Values,
    /// Quoted paths of parameters with numbers.
    Numbers,
    /// Two numbers.
    Pair,
    /// A list of numbers, each once.
    RealList,
}

/// One key.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct KeyRow {
    /// As it is written.
    pub key: &'static str,
    /// What it takes.
    pub takes: Takes,
    /// Whether a scenario that is to be run must have it.
    pub required: bool,
    /// What it means.
    pub doc: &'static str,
}

/// A table of the file.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Section {
    /// What [`Takes::Section`] and its kind call it.
    pub name: &'static str,
    /// Its path, with `<name>` for what the file names.
    pub path: &'static str,
    /// What it describes.
    pub doc: &'static str,
    /// Its keys.
    pub keys: &'static [KeyRow],
    /// The parameters that may be written in it.
    pub scopes: &'static [Scope],
}

impl Section {
    /// The parameters that may be written in it.
    pub fn rows(&self) -> impl Iterator<Item = &'static Parameter> + '_ {
        parameter::rows().filter(|row| self.scopes.contains(&row.scope))
    }

    /// The key of that name.
    pub fn key(&self, key: &str) -> Option<&'static KeyRow> {
        self.keys.iter().find(|known| known.key == key)
    }

    /// Every word that may be written in it.
    pub fn words(&self) -> impl Iterator<Item = &'static str> + '_ {
        let keys = self.keys.iter().map(|key| key.key);
        keys.chain(self.rows().map(|row| row.key))
    }
}

const fn required(key: &'static str, takes: Takes, doc: &'static str) -> KeyRow {
    KeyRow {
        key,
        takes,
        required: true,
        doc,
    }
}

const fn optional(key: &'static str, takes: Takes, doc: &'static str) -> KeyRow {
    KeyRow {
        key,
        takes,
        required: false,
        doc,
    }
}

/// What a free rule may add to log-odds at most, either way, in nat.
pub const MOST_SHIFT: f64 = 20.0;

/// What an actor can be.
pub const KINDS: &[&str] = &["party", "third-party"];

/// The words of how a crisis ended.
const ENDINGS: Takes = Takes::Choice(&crate::scenario::observed::FORMS);

/// What two parties can be to each other.
pub const RELATIONS: &[&str] = &["adversaries", "allies"];

/// The file as a whole.
pub const ROOT: Section = Section {
    name: "root",
    path: "",
    doc: "The scenario as a whole.",
    keys: &[
        required("schema", Takes::Whole(1, 1), "The version of this format."),
        optional(
            "extends",
            Takes::Text,
            "A file to start from, relative to this one; if there is none, a shipped one of that path. Tables merge key by key, this file wins.",
        ),
        optional(
            "without",
            Takes::Paths,
            "Paths of what this file does not take over from the file it extends.",
        ),
        optional(
            "abstract",
            Takes::Switch,
            "Whether this file is only a base to extend. Not inherited.",
        ),
        optional(
            "name",
            Takes::Name,
            "The short name: the folder of its results. Default: the file's stem. Not inherited.",
        ),
        required("title", Takes::Text, "One line for lists and reports."),
        required(
            "question",
            Takes::Text,
            "The question it was written to answer.",
        ),
        required("onset", Takes::Date, "The day of the trigger: day 0."),
        required(
            "actors",
            Takes::Names,
            "Who takes part, 1 to 8, of which 1 to 7 parties and at most 4 third parties. The order numbers the random draws: append, do not reorder.",
        ),
        optional(
            "deciders",
            Takes::Names,
            "Who is advised: actors whose policies are ranked. What asks something of anybody else is named, not ranked. Default: everybody but the actor of the trigger. It changes no number.",
        ),
        required(
            "rungs",
            Takes::Names,
            "The ladder, lowest first, 4 to 10 rungs; the last is war.",
        ),
        optional(
            "calm_rung",
            Takes::Reference("rung"),
            "The highest rung that counts as calm. Default: the lowest.",
        ),
        optional(
            "sources",
            Takes::Texts,
            "Where history and numbers come from. What names a parameter, in its key or in its words, is shown beside that number by `offramp parameters SCENARIO`.",
        ),
        optional(
            "priors",
            Takes::Texts,
            "Measures that no case on record informs, by name (`minor_clash`, `serious_clash`, `war`, `agreement`, `unilateral`, `calm`, `unresolved`, `days`), each with the reason. Said beside every answer; it changes no number.",
        ),
        optional("crisis", Takes::Section("crisis"), "When it is over."),
        optional(
            "law",
            Takes::Section("law"),
            "Parameters for everybody who has no value of their own.",
        ),
        optional("rung", Takes::Named("rung"), "The rungs of the ladder."),
        optional("actor", Takes::Named("actor"), "The actors."),
        optional(
            "pair",
            Takes::Named("pair"),
            "Who is whose adversary or ally.",
        ),
        optional(
            "channel",
            Takes::NamedTwice("channel"),
            "Lines between adversaries: pair, then channel.",
        ),
        optional(
            "incident",
            Takes::Named("incident"),
            "Sources of incidents nobody ordered.",
        ),
        required(
            "trigger",
            Takes::Section("trigger"),
            "The act that began the crisis.",
        ),
        optional("timeline", Takes::Named("timeline"), "What is scripted."),
        optional(
            "policy",
            Takes::Named("policy"),
            "Restraint policies. `baseline`, which changes nothing, always exists.",
        ),
        optional(
            "payoff",
            Takes::Named("payoff"),
            "What actors care about, in points: games between policies are played for it. It changes no number.",
        ),
        optional(
            "uncertain",
            Takes::Named("uncertain"),
            "Parameters whose value is not known: a quoted path with its range.",
        ),
        optional(
            "observed",
            Takes::Section("observed"),
            "What came of it, as the record has it. Forecasts are scored on it; nothing simulated depends on it. Not inherited.",
        ),
        optional(
            "cases",
            Takes::Section("cases"),
            "How rows of a table of cases become scenarios: makes the file a template (`offramp hindcast --cases`). Not inherited.",
        ),
    ],
    scopes: &[],
};

/// What must hold for a preset and rules beside it.
const WHILE: KeyRow = optional(
    "while",
    Takes::Conditions,
    "What must hold, beside the conditions of each rule, for the preset and the rules written here: `{ line_up = false }`, `{ day = { max = 30 } }`. Default: always. What seeks channels does so all the time and takes no `while`.",
);

/// The keys of a payoff: its types, a word about it, and a weight for each term. A type has all but the
/// first.
const PAYOFF_KEYS: [KeyRow; 2 + TERMS.len()] = {
    let types = optional(
        "type",
        Takes::Named("payoff-type"),
        "Types the actor may be of, each with a payoff of its own.",
    );
    let mut keys = [types; 2 + TERMS.len()];
    keys[1] = optional(
        "description",
        Takes::Text,
        "What it stands for, in a sentence.",
    );
    let mut at = 0;
    while at < TERMS.len() {
        let takes = Takes::Real(-MOST_WEIGHT, MOST_WEIGHT);
        keys[2 + at] = optional(TERMS[at].key, takes, TERMS[at].doc);
        at += 1;
    }
    keys
};

/// Every section, in the order of documentation.
pub const SECTIONS: &[Section] = &[
    ROOT,
    Section {
        name: "crisis",
        path: "crisis",
        doc: "When the crisis is over.",
        keys: &[],
        scopes: &[Scope::Crisis],
    },
    Section {
        name: "law",
        path: "law",
        doc: "Parameters for everybody who has no value of their own.",
        keys: &[],
        scopes: &[
            Scope::Actor,
            Scope::Party,
            Scope::ThirdParty,
            Scope::Pair,
            Scope::Channel,
            Scope::Incident,
        ],
    },
    Section {
        name: "rung",
        path: "rung.<name>",
        doc: "A rung of the ladder.",
        keys: &[
            optional(
                "label",
                Takes::Text,
                "What it looks like. Default: its name.",
            ),
            required(
                "violence",
                Takes::Whole(1, 4),
                "ICB violence level of an act at this rung: 1 none, 2 minor clashes, 3 serious clashes, 4 full-scale war. Never falls up the ladder; 4 at the last rung and only there.",
            ),
            optional(
                "deed",
                Takes::Switch,
                "Whether an act at this rung is a deed rather than words. Default: true from violence 2 up.",
            ),
            optional(
                "cameo",
                Takes::Text,
                "CAMEO code an escalation at this rung is exported as. Default: 190 from violence 2 up, 170 for other deeds, 130 for words.",
            ),
        ],
        scopes: &[],
    },
    Section {
        name: "actor",
        path: "actor.<name>",
        doc: "An actor.",
        keys: &[
            optional(
                "label",
                Takes::Text,
                "Its name for people. Default: its name.",
            ),
            required(
                "code",
                Takes::Text,
                "Its code in event data: three capital letters.",
            ),
            required(
                "kind",
                Takes::Choice(KINDS),
                "A party stands on the ladder and can fight; a third party presses and mediates.",
            ),
        ],
        scopes: &[Scope::Actor, Scope::Party, Scope::ThirdParty],
    },
    Section {
        name: "pair",
        path: "pair.<name>",
        doc: "Two parties and what they are to each other.",
        keys: &[
            required("parties", Takes::References("actor"), "The two."),
            required(
                "relation",
                Takes::Choice(RELATIONS),
                "Adversaries believe, threaten and may talk; allies watch and support each other.",
            ),
        ],
        scopes: &[Scope::Pair],
    },
    Section {
        name: "channel",
        path: "channel.<pair>.<name>",
        doc: "A line between two adversaries, at most 4 a pair.",
        keys: &[optional(
            "label",
            Takes::Text,
            "What it is for people. Default: its name.",
        )],
        scopes: &[Scope::Channel],
    },
    Section {
        name: "incident",
        path: "incident.<name>",
        doc: "A source of incidents, at most 2 for each actor they come from.",
        keys: &[
            optional(
                "label",
                Takes::Text,
                "What it is for people. Default: its name.",
            ),
            required(
                "actor",
                Takes::Reference("actor"),
                "To whom it is attributed.",
            ),
            required(
                "target",
                Takes::Reference("actor"),
                "Who takes it for a hostile act: an adversary of the actor.",
            ),
        ],
        scopes: &[Scope::Incident],
    },
    Section {
        name: "trigger",
        path: "trigger",
        doc: "The act that began the crisis, on day 0.",
        keys: &[
            required("label", Takes::Text, "What happened."),
            required("actor", Takes::Reference("actor"), "Who did it: a party."),
            required(
                "target",
                Takes::Reference("actor"),
                "Against whom: an adversary; the actor itself where it is the only party.",
            ),
            required(
                "rung",
                Takes::Reference("rung"),
                "The rung it stands on, below war.",
            ),
            required("violence", Takes::Whole(1, 3), "Its ICB violence level."),
            optional(
                "deliberate",
                Takes::Switch,
                "Whether it was meant: an incident alarms but is nobody's act. Default: true.",
            ),
        ],
        scopes: &[Scope::Trigger],
    },
    Section {
        name: "observed",
        path: "observed",
        doc: "What came of a crisis that happened: for scoring, never for making a forecast.",
        keys: &[
            optional(
                "violence",
                Takes::Whole(1, 4),
                "The highest ICB violence level, the trigger's included.",
            ),
            optional("days", Takes::Whole(1, 100_000), "Days from onset to end."),
            optional(
                "ending",
                ENDINGS,
                "How it ended, in the words of ICB or ours. Formal, semi-formal, tacit and imposed agreements are an agreement, a unilateral act is unilateral, a crisis that faded is calm; `other` is not scored.",
            ),
            optional(
                "trigger",
                Takes::Text,
                "The type of trigger as the record calls it: counting within types counts by it.",
            ),
            optional("source", Takes::Text, "Where this is said."),
        ],
        scopes: &[],
    },
    Section {
        name: "cases",
        path: "cases",
        doc: "Which column of a table of cases says what. Rules from what was known at the onset to the scenario stand in `[cases.rule.<name>]`, in order.",
        keys: &[
            optional(
                "case",
                Takes::Text,
                "The column that tells cases apart. Required.",
            ),
            optional(
                "title",
                Takes::Text,
                "The column of their names for people.",
            ),
            optional(
                "onset",
                Takes::References("column"),
                "The column of the date, or those of year and month: the middle of what is not known. Required.",
            ),
            optional(
                "trigger",
                Takes::Text,
                "The column of the type of trigger. Required.",
            ),
            optional(
                "together",
                Takes::Text,
                "The column of words, separated by semicolons, that keeps cases in one fold.",
            ),
            optional(
                "violence",
                Takes::Text,
                "The column of the ICB violence level, 1 to 4.",
            ),
            optional("days", Takes::Text, "The column of days from onset to end."),
            optional("ending", Takes::Text, "The column of the form of ending."),
            optional(
                "source",
                Takes::Text,
                "Where the cases are from, such as `ICB, crisis`: what tells a case apart is added.",
            ),
            optional(
                "fitted",
                Takes::Text,
                "What the numbers of the template and its base were fitted to, in words: scores of those cases are no test.",
            ),
            optional("rule", Takes::Named("cases-rule"), "Rules, in order."),
            optional(
                "prior",
                Takes::Named("cases-prior"),
                "What is believed of parameters before any case is asked, by quoted path (of a number of the scenario, or `cases.rule.<rule>.shift.<path>`): those that `offramp calibrate` fits.",
            ),
            optional(
                "pattern",
                Takes::Named("cases-pattern"),
                "Patterns of events that `offramp calibrate` fits beside the cases, by the name of the quantity in `patterns_history.csv`.",
            ),
        ],
        scopes: &[],
    },
    Section {
        name: "cases-rule",
        path: "cases.rule.<name>",
        doc: "What a case says of the scenario where its columns have certain values. Of what two rules set, the later one's holds; shifts add up. Some rule must give every case its kind of trigger.",
        keys: &[
            optional("doc", Takes::Text, "Why."),
            optional(
                "when",
                Takes::Tests,
                "Columns and the values for which the rule holds: a word, a list of words, or `{ min = 2, max = 3 }`. `<column>.count` is the number of parts between semicolons, `<column>.year` the year of a date. Default: always.",
            ),
            optional(
                "kind",
                Takes::Text,
                "The kind of trigger such cases have, which counting counts by.",
            ),
            optional(
                "set",
                Takes::Values,
                "Quoted paths of the scenario and what they become.",
            ),
            optional(
                "shift",
                Takes::Numbers,
                "Quoted paths of parameters and what is added to them; to the log-odds of those that are probabilities.",
            ),
        ],
        scopes: &[],
    },
    Section {
        name: "cases-prior",
        path: "cases.prior.<path>",
        doc: "What is believed of a parameter before any case is asked: exactly one distribution.",
        keys: &[
            optional("normal", Takes::Pair, "Mean and standard deviation."),
            optional(
                "logit_normal",
                Takes::Pair,
                "Of a probability: its median, and the standard deviation of its log-odds.",
            ),
            optional(
                "log_normal",
                Takes::Pair,
                "Of what is above zero: its median, and the standard deviation of its logarithm.",
            ),
            optional("uniform", Takes::Pair, "Two ends."),
            optional("source", Takes::Text, "Why it is believed."),
        ],
        scopes: &[],
    },
    Section {
        name: "cases-pattern",
        path: "cases.pattern.<quantity>",
        doc: "A pattern of events as a summary with its sampling error: exactly one of `record` and `normal`. How many acts a record misses is not known, so several probabilities of recording are averaged over.",
        keys: &[
            optional(
                "record",
                Takes::Choice(&crate::scenario::events::POPULATIONS),
                "Whose record says what it is, where that has an interval.",
            ),
            optional("normal", Takes::Pair, "Figure and standard error."),
            optional("source", Takes::Text, "Where the figure is from."),
        ],
        scopes: &[],
    },
    Section {
        name: "timeline",
        path: "timeline.<name>",
        doc: "A scripted event: exactly one of `date` and `day`, exactly one of `act`, `cut`, `restore` and `belief_steps`. Up to day 0 it shapes the state the crisis begins with; later it happens in every trial that still runs.",
        keys: &[
            optional("date", Takes::Date, "When it happens."),
            optional(
                "day",
                Takes::Whole(-3650, 3650),
                "When it happens, in days since the onset; before it: negative.",
            ),
            optional("label", Takes::Text, "What happens. Default: its name."),
            optional(
                "happens",
                Takes::Switch,
                "Whether it does: false leaves it out, so that one can ask what hangs on it. Default: true.",
            ),
            optional(
                "act",
                Takes::Choice(&Act::NAMES),
                "What `actor` does towards `target` in the sight of everybody.",
            ),
            optional(
                "actor",
                Takes::Reference("actor"),
                "Who acts, or who holds the belief.",
            ),
            optional(
                "target",
                Takes::Reference("actor"),
                "Towards whom (a party's adversary; of a third party: any party), or of whom.",
            ),
            optional(
                "rung",
                Takes::Reference("rung"),
                "The rung an escalation takes a party to, below war.",
            ),
            optional(
                "cut",
                Takes::References("channel"),
                "Channels that go down, as `pair.channel`.",
            ),
            optional(
                "restore",
                Takes::References("channel"),
                "Channels that come back, as `pair.channel`.",
            ),
            optional(
                "belief_steps",
                Takes::Whole(-24, 24),
                "By how many steps of 1/2 in log-odds the belief of `actor` that `target` means to escalate shifts.",
            ),
        ],
        scopes: &[],
    },
    Section {
        name: "policy",
        path: "policy.<name>",
        doc: "A restraint policy: what it is, and a table for each actor that adopts something.",
        keys: &[
            required("description", Takes::Text, "One sentence."),
            optional(
                "extends",
                Takes::Reference("policy"),
                "A policy to start from; its rules come first.",
            ),
        ],
        scopes: &[],
    },
    Section {
        name: "overlay",
        path: "policy.<name>.<actor>",
        doc: "What one actor adopts: a preset with its settings beside it, rules of its own, or both.",
        keys: &[
            optional("preset", Takes::Reference("preset"), "A preset policy."),
            optional(
                "seeks_channels",
                Takes::Real(1.0, 100.0),
                "Recovery of the actor's channels that are down is multiplied by it; multiplies what preset and extended policy say. Default: 1.",
            ),
            WHILE,
            optional("rule", Takes::Named("rule"), "Rules of its own."),
            optional(
                "part",
                Takes::Named("part"),
                "Further parts of what it adopts, such as one for as long as a line is down and one from then on. Their rules are named after them.",
            ),
        ],
        scopes: &[],
    },
    Section {
        name: "part",
        path: "policy.<name>.<actor>.part.<name>",
        doc: "A part of what an actor adopts: a preset with its settings beside it, rules of its own, or both, for as long as its `while` holds.",
        keys: &[
            optional("preset", Takes::Reference("preset"), "A preset policy."),
            WHILE,
            optional("rule", Takes::Named("rule"), "Rules of its own."),
        ],
        scopes: &[],
    },
    Section {
        name: "rule",
        path: "policy.<name>.<actor>.rule.<name>",
        doc: "A rule: exactly one of `forbid`, `force` and `shift`.",
        keys: &[
            optional(
                "when",
                Takes::Conditions,
                "Features with the value, or `{ min, max }`, for which it holds; all must hold. Default: always.",
            ),
            optional(
                "forbid",
                Takes::Choice(&RuleEffect::FORBIDDEN_NAMES),
                "The act it rules out.",
            ),
            optional(
                "force",
                Takes::Choice(&Act::NAMES),
                "The act it makes certain.",
            ),
            optional(
                "shift",
                Takes::Shifts,
                "What it adds to the log-odds of escalating and of negotiating, in nat.",
            ),
        ],
        scopes: &[],
    },
    Section {
        name: "payoff",
        path: "payoff.<actor>",
        doc: "What an actor cares about: points for what a trial shows, added up; what has no weight counts for nothing. At least one weight. No trial depends on it.",
        keys: &PAYOFF_KEYS,
        scopes: &[],
    },
    Section {
        name: "payoff-type",
        path: "payoff.<actor>.type.<name>",
        doc: "What an actor of another type cares about, to be looked at in place of its payoff. It is whole: weights it does not have are 0, whatever the payoff of the actor says.",
        keys: PAYOFF_KEYS.split_at(1).1,
        scopes: &[],
    },
    Section {
        name: "uncertain",
        path: "uncertain.\"<path>\"",
        doc: "The range of a parameter, or of a weight of a payoff, whose value is not known: `[low, high]`, or this table. The path is that of `--set`. A range of one value says that it is known here after all.",
        keys: &[
            optional(
                "low",
                Takes::Real(-1e6, 1e6),
                "The lower end. Needed where there are no `levels`.",
            ),
            optional(
                "high",
                Takes::Real(-1e6, 1e6),
                "The upper end. Needed where there are no `levels`.",
            ),
            optional(
                "distribution",
                Takes::Choice(&DISTRIBUTIONS),
                "How probable each value is held to be: `uniform`; `log_uniform`, of a range above 0; `triangular`, with a `mode`; `beta`, stretched over the range, with a `shape`. Default: uniform. A parameter that is a whole number takes the one below a place from `low` to `high` + 1.",
            ),
            optional(
                "mode",
                Takes::Real(-1e6, 1e6),
                "The most probable value of a triangular distribution.",
            ),
            optional(
                "shape",
                Takes::Pair,
                "The two shapes of a beta distribution, from 0.01 to 1000: [2, 2] is a hill, [2, 5] leans to the lower end.",
            ),
            optional(
                "levels",
                Takes::RealList,
                "In place of a range: two or more values, each alike.",
            ),
            optional("source", Takes::Text, "Why it is uncertain."),
        ],
        scopes: &[],
    },
];

/// The section of that name.
pub fn section(name: &str) -> &'static Section {
    SECTIONS
        .iter()
        .find(|section| section.name == name)
        .expect("invariant: the code asks for sections that the table has")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_unique_within_a_section_and_sections_that_are_named_exist() {
        for section in SECTIONS {
            let words: Vec<_> = section.words().collect();
            let unique: std::collections::BTreeSet<_> = words.iter().collect();
            assert_eq!(words.len(), unique.len(), "{}", section.name);
            for key in section.keys {
                if let Takes::Section(name) | Takes::Named(name) | Takes::NamedTwice(name) =
                    key.takes
                {
                    assert_eq!(super::section(name).name, name);
                }
            }
        }
    }
}
