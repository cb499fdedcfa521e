//! Where two trials under the same luck part.

use super::event::{Event, Placed, Trace};

/// The first thing that happened in one trial and not in the other.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Parting<'t> {
    /// Its day.
    pub day: u32,
    /// What happened in the first trial at that place; nothing worth a word where it is missing.
    pub here: Option<&'t Event>,
    /// What happened in the second.
    pub there: Option<&'t Event>,
}

/// Where two trials of the same actors part; `None` if the same happened in both.
pub fn parting<'t>(here: &'t Trace, there: &'t Trace) -> Option<Parting<'t>> {
    // The last day of a trial holds its ending, so one cannot be the beginning of the other.
    here.days.iter().zip(&there.days).find_map(|(one, two)| {
        let (here, there) = first(&one.facts, &two.facts)?;
        Some(Parting {
            day: one.day,
            here,
            there,
        })
    })
}

/// The first facts of a day that differ, each `None` where the other happened earlier in the day.
fn first<'t>(
    one: &'t [Placed],
    two: &'t [Placed],
) -> Option<(Option<&'t Event>, Option<&'t Event>)> {
    let place = one
        .iter()
        .zip(two)
        .position(|(a, b)| a.order != b.order || !a.fact.same(&b.fact))
        .unwrap_or(one.len().min(two.len()));
    let (a, b) = (one.get(place), two.get(place));
    let order = |entry: Option<&Placed>| entry.map_or(u32::MAX, |entry| entry.order);
    let earliest = order(a).min(order(b));
    let at = |entry: Option<&'t Placed>| {
        entry
            .filter(|entry| entry.order == earliest)
            .map(|entry| &entry.fact)
    };
    (a.is_some() || b.is_some()).then(|| (at(a), at(b)))
}
