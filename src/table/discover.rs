//! Tables of a discovery: boxes, what they ask of each factor, the way to them, and the points they
//! describe.

use super::arm::{number, schema, text};
use super::rows::{Cell, Table, estimate_cells};
use super::schema::{Schema, TableColumn, Type, column, interval_columns};
use super::sweep::{factor_cells, factor_columns};
use crate::exploration::discover::{Discovery, limits};
use crate::exploration::factor::{Domain, Factor};
use crate::exploration::swept::SweptTable;
use crate::stats::boxes::{Edge, Inside, Limit};
use crate::stats::discovery::FoundBox;

fn share(name: &str, doc: &str) -> TableColumn {
    number(name, "share", doc)
}

fn points(name: &str, doc: &str) -> TableColumn {
    column(name, Type::Integer, "points", doc)
}

fn box_number() -> TableColumn {
    let doc = "Number of the box, from 1 on in the order in which they were found.";
    column("box", Type::Integer, "", doc)
}

/// What is told of the points inside a box.
fn inside_columns() -> Vec<TableColumn> {
    vec![
        points(
            "n",
            "Points in the box, of those that no earlier box holds.",
        ),
        points("such", "Those at which the condition holds."),
        share(
            "coverage",
            "Of all points at which the condition holds, the share that is in the box.",
        ),
        share(
            "density",
            "Of the points in the box, the share at which the condition holds.",
        ),
        share("mass", "Of all points, the share that is in the box."),
    ]
}

fn inside_cells(inside: Inside, all: Inside) -> [Cell; 5] {
    [
        (inside.n as u64).into(),
        (inside.such as u64).into(),
        inside.coverage(all).into(),
        inside.density().into(),
        inside.mass(all).into(),
    ]
}

/// `boxes.csv`.
pub fn boxes_schema() -> Schema {
    let mut columns = vec![
        box_number(),
        text(
            "condition",
            "What holds at the points that are described: --where, as it was understood.",
        ),
        text("limits", "What the box asks, in words; empty: nothing."),
    ];
    columns.extend(inside_columns());
    columns.extend([
        column("restricted", Type::Integer, "factors", "Factors of which the box asks something."),
        column("step", Type::Integer, "", "Its step of peeling.csv."),
        points("looked_at", "Points that no earlier box holds."),
        points("looked_such", "Those at which the condition holds."),
        number("chance_p", "probability", "Share of the orders of the points, shuffled and as they are, in which some box of the way agrees as well with where the condition holds: a permutation p-value."),
        points("sure", "Points whose interval does not cover the value of the condition."),
        share("sure_coverage", "The coverage when those points alone count."),
        share("sure_density", "The density when those points alone count."),
        column("halves", Type::Integer, "", "Halves of the points in which the same search found a box."),
    ]);
    for (of, doc) in [
        (
            "coverage",
            "of what their boxes cover of the other half's such points",
        ),
        (
            "density",
            "of the density of their boxes among the other half's points",
        ),
    ] {
        for (end, what) in [
            ("", "Mean"),
            ("_low", "2.5% quantile"),
            ("_high", "97.5% quantile"),
        ] {
            let doc = format!("{what} over the halves {doc}; empty: none found a box.");
            columns.push(share(&format!("held_{of}{end}"), &doc));
        }
    }
    schema(
        "boxes.csv",
        "Boxes over the factors of a sweep that describe the points at which a condition holds, found by PRIM.",
        columns,
    )
}

/// `boxes.csv`.
pub fn boxes(swept: &SweptTable, found: &Discovery) -> Table {
    let mut table = Table::new(boxes_schema());
    let all = found.all();
    for (at, one) in found.boxes.iter().enumerate() {
        let (step, (sure, all_sure)) = (one.step(), found.sure(one));
        let mut cells: Vec<Cell> = vec![
            (at as u64 + 1).into(),
            found.condition.words().into(),
            words(&swept.asked.factors, &step.limits).into(),
        ];
        cells.extend(inside_cells(step.inside, all));
        cells.extend([
            (step.limits.restricted() as u64).into(),
            (one.told as u64).into(),
            (one.all.n as u64).into(),
            (one.all.such as u64).into(),
            one.chance.into(),
            (all_sure.n as u64).into(),
            (all_sure.such > 0).then(|| sure.coverage(all_sure)).into(),
            (sure.n > 0).then(|| sure.density()).into(),
            (one.halves.found as u64).into(),
        ]);
        for values in [&one.halves.coverage, &one.halves.density] {
            let told = FoundBox::over_halves(values);
            let ends = (0..3).map(|end| told.map(|told| told[end]));
            cells.extend(ends.map(Cell::from));
        }
        table.push(cells);
    }
    table
}

/// What a box asks, with numbers that read back.
fn words(factors: &[Factor], asks: &crate::stats::boxes::PointBox) -> String {
    limits(factors, asks, |_, number| number.to_string()).join("; ")
}

/// `limits.csv`.
pub fn limits_schema() -> Schema {
    let of_factor = |name: &str, doc: &str| number(name, "as the factor", doc);
    let quasi_p = |name: &str, of: &str| {
        let doc = format!(
            "Quasi-p-value of {of}: how probable as many such points in the box are, if each were such as often as without that limit; empty: there is none."
        );
        number(name, "probability", &doc)
    };
    schema(
        "limits.csv",
        "What each box asks of each factor of the sweep; nothing is a row too.",
        vec![
            box_number(),
            text("factor", "Path of the parameter, `policy` or `scenario`."),
            column(
                "restricted",
                Type::Boolean,
                "",
                "Whether the box asks anything of it.",
            ),
            of_factor("low", "Least number in the box; empty: no limit."),
            of_factor("high", "Greatest number in the box; empty: no limit."),
            text(
                "among",
                "Choices in the box, with a bar between two; empty: all, or it is a number.",
            ),
            quasi_p("quasi_p_low", "the least number"),
            quasi_p("quasi_p_high", "the greatest number"),
            quasi_p("quasi_p_among", "the choices"),
            share(
                "restricted_share",
                "Share of the boxes found in halves of the points that ask something of it; empty: none was found.",
            ),
        ],
    )
}

/// `limits.csv`.
pub fn limits_table(swept: &SweptTable, found: &Discovery) -> Table {
    let mut table = Table::new(limits_schema());
    for (number, one) in found.boxes.iter().enumerate() {
        for (at, factor) in swept.asked.factors.iter().enumerate() {
            let limit = &one.step().limits.0[at];
            let (low, high) = match limit {
                Limit::Range { low, high } => (*low, *high),
                Limit::Among(_) => (None, None),
            };
            let quasi_p = |edge: Edge| {
                let mut known = one.quasi_p.iter();
                known.find(|(of, _)| *of == (at, edge)).map(|(_, p)| *p)
            };
            let halves = one.halves.found;
            let restricted = one.halves.restricted[at] as f64;
            table.push([
                (number as u64 + 1).into(),
                factor.name.as_str().into(),
                limit.is_restricted().into(),
                low.into(),
                high.into(),
                among(factor, limit).into(),
                quasi_p(Edge::Low).into(),
                quasi_p(Edge::High).into(),
                quasi_p(Edge::Choices).into(),
                (halves > 0).then(|| restricted / halves as f64).into(),
            ]);
        }
    }
    table
}

fn among(factor: &Factor, limit: &Limit) -> Option<String> {
    match (limit, &factor.domain) {
        (Limit::Among(allowed), Domain::Choice(names)) if limit.is_restricted() => {
            let names = names.iter().zip(allowed).filter(|(_, allowed)| **allowed);
            let names: Vec<&str> = names.map(|(name, _)| name.as_str()).collect();
            Some(names.join("|"))
        }
        _ => None,
    }
}

/// `peeling.csv`.
pub fn peeling_schema() -> Schema {
    let mut columns = vec![
        box_number(),
        column(
            "step",
            Type::Integer,
            "",
            "Number of the step, 0 before anything is peeled.",
        ),
        text("kind", "What the step did."),
    ];
    columns.extend(inside_columns());
    columns.extend([
        column("restricted", Type::Integer, "factors", "Factors of which the box asks something."),
        number("agreement", "correlation", "How well being in the box agrees with the condition over the points looked at: Yule's phi, 1 where they are the same."),
        column("told", Type::Boolean, "", "Whether it is the box of boxes.csv."),
        text("limits", "What the box asks, in words; empty: nothing."),
    ]);
    schema(
        "peeling.csv",
        "The way to each box, from all points to the densest box, then the steps that give up limits of the chosen one.",
        columns,
    )
}

/// `peeling.csv`.
pub fn peeling(swept: &SweptTable, found: &Discovery) -> Table {
    let mut table = Table::new(peeling_schema());
    let all = found.all();
    for (number, one) in found.boxes.iter().enumerate() {
        for (at, step) in one.steps.iter().enumerate() {
            let mut cells: Vec<Cell> = vec![
                (number as u64 + 1).into(),
                (at as u64).into(),
                step.kind.name().into(),
            ];
            cells.extend(inside_cells(step.inside, all));
            cells.extend([
                (step.limits.restricted() as u64).into(),
                step.inside.agreement(one.all).into(),
                (at == one.told).into(),
                words(&swept.asked.factors, &step.limits).into(),
            ]);
            table.push(cells);
        }
    }
    table
}

/// `classified.csv`: its last columns follow what varies.
pub fn classified_schema(factors: &[Factor]) -> Schema {
    let mut columns = vec![
        column(
            "point",
            Type::Integer,
            "",
            "Number of the point in the sweep.",
        ),
        number(
            "value",
            "share or days",
            "What the condition is about: share of the trials, mean days, or a difference of two policies.",
        ),
    ];
    columns.extend(interval_columns("value"));
    columns.extend([
        column(
            "n",
            Type::Integer,
            "trials",
            "Trials of the point under each policy.",
        ),
        column(
            "such",
            Type::Boolean,
            "",
            "Whether the condition holds of the value.",
        ),
        column(
            "sure",
            Type::Boolean,
            "",
            "Whether the interval leaves out the value of the condition.",
        ),
        column(
            "box",
            Type::Integer,
            "",
            "The first box that holds the point; empty: none.",
        ),
    ]);
    columns.extend(factor_columns(factors));
    schema(
        "classified.csv",
        "The points of the sweep, by whether the condition holds and by the box that holds them: what is under the name of a factor says where they lie.",
        columns,
    )
}

/// `classified.csv`.
pub fn classified(swept: &SweptTable, found: &Discovery) -> Table {
    let factors = &swept.asked.factors;
    let mut table = Table::new(classified_schema(factors));
    let classified = &found.classified;
    for (number, point) in swept.points.iter().enumerate() {
        let estimate = &classified.estimates[number];
        let mut cells: Vec<Cell> = vec![(number as u64).into()];
        cells.extend(estimate_cells(estimate));
        cells.extend([
            estimate.n.into(),
            classified.such[number].into(),
            classified.sure[number].into(),
            found.holder(number).map(|holder| holder as u64 + 1).into(),
        ]);
        cells.extend(factor_cells(factors, point));
        table.push(cells);
    }
    table
}
