//! Every number of a checked scenario by its place, to be read and changed without a file.

use super::parameter::{Group, Parameter};
use super::{Relation, Role, Scenario};

/// Calls `visit` for every number of a scenario, in an order that follows from who and what there is
/// in it: a place keeps its position whatever the values. What `visit` leaves in the number holds;
/// it has to lie within the bounds of its row.
pub fn each(scenario: &mut Scenario, mut visit: impl FnMut(&'static Parameter, &mut f64)) {
    let visit = &mut visit;
    group(&mut scenario.closing, visit);
    for actor in &mut scenario.actors {
        group(&mut actor.response, visit);
        group(&mut actor.perception, visit);
        match &mut actor.role {
            Role::Party {
                belief,
                execution,
                campaign,
            } => {
                group(belief, visit);
                group(execution, visit);
                group(campaign, visit);
            }
            Role::ThirdParty { influence } => group(influence, visit),
        }
    }
    for pair in &mut scenario.pairs {
        if let Relation::Adversaries { talks, channels } = &mut pair.relation {
            group(talks, visit);
            for channel in channels {
                group(&mut channel.line, visit);
            }
        }
    }
    for incident in &mut scenario.incidents {
        group(&mut incident.source, visit);
    }
    group(&mut scenario.trigger.onset, visit);
}

/// A scenario with other values of some numbers, by place in the order of [`each`] and ascending.
pub fn with_numbers(scenario: &Scenario, numbers: impl Iterator<Item = (usize, f64)>) -> Scenario {
    let mut scenario = scenario.clone();
    let mut numbers = numbers.peekable();
    let mut at = 0;
    each(&mut scenario, |_, number| {
        if let Some((_, value)) = numbers.next_if(|next| next.0 == at) {
            *number = value;
        }
        at += 1;
    });
    scenario
}

fn group<G: Group>(values: &mut G, visit: &mut impl FnMut(&'static Parameter, &mut f64)) {
    let mut numbers = values.values();
    for (row, number) in G::ROWS.iter().zip(&mut numbers) {
        visit(row, number);
    }
    let mut numbers = numbers.into_iter();
    *values = G::fill(|_| numbers.next().expect("invariant: a value a row"));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::read_embedded;

    #[test]
    fn what_is_left_in_a_number_holds_and_nothing_else_moves() {
        let mut scenario = read_embedded("kaesong-2020", &[]).unwrap().scenario;
        let before = scenario.clone();
        let mut count = 0;
        each(&mut scenario, |_, _| count += 1);
        assert_eq!(scenario, before);
        let mut at = 0;
        each(&mut scenario, |row, value| {
            if row.key == "resolve" && at < 40 {
                *value += 1.0;
            }
            at += 1;
        });
        assert_eq!(at, count);
        let moved = |s: &Scenario| s.actors[0].response.resolve;
        assert!((moved(&scenario) - moved(&before) - 1.0).abs() < 1e-12);
        assert_eq!(scenario.actors[1], before.actors[1]);
    }
}
