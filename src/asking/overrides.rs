//! Overrides as they are given, `path=value`: what they vary, and whether they change anything.

use super::error::AskingError;
use crate::scenario::Draft;
use crate::scenario::policy::Policy;

/// Refuses an override within a policy that changes none of the policies which are played.
///
/// # Errors
/// [`AskingError::Wrong`].
pub fn in_force<'p>(
    draft: &Draft,
    sets: &[String],
    played: impl Iterator<Item = &'p Policy> + Clone,
) -> Result<(), AskingError> {
    for (i, set) in sets.iter().enumerate() {
        if !set.trim_start().starts_with("policy.") {
            continue;
        }
        let others = [&sets[..i], &sets[i + 1..]].concat();
        // Where the others are not sound without it, it is needed.
        let Ok(without) = draft.check(&others) else {
            continue;
        };
        let is_same = |policy: &Policy| without.scenario.policy(&policy.name) == Some(policy);
        if played.clone().all(is_same) {
            let names: Vec<&str> = played.map(|policy| policy.name.as_str()).collect();
            return Err(AskingError::Wrong(format!(
                "--set {set} changes none of the policies that are played ({}): play the policy it belongs to as well, or leave it out",
                names.join(", ")
            )));
        }
    }
    Ok(())
}

/// A combination of overrides: its name, where there are several, and the overrides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overrides {
    /// `path=value` pairs joined by `;`, only those that vary.
    pub name: Option<String>,
    /// Every override, as given, one value each.
    pub sets: Vec<String>,
}

/// The most variants of a run: a hundred times as many as anybody reads.
const MOST_VARIANTS: usize = 100_000;

/// Every combination of the values listed in `--set path=a,b,c`.
///
/// # Errors
/// [`AskingError::Wrong`] where there are more than can be meant.
pub fn variants(sets: &[String]) -> Result<Vec<Overrides>, AskingError> {
    let values = |set: &String| match set.split_once('=') {
        Some((_, values)) => range(values).map_or_else(|| list(values).len(), |range| range.2),
        None => 1,
    };
    let product = sets.iter().map(values).fold(1, usize::saturating_mul);
    if product > MOST_VARIANTS {
        return Err(AskingError::Wrong(format!(
            "these --set make {product} variants; at most {MOST_VARIANTS} are made"
        )));
    }
    Ok(combined(sets))
}

fn combined(sets: &[String]) -> Vec<Overrides> {
    let mut variants = vec![Overrides {
        name: None,
        sets: Vec::new(),
    }];
    for set in sets {
        let (path, values) = match set.split_once('=') {
            Some((path, values)) => (path, spread(values)),
            None => (set.as_str(), Vec::new()),
        };
        if values.len() < 2 {
            for variant in &mut variants {
                variant.sets.push(set.clone());
            }
            continue;
        }
        let combine = |variant: &Overrides| {
            values
                .iter()
                .map(|value| {
                    let part = format!("{}={}", path.trim(), unsigned(value.trim()));
                    let name = match &variant.name {
                        Some(name) => format!("{name};{part}"),
                        None => part.clone(),
                    };
                    let sets = [variant.sets.clone(), vec![part]].concat();
                    Overrides {
                        name: Some(name),
                        sets,
                    }
                })
                .collect::<Vec<_>>()
        };
        variants = variants.iter().flat_map(combine).collect();
    }
    variants
}

/// There is one zero.
fn unsigned(value: &str) -> &str {
    match value.parse::<f64>() {
        Ok(0.0) => value.trim_start_matches('-'),
        _ => value,
    }
}

/// Refuses a list where one value is meant, with what does for a list.
///
/// # Errors
/// [`AskingError::Wrong`].
pub fn one_value(sets: &[String], instead: &str) -> Result<(), AskingError> {
    let several = |set: &&String| {
        let values = set.split_once('=').map_or("", |(_, values)| values);
        list(values).len() > 1 || range(values).is_some()
    };
    match sets.iter().find(several) {
        None => Ok(()),
        Some(set) => Err(AskingError::Wrong(format!(
            "--set {set} has several values, and here one is meant: {instead}; `offramp run` takes several"
        ))),
    }
}

/// The values of a list or of a range.
fn spread(values: &str) -> Vec<String> {
    let Some((low, high, n)) = range(values) else {
        return list(values).into_iter().map(String::from).collect();
    };
    let value = |i: usize| {
        let value = low + (high - low) * i as f64 / (n - 1) as f64;
        // Twelve digits say what was meant, and none that arithmetic made up.
        let digits: f64 = format!("{value:.11e}").parse().unwrap_or(value);
        format!("{}", digits + 0.0)
    };
    (0..n).map(value).collect()
}

/// `LOW:HIGH:N`: so many values from one to the other, both included.
fn range(values: &str) -> Option<(f64, f64, usize)> {
    let parts: Vec<&str> = values.split(':').map(str::trim).collect();
    let [low, high, n] = parts.as_slice() else {
        return None;
    };
    let number = |text: &str| text.parse::<f64>().ok().filter(|x| x.is_finite());
    let n = n.parse().ok().filter(|n| *n >= 2)?;
    Some((number(low)?, number(high)?, n))
}

/// The values of a list; commas within brackets, braces or quotes do not part them.
pub fn list(values: &str) -> Vec<&str> {
    let (mut depth, mut quoted, mut start) = (0_i32, false, 0);
    let mut parts = Vec::new();
    for (place, letter) in values.char_indices() {
        match letter {
            '"' => quoted = !quoted,
            '[' | '{' if !quoted => depth += 1,
            ']' | '}' if !quoted => depth -= 1,
            ',' if !quoted && depth == 0 => {
                parts.push(&values[start..place]);
                start = place + 1;
            }
            _ => {}
        }
    }
    parts.push(&values[start..]);
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_make_every_combination() {
        let sets = ["a=1,2", "b=3", "c=x,y"].map(str::to_string);
        let variants = combined(&sets);
        assert_eq!(variants.len(), 4);
        assert_eq!(variants[1].name.as_deref(), Some("a=1;c=y"));
        assert_eq!(variants[1].sets, ["a=1", "b=3", "c=y"]);
    }

    #[test]
    fn a_range_is_so_many_values_with_both_ends() {
        assert_eq!(spread("0:0.3:4"), ["0", "0.1", "0.2", "0.3"]);
        assert_eq!(spread("-1 : 1 : 3"), ["-1", "0", "1"]);
        assert_eq!(spread("1:2"), ["1:2"]);
        assert_eq!(spread("0:1:1"), ["0:1:1"]);
        assert!(variants(&["a=0:1:1000000000".into()]).is_err());
        assert_eq!(
            combined(&["a=1:3:3".into()])[1].name.as_deref(),
            Some("a=2")
        );
        assert!(one_value(&["a=0:1:3".into()], "no").is_err());
        assert!(one_value(&["a=[1,2]".into(), "b".into()], "no").is_ok());
    }

    #[test]
    fn brackets_and_quotes_hold_a_value_together() {
        assert_eq!(list(r#"[1, 2],"x,y",3"#), ["[1, 2]", r#""x,y""#, "3"]);
        assert_eq!(combined(&["a=[1,2]".into()])[0].name, None);
    }
}
