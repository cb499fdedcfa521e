//! Columns of the state that nothing reads: whatever they hold, a crisis goes the same way.
//!
//! Beliefs spread over twenty-five values for each pair. Where no term of a decision and no rule
//! looks at one, crises that differ in it alone are one crisis to whoever enumerates them.

use super::Model;
use super::decision::Decision;
use super::layout::Column;
use crate::scenario::policy::Feature;
use std::collections::BTreeSet;

/// Whether entries of a table change with the part of their place that has this stride and size.
fn varies(table: &[i32], stride: usize, size: usize) -> bool {
    let entries = table.iter().enumerate();
    let first = |place: usize| table[place - place / stride % size * stride];
    entries
        .into_iter()
        .any(|(place, &entry)| entry != first(place))
}

/// What of its view a decision depends on.
#[allow(clippy::struct_excessive_bools)] // one for each part of the view
struct Looks {
    belief: bool,
    memory: bool,
    last: bool,
    mediated: bool,
    talks: bool,
    allies: bool,
    pressure: bool,
}

impl Looks {
    fn of(decision: &Decision) -> Self {
        let (posture, ladder) = (&decision.tables.posture[..], &decision.tables.ladder[..]);
        let others = &decision.tables.others[..];
        let asks = |feature: Feature| {
            let mut conditions = decision.rules.iter().flat_map(|rule| &rule.when);
            conditions.any(|condition| condition.feature == feature)
        };
        Self {
            belief: varies(posture, 1, 32) || asks(Feature::Belief),
            last: varies(posture, 32, 4) || asks(Feature::OwnLast),
            memory: varies(posture, 128, 4) || asks(Feature::Remembered),
            mediated: varies(posture, 1024, 2) || asks(Feature::Mediated),
            talks: varies(ladder, 1, 16) || asks(Feature::Talks),
            allies: varies(others, 1, 32),
            pressure: varies(others, 32, 32) || asks(Feature::Pressure),
        }
    }
}

impl Model {
    /// Columns that last overnight and that nothing reads but what writes them.
    pub fn unread(&self) -> Vec<Column> {
        let mut unread: BTreeSet<Column> = BTreeSet::new();
        unread.extend(self.watches.iter().map(|watch| watch.memory));
        unread.extend(self.presses.iter().map(|press| press.level));
        unread.extend(self.actors.iter().map(|actor| actor.last));
        for dyad in &self.dyads {
            unread.extend(dyad.beliefs.iter().map(|belief| belief.column));
            unread.insert(dyad.talks);
            unread.extend(dyad.offers);
        }
        let mut reads = |column: Column| unread.remove(&column);
        for actor in &self.actors {
            let decision = &actor.decision;
            let looks = Looks::of(decision);
            // Who has one other only turns to it whatever it believes.
            let chooses = decision.others.len() > 1;
            let party = actor.party.as_ref();
            let ends =
                party.is_some_and(|party| party.ends.iter().any(|end| *end != party.ends[0]));
            for other in &decision.others {
                if looks.belief || (chooses && party.is_some()) {
                    reads(other.belief);
                }
                if looks.memory || chooses || ends {
                    reads(other.memory);
                }
                if looks.talks {
                    reads(other.talks);
                }
            }
            if looks.last {
                reads(decision.last);
            }
            let listed = [
                (looks.mediated, &decision.mediators),
                (looks.allies, &decision.allies),
                (looks.pressure, &decision.pressure),
            ];
            for (_, columns) in listed.into_iter().filter(|(reads, _)| *reads) {
                for &column in columns {
                    reads(column);
                }
            }
        }
        for dyad in self.dyads.iter().filter(|dyad| dyad.settles) {
            reads(dyad.talks);
        }
        // Open offers make talks, and nothing else.
        for dyad in &self.dyads {
            if !unread.contains(&dyad.talks) {
                for offer in dyad.offers {
                    unread.remove(&offer);
                }
            }
        }
        let nights = self.layout.night;
        unread.retain(|column| usize::from(column.0) < nights && *column != self.crisis.zero);
        unread.into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::varies;

    #[test]
    fn a_table_varies_with_a_part_of_its_place_or_does_not() {
        let table: Vec<i32> = (0..24).map(|place| place / 6 % 2).collect();
        assert!(!varies(&table, 1, 6) && varies(&table, 6, 2) && !varies(&table, 12, 2));
    }
}
