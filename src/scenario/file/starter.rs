//! A scenario to begin from: a small one with comments, or a copy of a shipped one.

use super::draft::{self, ReadError};
use super::flatten;
use crate::scenario::library;

/// A commented scenario under that name, small enough to read and fit to run as it is.
pub fn starter(name: &str) -> String {
    let bases = library::bases();
    let bases = bases.map(|(path, about)| format!("#   {path}: {about}"));
    let bases = bases.collect::<Vec<_>>().join("\n");
    STARTER.replace("BASES", &bases).replace("NAME", name)
}

/// The same with a title of its own, one line of text.
pub fn titled_starter(name: &str, title: &str) -> String {
    let title = toml::Value::from(title).to_string();
    starter(name).replacen(TITLE, &format!("title = {title}"), 1)
}

/// A copy of a shipped scenario under another name: the file as it is shipped, which goes on
/// extending the shipped base.
///
/// # Errors
/// If no shipped scenario is called so, or it is a base.
pub fn copy(name: &str, from: &str) -> Result<String, ReadError> {
    let scenario = draft::read_embedded(from, &[])?.scenario;
    let text = library::find(from)
        .and_then(library::text)
        .unwrap_or_default();
    let copied = rename(text, name);
    // A file that reaches its base by a path of its own folder cannot be copied elsewhere as it is.
    match draft::parse(&format!("{name}.toml"), &copied, &[]) {
        Ok(_) => Ok(copied),
        Err(_) => Ok(rename(&flatten::flatten(&scenario), name)),
    }
}

/// The text with the scenario's own name, above its first table.
fn rename(text: &str, name: &str) -> String {
    let line = format!("name = \"{name}\"\n");
    let mut renamed = String::with_capacity(text.len() + line.len());
    let mut named = false;
    for own in text.split_inclusive('\n') {
        let key = own.split('=').next().unwrap_or_default().trim();
        if !named && (key == "name" || own.starts_with('[')) {
            renamed.push_str(&line);
            named = true;
            if key == "name" {
                continue;
            }
            renamed.push('\n');
        }
        renamed.push_str(own);
    }
    renamed
}

/// The line of the starter that has its title.
const TITLE: &str = "title = \"A border incident between two neighbours\"";

const STARTER: &str = r#"# A scenario for offramp. `offramp check` says what is wrong with it and where its numbers come
# from, `offramp explain WORD` what a word means, `offramp run` runs it.
#
# Numbers not written here are defaults: what crises of the world say of the law is in them, and
# `offramp explain fear` says what that leaves open. To begin from a base, write `extends = "..."` and
# leave out what it has:
BASES
schema = 1
name = "NAME"
title = "A border incident between two neighbours"
question = "Does restraint by one side keep a border incident from becoming a war?"
onset = 2020-01-01

# Parties fight, third parties press and mediate. Append actors, do not reorder them: their order
# numbers the random draws.
actors = ["red", "blue", "mediator"]

# The ladder, lowest first. The last rung is war.
rungs = ["routine", "threat", "show-of-force", "clash", "war"]
calm_rung = "routine"

[sources]
invented = "Nothing here is taken from history."

[crisis]
horizon_days = 180  # days that are simulated
calm_days = 21      # days of calm after which the crisis is over

# What holds for everybody who has no value of their own below.
[law]
misperception = 0.06  # how many acts are misread

# Violence in the levels of ICB: 1 none, 2 minor clashes, 3 serious clashes, 4 full-scale war.
[rung.routine]
violence = 1

[rung.threat]
violence = 1

[rung.show-of-force]
violence = 1
deed = true

[rung.clash]
violence = 2

[rung.war]
violence = 4

[actor.red]
label = "Red"
code = "RED"
kind = "party"
campaign_at_onset = 0.3  # perhaps Red has a plan

[actor.blue]
label = "Blue"
code = "BLU"
kind = "party"

[actor.mediator]
label = "a mediator"
code = "MED"
kind = "third-party"
openness = -2.5

[pair.border]
parties = ["red", "blue"]
relation = "adversaries"
talks_needed = 4

# Lines between adversaries, at most four a pair.
[channel.border.hotline]
label = "hotline"
message_loss = 0.1

# Something that happens by itself and looks like a hostile act.
[incident.patrol]
label = "a patrol of Red strays over the border"
actor = "red"
target = "blue"
per_day = 0.005

# The act that began the crisis: day 0.
[trigger]
label = "Red moves troops to the border"
actor = "red"
target = "blue"
rung = "show-of-force"
violence = 1
deliberate = true
# The probability that it was a rung worse than was known then.
worse = 0.0

# What is scripted, before the onset (it shapes how the crisis begins) or after.
[timeline.warning]
day = -3
label = "Red warns Blue"
act = "escalate"
actor = "red"
target = "blue"
rung = "threat"

# What could be done: presets or rules of one's own. `baseline` always exists.
[policy.blue-restraint]
description = "Blue rules out every escalation."
[policy.blue-restraint.blue]
preset = "maximum-restraint"

[policy.both-generous]
description = "Both answer like with like, but let some escalations pass."
[policy.both-generous.red]
preset = "generous-tit-for-tat"
[policy.both-generous.blue]
preset = "generous-tit-for-tat"

[policy.hold-below-clash]
description = "Blue holds its fire while Red stays below a clash and the hotline works."
[policy.hold-below-clash.blue.rule.hold-fire]
when = { adversary_rung = { max = "show-of-force" }, line_up = true }
forbid = "escalate"

# What nobody knows. Ranges are swept by comparisons and reported.
[uncertain]
"law.deterrence" = [-3, 3]
"actor.red.campaign_at_onset" = { low = 0, high = 1, source = "nobody outside knows" }
"#;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::file::catalog;
    use crate::scenario::file::provenance::{InForce, Provenance};

    #[test]
    fn the_starter_checks_as_it_is() {
        let checked = draft::parse("mine.toml", &starter("mine"), &[])
            .unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(checked.scenario.name, "mine");
        assert_eq!(checked.warnings, []);
        assert_eq!(checked.scenario.policies.len(), 4);
    }

    #[test]
    fn the_starter_names_the_shipped_bases_and_takes_the_law_of_rivals() {
        let text = starter("mine");
        let mut bases = 0;
        for (path, about) in library::bases() {
            assert!(about.ends_with('.'), "{path}: {about}");
            assert!(text.contains(&format!("#   {path}: {about}\n")), "{text}");
            bases += 1;
        }
        assert!(bases > 2);
        let rivals = text.replacen(
            "schema = 1",
            "schema = 1\nextends = \"base/rivals.toml\"",
            1,
        );
        let checked = draft::parse("mine.toml", &rivals, &[]).unwrap();
        let fear = |number: &&InForce| number.row.key == "fear";
        let numbers = checked.numbers();
        let fear = numbers.iter().find(fear).expect("everybody has fear");
        assert!(matches!(fear.from, Provenance::Inherited(_)), "{fear:?}");
    }

    #[test]
    fn a_title_stays_within_its_quotes() {
        for title in ["Balakot 2019", "O\"Neill \\ x", "개성 '2020'"] {
            let text = titled_starter("mine", title);
            let checked = draft::parse("mine.toml", &text, &[]).unwrap();
            assert_eq!(checked.scenario.title, title);
        }
    }

    #[test]
    fn a_copy_of_any_shipped_scenario_is_the_same_under_another_name() {
        for shipped in catalog::list().unwrap() {
            let copied = copy("mine", &shipped.path).unwrap_or_else(|error| panic!("{error}"));
            let mut scenario = draft::parse("mine.toml", &copied, &[]).unwrap().scenario;
            assert_eq!(scenario.name, "mine");
            scenario.name = shipped.name;
            let mut own = draft::read_embedded(&shipped.path, &[]).unwrap().scenario;
            // What came of a crisis is not said of one that is imagined after it.
            (own.observed, scenario.observed) = (None, None);
            assert!(scenario == own, "{}", shipped.path);
        }
        assert!(matches!(
            copy("mine", "kaesong-2202"),
            Err(ReadError::NotShipped { near: Some(_), .. })
        ));
    }
}
