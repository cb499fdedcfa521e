//! Whatever is done to a valid scenario, it is read or refused with places, and never panics.

use offramp::scenario::file::flatten::flatten;
use offramp::scenario::file::starter;
use offramp::scenario::{self, ReadError};
use proptest::prelude::*;
use std::sync::LazyLock;

/// What is mutated: a small commented file, a file that extends another, and one with every value.
static TEXTS: LazyLock<[String; 3]> = LazyLock::new(|| {
    let kaesong = scenario::read_embedded("kaesong-2020", &[]).expect("a shipped scenario");
    [
        starter::starter("mine"),
        starter::copy("mine", "kaesong-2020").expect("a shipped scenario"),
        flatten(&kaesong.scenario),
    ]
});

#[derive(Debug, Clone)]
enum Mutation {
    Drop(usize),
    Duplicate(usize),
    Swap(usize, usize),
    Value(usize, String),
    Key(usize, String),
    Byte(usize, char),
    Cut(usize),
}

fn mutation() -> impl Strategy<Value = Mutation> {
    let garbage = prop_oneof![
        Just("nan"),
        Just("-inf"),
        Just("0"),
        Just("-1"),
        Just("1e300"),
        Just("99999999999999999999"),
        Just("true"),
        Just("\"\""),
        Just("\"war\""),
        Just("\"north-korea\""),
        Just("\"red\""),
        Just("[]"),
        Just("[1, 2]"),
        Just("{}"),
        Just("{ min = 3, max = 1 }"),
        Just("2020-02-29"),
        Just("9999-12-31"),
        Just("10:00:00"),
        Just("\"a\\u0000b\""),
        Just("[[]]"),
        Just("\"x.y\""),
        Just("0x10"),
        Just("'é'"),
    ];
    let word = prop_oneof![
        Just("schema"),
        Just("extends"),
        Just("actors"),
        Just("[actor.description]"),
        Just("[rung]"),
        Just("[policy.baseline]"),
        Just("resolve"),
        Just("\"a.b\""),
        Just("[channel.x.y.z]"),
        Just("when"),
        Just("[uncertain.x]"),
        Just("without"),
        Just("[timeline.\"\"]"),
        Just("é"),
        Just("[pair.x]"),
    ];
    let at = any::<prop::sample::Index>().prop_map(|index| index.index(usize::MAX));
    prop_oneof![
        at.clone().prop_map(Mutation::Drop),
        at.clone().prop_map(Mutation::Duplicate),
        (at.clone(), at.clone()).prop_map(|(a, b)| Mutation::Swap(a, b)),
        (at.clone(), garbage).prop_map(|(at, value)| Mutation::Value(at, value.to_owned())),
        (at.clone(), word).prop_map(|(at, key)| Mutation::Key(at, key.to_owned())),
        (at.clone(), any::<char>()).prop_map(|(at, c)| Mutation::Byte(at, c)),
        at.prop_map(Mutation::Cut),
    ]
}

fn mutate(text: &str, mutation: &Mutation) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let count = lines.len().max(1);
    if lines.is_empty() {
        lines.push(String::new());
    }
    match mutation {
        Mutation::Drop(at) => drop(lines.remove(at % count)),
        Mutation::Duplicate(at) => lines.insert(at % count, lines[at % count].clone()),
        Mutation::Swap(a, b) => lines.swap(a % count, b % count),
        Mutation::Value(at, value) => {
            let line = &mut lines[at % count];
            let key = line.split('=').next().unwrap_or_default().to_owned();
            *line = format!("{key}= {value}");
        }
        Mutation::Key(at, key) => {
            let line = &mut lines[at % count];
            *line = match line.split_once('=') {
                Some((_, value)) if !key.starts_with('[') => format!("{key} ={value}"),
                _ => key.clone(),
            };
        }
        Mutation::Byte(at, c) => {
            let mut chars: Vec<_> = text.chars().collect();
            let at = at % chars.len().max(1);
            if at < chars.len() {
                chars[at] = *c;
            }
            return chars.into_iter().collect();
        }
        Mutation::Cut(at) => {
            let chars: Vec<_> = text.chars().collect();
            return chars[..at % (chars.len() + 1)].iter().collect();
        }
    }
    lines.join("\n") + "\n"
}

/// Read, or refused with at least one problem whose place lies within its text.
fn sound_or_refused(text: &str, sets: &[String]) {
    match scenario::parse("mine.toml", text, sets) {
        Ok(checked) => {
            let flat = flatten(&checked.scenario);
            let again = scenario::parse("flat.toml", &flat, &[]);
            let again = again.unwrap_or_else(|error| panic!("{error}\nof\n{flat}"));
            assert_eq!(again.scenario, checked.scenario);
        }
        Err(ReadError::Invalid(problems)) => {
            assert!(!problems.list.is_empty());
            for problem in &problems.list {
                let text = problems.sources.text(problem.place.source);
                assert!(
                    problem.place.start <= problem.place.end && problem.place.end <= text.len()
                );
            }
            let shown = problems.to_string();
            assert!(
                shown.contains("mine.toml:")
                    || shown.contains("--set:")
                    || shown.contains("shipped:"),
                "{shown}"
            );
        }
        Err(ReadError::Abstract { .. }) => {}
        Err(error) => panic!("{error}"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn mutated_scenarios_are_read_or_refused(
        which in 0usize..3,
        mutations in prop::collection::vec(mutation(), 1..5),
    ) {
        let text = mutations.iter().fold(TEXTS[which].clone(), |text, mutation| mutate(&text, mutation));
        sound_or_refused(&text, &[]);
    }

    #[test]
    fn any_override_is_written_or_refused(
        path in "(law|crisis|actor|pair|channel|uncertain|trigger|[*]|[a-z_]{1,8})([.]([*]|red|border|hotline|resolve|cut|law)){0,4}",
        value in "(=|==|)([0-9.]{0,4}|true|war|\\[1, 2\\]|\\{ a = 1 \\}|\"x|nan|\\PC{0,6})",
    ) {
        sound_or_refused(&TEXTS[0], &[format!("{path}{value}")]);
    }
}
