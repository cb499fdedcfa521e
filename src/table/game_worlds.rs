//! Tables of a game over worlds: how often everything is found, and what is found in each.

use super::arm::{METRIC, count, number, schema, text};
use super::game::names;
use super::rows::{Cell, Table, estimate_cells};
use super::schema::{Schema, Type, column, interval_columns};
use crate::strategy::game::Found;
use crate::strategy::worlds::{Finding, FoundWorlds};
use crate::study::worlds::HYPERCUBES;

/// `game_robustness.csv`.
pub fn robustness_schema() -> Schema {
    let mut columns = vec![
        text("scenario", "Scenario."),
        text(
            "finding",
            "stable (a profile that nobody gains by leaving), none (there is no such profile), by_habit (best while the others keep their habits), answered (best where they answer in their own interest) or safest (least bad at worst); strategies that tie all count.",
        ),
        text(
            "strategies",
            "The profile, or the strategy of the side that is advised.",
        ),
        column(
            "here",
            Type::Boolean,
            "",
            "Whether it is so in the scenario as it stands.",
        ),
        text("metric", METRIC),
        column(
            "worlds",
            Type::Integer,
            "",
            "Worlds, in ten Latin hypercubes.",
        ),
        count("trials", "Trials of each profile in each world."),
        column(
            "share",
            Type::Number,
            "share",
            "Share of worlds in which it is so.",
        ),
    ];
    columns.extend(interval_columns("share"));
    columns.extend([
        column(
            "share_half",
            Type::Number,
            "share",
            "share at half the trials of each world.",
        ),
        column(
            "noisy",
            Type::Boolean,
            "",
            "Whether share and share_half lie outside the interval of each other: luck within worlds is not averaged out, raise --world-trials.",
        ),
    ]);
    schema(
        "game_robustness.csv",
        "Of a game over worlds: in which share of them a profile is stable, and a strategy the one to choose. Only what is so in some world, or in the scenario as it stands.",
        columns,
    )
}

/// `game_robustness.csv`.
pub fn robustness(found: &Found, worlds: &FoundWorlds) -> Table {
    let mut table = Table::new(robustness_schema());
    for one in worlds.findings(found) {
        let mut cells: Vec<Cell> = vec![
            found.ready.asked.scenario.name.as_str().into(),
            one.finding.name().into(),
            what(found, one.finding).as_str().into(),
            one.here.into(),
            found.ready.asked.measure.name().into(),
            (worlds.asked.worlds as u64).into(),
            worlds.asked.trials.into(),
        ];
        cells.extend(estimate_cells(&one.share));
        cells.extend([one.half.value.into(), one.is_noisy().into()]);
        table.push(cells);
    }
    table
}

/// The profile or the strategy that a finding is about.
pub fn what(found: &Found, finding: Finding) -> String {
    match finding {
        Finding::Stable(profile) => names(found, profile),
        Finding::None => String::new(),
        Finding::ByHabit(one) | Finding::Answered(one) | Finding::Safest(one) => own(found, one),
    }
}

/// A strategy of the side that is advised.
fn own(found: &Found, strategy: usize) -> String {
    let player = &found.ready.profiles.players[found.advised];
    player.strategies[strategy].name.clone()
}

/// `game_worlds.csv`: its columns follow what is uncertain.
pub fn worlds_schema<'p>(posterior: bool, paths: impl Iterator<Item = &'p str>) -> Schema {
    let mut columns = vec![
        text("scenario", "Scenario."),
        column("hypercube", Type::Integer, "", "Which of the ten."),
        column("world", Type::Integer, "", "Number of the world."),
        column(
            "first_trial",
            Type::Integer,
            "",
            "Number of its first trial.",
        ),
        count("trials", "Trials of each profile."),
    ];
    let doc = "Number of the draw of the posterior that it is in. Only with --posterior.";
    columns.extend(posterior.then(|| column("draw", Type::Integer, "", doc)));
    columns.extend([
        text(
            "stable",
            "Profiles that nobody gains by leaving, by mean payoffs, with `; ` between them.",
        ),
        text(
            "by_habit",
            "Strategies of the side that is advised that do best while the others keep their habits, with `; ` between those that tie.",
        ),
        text("answered", "Those that do best where the others answer in their own interest; empty: nothing of theirs is stable, whatever it does."),
        text("safest", "Those whose worst is least bad."),
        text("metric", METRIC),
        number("by_habit_value", "share or days", "The metric with such a strategy while the others keep their habits."),
        number("answered_value", "share or days", "The metric with such a strategy where the others answer in their own interest."),
        number("safest_value", "share or days", "The metric with such a strategy at worst."),
        number(
            "kept_value",
            "share or days",
            "The metric, where it is answered in this world, with the strategy that is best where it is answered in the scenario as it stands.",
        ),
    ]);
    columns.extend(paths.map(|path| {
        let doc = "Value of the parameter or of the weight.";
        column(format!("set:{path}"), Type::Number, "", doc)
    }));
    schema(
        "game_worlds.csv",
        "A game in every world, with the parameters and weights that make the world.",
        columns,
    )
}

/// `game_worlds.csv`.
pub fn worlds(found: &Found, worlds: &FoundWorlds) -> Table {
    let (arm, design) = (&worlds.asked.arm, &worlds.design);
    let mut table = Table::new(worlds_schema(arm.drawn.is_some(), design.paths()));
    let points = design.worlds / HYPERCUBES;
    let measure = found.ready.asked.measure;
    for (number, world) in worlds.values.iter().enumerate() {
        let mut row: Vec<Cell> = vec![
            found.ready.asked.scenario.name.as_str().into(),
            ((number / points) as u64).into(),
            (number as u64).into(),
            (number as u64 * worlds.asked.trials).into(),
            worlds.asked.trials.into(),
        ];
        let drawn = arm.drawn.as_ref();
        row.extend(drawn.map(|drawn| Cell::from(drawn.of_world(number).1 as u64)));
        let stable = world.whole.stable.iter();
        let stable: Vec<String> = stable.map(|profile| names(found, *profile)).collect();
        row.push(stable.join("; ").as_str().into());
        let (best, values) = (world.whole.best(measure), world.whole.values());
        for best in &best {
            let names: Vec<String> = best.iter().map(|one| own(found, *one)).collect();
            row.push(names.join("; ").as_str().into());
        }
        row.push(measure.name().into());
        for (reply, best) in best.iter().enumerate() {
            row.push(best.first().and_then(|one| values[*one][reply]).into());
        }
        let kept = found.outlook.answered;
        row.push(kept.and_then(|one| values[one][1]).into());
        let value = |path| Cell::from(design.value(number, arm, path));
        row.extend(design.paths().map(value));
        table.push(row);
    }
    table
}
