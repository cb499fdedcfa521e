//! Tables of a search: the policies that came to the choice and how they are judged, the way there, and
//! how what was found does elsewhere.

use super::arm::{count, number, schema, text};
use super::rows::{Cell, Table, estimate_cells};
use super::schema::{Schema, TableColumn, Type, column, interval_columns};
use crate::search::asked::SearchFound;
use crate::search::candidate::Candidate;
use crate::search::chosen::Finalist;
use crate::search::elsewhere::{Elsewhere, Place};
use crate::search::quantity::Quantity;
use crate::stats::Estimate;
use crate::study::LEVEL;

const QUANTITY: &str = "What is told: a metric of the crisis, what the side or its adversaries did (days), or the payoff of the side.";
const UNIT: &str = "share, days, rungs or points";

fn estimated(name: &str, doc: &str) -> Vec<TableColumn> {
    let mut columns = vec![number(name, UNIT, doc)];
    columns.extend(interval_columns(name));
    columns
}

fn named() -> Vec<TableColumn> {
    vec![
        text("scenario", "Scenario."),
        text(
            "policy",
            "Policy: found, the simplest that cannot be told from it (found-simple), one of the scenario by its name, or another that came to the choice.",
        ),
    ]
}

fn told() -> Vec<TableColumn> {
    let mut columns = vec![
        text(
            "reply",
            "What the other side does: its policy; empty: it keeps its habits.",
        ),
        text("quantity", QUANTITY),
    ];
    columns.extend(estimated(
        "value",
        "Share of the trials or mean, on luck that nothing was chosen on.",
    ));
    columns.extend(estimated(
        "difference",
        "The same minus what it is where the side keeps its habits, on the same luck.",
    ));
    columns.push(count("n", "Trials that it is judged on."));
    columns
}

/// What a policy does in a quantity, and beside habits.
fn judged(
    one: &Finalist,
    (column, quantity): (usize, Quantity),
    scenario: &crate::scenario::Scenario,
) -> Vec<Cell> {
    let value = quantity.estimate(&one.judged[column], scenario);
    let difference = if one.candidate == Candidate::HABITS {
        Estimate::identical(LEVEL, value.n)
    } else {
        quantity.difference(&one.against_habits[column], scenario, LEVEL)
    };
    let mut cells: Vec<Cell> = estimate_cells(&value).into();
    cells.extend(estimate_cells(&difference));
    cells.push(value.n.into());
    cells
}

/// `found.csv`.
pub fn found_schema() -> Schema {
    let mut columns = named();
    columns.extend([
        text(
            "role",
            "best, simplest, written (the best that the scenario has), habits, or empty: it came to the choice. One policy may have several, with `+` between them.",
        ),
        text("description", "What it asks, in a sentence."),
        column(
            "parts",
            Type::Integer,
            "",
            "How much there is to it: actors that adopt it, a preset, settings that are not its defaults, rules and their conditions.",
        ),
        text(
            "front",
            "Whether no other that came to the choice beats it in everything on the front: true or false.",
        ),
    ]);
    columns.extend(told());
    columns.push(number(
        "chosen_on",
        UNIT,
        "The same mean on the luck on which was chosen.",
    ));
    schema(
        "found.csv",
        "The policies that came to the choice of a search, the best there first, as they are judged on luck that nothing was chosen on.",
        columns,
    )
}

/// `found.csv`.
pub fn found(found: &SearchFound) -> Table {
    let mut table = Table::new(found_schema());
    let (chosen, ready) = (&found.chosen, &found.ready);
    let names = found.names();
    for (at, one) in chosen.finalists.iter().enumerate() {
        let roles = [
            ("best", at == chosen.winner),
            ("simplest", at == chosen.simplest),
            ("written", Some(at) == chosen.written),
            ("habits", at == chosen.habits),
        ];
        let roles = roles.into_iter().filter(|(_, has)| *has);
        let roles: Vec<&str> = roles.map(|(role, _)| role).collect();
        for quantity in ready.standard.quantities.iter().enumerate() {
            let mut cells: Vec<Cell> = vec![
                ready.asked.scenario.name.as_str().into(),
                names[at].as_str().into(),
                roles.join("+").as_str().into(),
                found.sentence(&one.candidate).as_str().into(),
                (one.parts as u64).into(),
                if one.on_front { "true" } else { "false" }.into(),
                found.reply(one).into(),
                quantity.1.name().into(),
            ];
            let quantity = (quantity.0, *quantity.1);
            cells.extend(judged(one, quantity, &ready.asked.scenario));
            cells.push(Some(quantity.1.mean(&one.chosen_on[quantity.0])).into());
            table.push(cells);
        }
    }
    table
}

/// `search_course.csv`.
pub fn course_schema() -> Schema {
    schema(
        "search_course.csv",
        "The way of each search: what was best after each generation, as the search saw it and as it is judged.",
        vec![
            text("scenario", "Scenario."),
            column(
                "search",
                Type::Integer,
                "",
                "Number of the search: each draws other policies and meets other luck.",
            ),
            column("generation", Type::Integer, "", "Number of the generation."),
            count("trials", "Trials played so far."),
            column("tried", Type::Integer, "policies", "Policies tried so far."),
            text("description", "What the best of them asks."),
            text("quantity", QUANTITY),
            number(
                "seen",
                UNIT,
                "The mean of what is sought as the search saw it: too good by the winner's curse.",
            ),
            number(
                "judged",
                UNIT,
                "The mean on luck that nothing was chosen on.",
            ),
        ],
    )
}

/// `search_course.csv`.
pub fn course(found: &SearchFound) -> Table {
    let mut table = Table::new(course_schema());
    let quantity = found.ready.standard.goal.quantity;
    for (search, one) in found.searched.iter().enumerate() {
        for (generation, milestone) in one.milestones.iter().enumerate() {
            table.push(vec![
                found.ready.asked.scenario.name.as_str().into(),
                (search as u64 + 1).into(),
                (generation as u64 + 1).into(),
                milestone.trials.into(),
                (milestone.tried as u64).into(),
                found.sentence(&milestone.best).as_str().into(),
                quantity.name().into(),
                Some(milestone.seen).into(),
                found.along.get(&milestone.best).copied().into(),
            ]);
        }
    }
    table
}

/// `search_places.csv`.
pub fn places_schema() -> Schema {
    let mut columns = named();
    columns.extend([
        text(
            "kind",
            "answered (the other side answers otherwise), end (of deterrence and exploitation), or scenario.",
        ),
        text(
            "place",
            "What the other side does (habits, best-response, worst), the end (spiral, deterrence), or the other scenario.",
        ),
    ]);
    columns.extend(told());
    schema(
        "search_places.csv",
        "How what a search found does elsewhere: where the other side answers otherwise, at both ends of what the record leaves open, and in other scenarios.",
        columns,
    )
}

/// The kind of a place, and what it is called.
pub fn place_name(place: &Place) -> (&'static str, &str) {
    match &place.at {
        Elsewhere::Answered(against) => ("answered", against.name()),
        Elsewhere::End(assumption) => ("end", assumption.name()),
        Elsewhere::Scenario(name) => ("scenario", name),
    }
}

/// `search_places.csv`.
pub fn places(found: &SearchFound) -> Table {
    let mut table = Table::new(places_schema());
    for place in &found.places {
        let (kind, name) = place_name(place);
        for one in &place.fares {
            for (column, quantity) in found.ready.standard.quantities.iter().enumerate() {
                let mut cells: Vec<Cell> = vec![
                    found.ready.asked.scenario.name.as_str().into(),
                    found.name(&one.candidate).as_str().into(),
                    kind.into(),
                    name.into(),
                    place.replies.get(one.reply).map(String::as_str).into(),
                    quantity.name().into(),
                ];
                cells.extend(judged(one, (column, *quantity), &place.scenario));
                table.push(cells);
            }
        }
    }
    table
}
