//! Factors that are moved together, as if they were one.

use super::factor::Factor;
use crate::diagnostic::nearest;

/// Factors that are moved together; one alone is a group of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactorGroup {
    /// What it is called: of one factor alone, its name.
    pub name: String,
    /// Its factors, by their places.
    pub members: Vec<usize>,
}

/// What is wrong with a group.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GroupError {
    /// It is not written so.
    #[error("--group {text}: write NAME=PATH,PATH")]
    Form {
        /// What is written.
        text: String,
    },
    /// A name that something else has.
    #[error("--group {name}: there are two things of that name")]
    Twice {
        /// The name.
        name: String,
    },
    /// A member that does not vary.
    #[error("--group {name}: `{member}` is not among what varies; {help}")]
    Unknown {
        /// The group.
        name: String,
        /// The member.
        member: String,
        /// What may have been meant.
        help: String,
    },
    /// A member of two groups, or of one twice.
    #[error("--group {name}: `{member}` is in a group already")]
    Taken {
        /// The group.
        name: String,
        /// The member.
        member: String,
    },
    /// Nothing to compare with.
    #[error(
        "all of the variance is that of {only}, the one thing that varies: vary two or more, or follow one with `offramp tip` or `offramp sweep`"
    )]
    Alone {
        /// The only group.
        only: String,
    },
}

/// Factors in groups, each in one: those that `texts` name as `NAME=PATH,PATH`, and every other by
/// itself, in the order of their first factors.
///
/// # Errors
/// [`GroupError`].
pub fn grouped(factors: &[Factor], texts: &[String]) -> Result<Vec<FactorGroup>, GroupError> {
    let mut groups: Vec<FactorGroup> = Vec::new();
    for text in texts {
        let form = || GroupError::Form { text: text.clone() };
        let (name, paths) = text.split_once('=').ok_or_else(form)?;
        let name = name.trim().to_owned();
        if name.is_empty() || name.contains(',') {
            return Err(form());
        }
        let is_name = |other: &str| other == name;
        if groups.iter().any(|group| is_name(&group.name))
            || factors.iter().any(|factor| is_name(&factor.name))
        {
            return Err(GroupError::Twice { name });
        }
        let mut members = Vec::new();
        for path in paths.split(',').map(str::trim) {
            let member = path.to_owned();
            let Some(at) = factors.iter().position(|factor| factor.name == path) else {
                let known: Vec<&str> = factors.iter().map(|factor| factor.name.as_str()).collect();
                let help = match nearest(path, known.iter().copied()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("that is {}", known.join(", ")),
                };
                return Err(GroupError::Unknown { name, member, help });
            };
            let mut taken = groups.iter().flat_map(|group| &group.members);
            if members.contains(&at) || taken.any(|other| *other == at) {
                return Err(GroupError::Taken { name, member });
            }
            members.push(at);
        }
        groups.push(FactorGroup { name, members });
    }
    for (at, factor) in factors.iter().enumerate() {
        if !groups.iter().any(|group| group.members.contains(&at)) {
            groups.push(FactorGroup {
                name: factor.name.clone(),
                members: vec![at],
            });
        }
    }
    groups.sort_by_key(|group| group.members.iter().min().copied());
    match groups.as_slice() {
        [only] => Err(GroupError::Alone {
            only: only.name.clone(),
        }),
        _ => Ok(groups),
    }
}
