//! Profiles that are stable: nobody gains by doing something else alone (Nash 1950). Which of them surely
//! are, which may be, and how often they are where the luck is drawn again.

use super::profiles::Profiles;
use super::rounds::Rounds;

/// What trials say of a profile as an equilibrium.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    strum::EnumMessage,
    strum::VariantArray,
    strum::IntoStaticStr,
)]
#[strum(serialize_all = "snake_case")]
pub enum Standing {
    /// Everybody answers best there, and nothing else is as good.
    Decided,
    /// Nobody surely gains by doing something else.
    Possible,
    /// Somebody surely gains by doing something else.
    Excluded,
}

impl Standing {
    /// Its name in tables.
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// That of a profile: joint statements about all profiles at the level of the study.
    pub fn of(profiles: &Profiles, rounds: &Rounds, profile: usize) -> Self {
        let players = 0..profiles.players.len();
        let best = players.map(|player| {
            let line = rounds.line(profiles, player, profile);
            let open = line.open[profiles.strategy(player, profile)];
            open.then(|| line.candidates())
        });
        let best: Option<Vec<usize>> = best.collect();
        match best {
            None => Self::Excluded,
            Some(candidates) if candidates.iter().all(|count| *count == 1) => Self::Decided,
            Some(_) => Self::Possible,
        }
    }
}
