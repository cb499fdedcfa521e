//! What tables of a comparison share: columns and cells of an arm.

use super::rows::Cell;
use super::schema::{Schema, TableColumn, Type, column};
use crate::study::arms::{Arm, Stance};

pub(super) fn text(name: &str, doc: &str) -> TableColumn {
    column(name, Type::String, "", doc)
}

pub(super) fn count(name: &str, doc: &str) -> TableColumn {
    column(name, Type::Integer, "trials", doc)
}

pub(super) fn number(name: &str, unit: &str, doc: &str) -> TableColumn {
    column(name, Type::Number, unit, doc)
}

pub(super) fn schema(file: &'static str, doc: &'static str, columns: Vec<TableColumn>) -> Schema {
    Schema { file, doc, columns }
}

pub(super) const METRIC: &str = "What is compared: minor_clash (ICB violence level 2 or more after the onset), serious_clash (3 or more), an outcome, or days (restricted mean).";

pub(super) fn arm_columns() -> Vec<TableColumn> {
    vec![
        text("scenario", "Scenario of the arm."),
        text("policy", "Policy of the arm."),
        text("arm", "Name of the arm."),
        text(
            "stance",
            "restraint, firm, reciprocal or neutral, read off the rules for parties.",
        ),
    ]
}

pub(super) fn arm_cells(arm: &Arm) -> Vec<Cell> {
    vec![
        arm.scenario.name.as_str().into(),
        arm.policy.name.as_str().into(),
        arm.name.as_str().into(),
        Stance::of(&arm.scenario, &arm.policy).name().into(),
    ]
}
