//! How much room a strip takes, and what it calls things: shared by strips that are compared.

use super::story::Story;
use std::collections::BTreeMap;

/// Width of the picture in pixels, of the names left of the days and of what stands right of them.
pub(super) const WIDTH: f64 = 720.0;
pub(super) const LEFT: f64 = 118.0;
pub(super) const RIGHT: f64 = 102.0;
/// Pixels of a day, at most.
const WIDEST: f64 = 22.0;
/// Days of a row, about, and rows, at most.
const ROW: u64 = 56;
pub(super) const ROWS: u64 = 4;
/// Pixels between two rungs: as much as a letter is high.
pub(super) const RUNG: f64 = 14.0;
/// Pixels of the scale of days, of the name of a lane, above its rungs and below them, of the track
/// below those, and between two rows.
pub(super) const SCALE: f64 = 34.0;
pub(super) const NAME: f64 = 18.0;
pub(super) const ABOVE: f64 = 13.0;
pub(super) const BELOW: f64 = 9.0;
pub(super) const TRACK: f64 = 14.0;
pub(super) const GAP: f64 = 16.0;
/// Pixels of a mark: nearer than that, those of the same kind become one.
pub(super) const MARK: f64 = 10.0;
/// Pixels of a letter, on the average.
pub(super) const LETTER: f64 = 6.4;

/// What two strips share, so that they can be laid one above the other.
pub(super) struct Frame {
    /// Days of a row.
    pub per_row: u64,
    /// Pixels of a day.
    pub pitch: f64,
    /// The lowest and the highest rung of each lane in each row.
    pub reach: BTreeMap<(String, u64), [usize; 2]>,
}

impl Frame {
    /// Of stories that are to be compared.
    pub fn of(stories: &[&Story]) -> Self {
        let days = stories
            .iter()
            .map(|story| story.last + 1)
            .max()
            .unwrap_or(1);
        let rows = days.div_ceil(ROW).min(ROWS);
        let per_row = match rows {
            1 => days,
            rows => days.div_ceil(rows).next_multiple_of(7),
        };
        let pitch = ((WIDTH - LEFT - RIGHT) / per_row as f64).min(WIDEST);
        let mut reach: BTreeMap<(String, u64), [usize; 2]> = BTreeMap::new();
        for story in stories {
            for lane in &story.lanes {
                let stood = |day| lane.rung(day).map(|rung| (day, rung));
                for (day, rung) in (0..=story.last).filter_map(stood) {
                    let key = (lane.name.clone(), day / per_row);
                    let [low, high] = reach.entry(key).or_insert([rung, rung]);
                    (*low, *high) = ((*low).min(rung), (*high).max(rung));
                }
            }
        }
        Self {
            per_row,
            pitch: (pitch * 10.0).floor() / 10.0,
            reach,
        }
    }

    /// Where a day begins within its row.
    pub fn x(&self, day: u64, first: u64) -> f64 {
        LEFT + (day - first) as f64 * self.pitch
    }

    /// Whether marks of neighbouring days would lie upon each other.
    pub fn is_dense(&self) -> bool {
        self.pitch < MARK
    }
}

/// What the picture calls things, and what it stresses.
pub(super) struct Names<'n> {
    /// Names of the rungs, lowest first.
    pub rungs: &'n [String],
    /// The lowest rung of violence, if known.
    pub violent: Option<usize>,
    /// Labels of the actors, by name.
    pub labels: &'n BTreeMap<String, String>,
    /// The day on which this trial parts from another.
    pub parts: Option<u64>,
}

impl Names<'_> {
    /// The label of an actor.
    pub fn actor(&self, name: &str) -> String {
        self.labels.get(name).map_or(name, String::as_str).into()
    }
}
