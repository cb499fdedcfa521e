//! Names of scenarios and their parts: what can be one, and the one that words give.

/// The longest name.
const LONGEST: usize = 64;

/// Whether a word can be a folder, a key of tables and a part of a path.
pub(super) fn is_name(name: &str) -> bool {
    let known = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_';
    name.len() <= LONGEST
        && name.chars().all(known)
        && name.starts_with(|c: char| c.is_ascii_alphanumeric())
}

/// Whether programs that read tables take a name for a missing value, a truth value, a number or a
/// date: pandas, R and spreadsheets.
pub(super) fn reads_otherwise(name: &str) -> bool {
    let words = [
        "null", "nan", "na", "none", "nil", "true", "false", "yes", "no", "t", "f",
    ];
    let is_date = || {
        let parts: Vec<&str> = name.split('-').collect();
        let number = |part: &&str| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit());
        (2..=3).contains(&parts.len()) && parts.iter().all(number)
    };
    words.contains(&name) || name.parse::<f64>().is_ok() || is_date()
}

/// The name that words give, such as the stem of a file: lower case, with `-` for whatever names
/// cannot have. `None` where nothing is left.
pub fn name_of(words: &str) -> Option<String> {
    let mut name = String::new();
    for letter in words.to_lowercase().chars() {
        let taken = letter.is_ascii_alphanumeric() || letter == '_';
        match (taken, name.ends_with('-')) {
            (true, _) => name.push(letter),
            (false, false) => name.push('-'),
            (false, true) => {}
        }
    }
    let name = name.trim_start_matches(['-', '_']);
    let name = name.get(..LONGEST).unwrap_or(name).trim_end_matches('-');
    is_name(name).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_readers_take_for_something_else_are_known() {
        for name in [
            "null",
            "nan",
            "007",
            "1e5",
            "true",
            "2020-06-16",
            "inf",
            "3-4",
        ] {
            assert!(reads_otherwise(name), "{name}");
        }
        for name in [
            "kaesong-2020",
            "north-korea",
            "null-hypothesis",
            "e5",
            "1969-uss",
        ] {
            assert!(!reads_otherwise(name), "{name}");
        }
    }

    #[test]
    fn words_give_a_name_that_can_be_one() {
        for (words, name) in [
            ("Balakot 2019", "balakot-2019"),
            ("Taiwan1996", "taiwan1996"),
            ("a_b-c", "a_b-c"),
            ("  ../My crisis (draft 2)! ", "my-crisis-draft-2"),
            ("Käsong", "k-song"),
        ] {
            assert_eq!(name_of(words).as_deref(), Some(name));
        }
        assert_eq!(name_of("개성"), None);
        let long = |words: &str| name_of(&words.repeat(99)).map(|name| name.len());
        assert_eq!([long("ab "), long("abc ")], [Some(64), Some(63)]);
    }
}
