//! Tables of a game: profiles and what came of them, what they pay, best answers, equilibria, what a
//! strategy costs where it is answered, how far payoffs may be off, and the same elsewhere.

use super::arm::{METRIC, count, number, schema, text};
use super::rows::{Cell, Table, estimate_cells};
use super::schema::{Schema, TableColumn, Type, column, interval_columns};
use crate::stats::Estimate;
use crate::strategy::elsewhere::Outlook;
use crate::strategy::exploit::Fares;
use crate::strategy::game::{Condition, Found};
use crate::strategy::utility::UNIT;
use crate::study::LEVEL;
use crate::study::measure::Measure;

const PLAYER: &str = "Player: actors that choose together.";
const STRATEGY: &str = "What it does: a policy that it alone adopts, or baseline.";

fn profile() -> TableColumn {
    column(
        "profile",
        Type::Integer,
        "",
        "Number of the profile: one strategy of each player.",
    )
}

fn strategies() -> TableColumn {
    text(
        "strategies",
        "What the players do in it, in their order, with ` / ` between them.",
    )
}

fn estimated(name: &str, unit: &str, doc: &str) -> Vec<TableColumn> {
    let mut columns = vec![number(name, unit, doc)];
    columns.extend(interval_columns(name));
    columns
}

fn trials() -> TableColumn {
    count(
        "n",
        "Trials the estimate rests on, the same luck in every profile.",
    )
}

fn share(name: &str, doc: &str) -> TableColumn {
    column(name, Type::Number, "share", doc)
}

fn sized(estimate: &Estimate) -> impl Iterator<Item = Cell> {
    let n: Cell = estimate.n.into();
    estimate_cells(estimate).into_iter().chain([n])
}

fn scenario() -> TableColumn {
    text("scenario", "Scenario.")
}

/// Names of what the players do in a profile.
pub fn names(found: &Found, profile: usize) -> String {
    found.ready.profiles.names(profile).join(" / ")
}

/// `profiles.csv`.
pub fn profiles_schema() -> Schema {
    let mut columns = vec![
        scenario(),
        profile(),
        strategies(),
        text(
            "standing",
            "Whether it is an equilibrium: decided, possible or excluded, all profiles together at the level of the intervals.",
        ),
        share(
            "stable",
            "Share of resamples of the trials in which nobody gains by leaving it.",
        ),
        share(
            "evolution",
            "Share of the time that evolving populations stay at it (alpha-rank); empty: too many profiles.",
        ),
        text("metric", METRIC),
    ];
    columns.extend(estimated(
        "value",
        "share or days",
        "Share of the trials or mean days.",
    ));
    columns.push(trials());
    schema(
        "profiles.csv",
        "Every profile of a game, how stable it is, and what came of it in every metric.",
        columns,
    )
}

/// `profiles.csv`.
pub fn profiles(found: &Found) -> Table {
    let mut table = Table::new(profiles_schema());
    for (number, played) in found.rounds.played.iter().enumerate() {
        for measure in Measure::ALL {
            let mut cells: Vec<Cell> = vec![
                found.ready.asked.scenario.name.as_str().into(),
                (number as u64).into(),
                names(found, number).as_str().into(),
                found.standings[number].name().into(),
                found.equilibria.pure[number].into(),
                found.ranks.as_ref().map(|ranks| ranks[number]).into(),
                measure.name().into(),
            ];
            cells.extend(sized(&measure.estimate(&played.tally, LEVEL)));
            table.push(cells);
        }
    }
    table
}

/// `payoffs.csv`.
pub fn payoffs_schema() -> Schema {
    let mut columns = vec![
        scenario(),
        profile(),
        strategies(),
        text("player", PLAYER),
        text("strategy", STRATEGY),
    ];
    columns.extend(estimated(
        "payoff",
        "points",
        "Mean payoff of the player, added up over its actors.",
    ));
    columns.push(trials());
    schema(
        "payoffs.csv",
        "What every profile of a game pays each player, by the payoffs of the scenario.",
        columns,
    )
}

/// `payoffs.csv`.
pub fn payoffs(found: &Found) -> Table {
    let mut table = Table::new(payoffs_schema());
    let board = found.board();
    for number in 0..found.game.profiles() {
        for (player, of) in found.ready.profiles.players.iter().enumerate() {
            let strategy = found.ready.profiles.strategy(player, number);
            let mut cells: Vec<Cell> = vec![
                found.ready.asked.scenario.name.as_str().into(),
                (number as u64).into(),
                names(found, number).as_str().into(),
                of.name.as_str().into(),
                of.strategies[strategy].name.as_str().into(),
            ];
            cells.extend(sized(&board.payoff(&found.rounds, player, number)));
            table.push(cells);
        }
    }
    table
}

/// `best_responses.csv`.
pub fn responses_schema() -> Schema {
    let mut columns = vec![
        scenario(),
        text("player", "Player that answers."),
        text(
            "others",
            "What the others do, in the order of players, with ` / ` between them.",
        ),
        text("strategy", STRATEGY),
        profile(),
        column(
            "best",
            Type::Boolean,
            "",
            "Whether it may be the best answer, all answers together at the level of the intervals.",
        ),
        share(
            "frequency",
            "Share of resamples of the trials in which it is the best answer.",
        ),
        text(
            "against",
            "The answer that pays most on average, or the next where that is this one.",
        ),
    ];
    columns.extend(estimated(
        "difference",
        "points",
        "What it pays more than that, trial by trial under the same luck; the interval holds whenever one stops, for all pairs of answers together.",
    ));
    columns.push(trials());
    schema(
        "best_responses.csv",
        "What answers each player has to whatever the others do, and which may be best.",
        columns,
    )
}

/// `best_responses.csv`.
pub fn responses(found: &Found) -> Table {
    let mut table = Table::new(responses_schema());
    let profiles = &found.ready.profiles;
    for line in &found.rounds.lines {
        let player = &profiles.players[line.player];
        let mut order: Vec<usize> = (0..line.profiles.len()).collect();
        let payoff = |strategy: usize| found.game.payoff(line.player, line.profiles[strategy]);
        order.sort_by(|a, b| payoff(*b).total_cmp(&payoff(*a)));
        let start = line.profiles[0];
        let all = profiles.names(start);
        let others: Vec<&str> = all
            .iter()
            .enumerate()
            .filter(|(at, _)| *at != line.player)
            .map(|(_, name)| *name)
            .collect();
        let others = others.join(" / ");
        for (strategy, of) in player.strategies.iter().enumerate() {
            let against = if order[0] == strategy {
                order[1]
            } else {
                order[0]
            };
            let frequency = found.equilibria.answers[line.player].get(&start);
            let mut cells: Vec<Cell> = vec![
                found.ready.asked.scenario.name.as_str().into(),
                player.name.as_str().into(),
                others.as_str().into(),
                of.name.as_str().into(),
                (line.profiles[strategy] as u64).into(),
                line.open[strategy].into(),
                frequency.map(|shares| shares[strategy]).into(),
                player.strategies[against].name.as_str().into(),
            ];
            let difference = in_points(&line.difference(strategy, against));
            cells.extend(sized(&difference));
            table.push(cells);
        }
    }
    table
}

/// A difference in integer units as points.
pub fn in_points(estimate: &Estimate) -> Estimate {
    let scaled = |x: Option<f64>| x.map(|x| x / UNIT);
    Estimate {
        value: scaled(estimate.value),
        low: scaled(estimate.low),
        high: scaled(estimate.high),
        ..*estimate
    }
}

/// `equilibria.csv`.
pub fn equilibria_schema() -> Schema {
    schema(
        "equilibria.csv",
        "Equilibria of the mean payoffs: profiles that nobody gains by leaving alone, and, of two players, the mixed ones that are no mixture of others.",
        vec![
            scenario(),
            column(
                "equilibrium",
                Type::Integer,
                "",
                "Number of the equilibrium.",
            ),
            text(
                "kind",
                "pure: everybody does one thing; mixed: somebody draws lots.",
            ),
            column(
                "component",
                Type::Integer,
                "",
                "Number of the connected set of equilibria it belongs to; empty: more than two players.",
            ),
            text("player", PLAYER),
            text("strategy", "What it does, of those that it does at all."),
            share("share", "How often it does it."),
            number("payoff", "points", "Mean payoff of the player there."),
            text(
                "standing",
                "Of a pure one: decided, possible or excluded by the trials.",
            ),
            share(
                "frequency",
                "Share of resamples of the trials with an equilibrium of the same strategies.",
            ),
        ],
    )
}

/// `equilibria.csv`.
pub fn equilibria(found: &Found) -> Table {
    let mut table = Table::new(equilibria_schema());
    for (number, one) in found.all_equilibria().iter().enumerate() {
        for (player, of) in found.ready.profiles.players.iter().enumerate() {
            let played = one.shares[player].iter().enumerate();
            for (strategy, share) in played.filter(|(_, share)| **share > 0.0) {
                table.push(vec![
                    found.ready.asked.scenario.name.as_str().into(),
                    (number as u64).into(),
                    if one.pure.is_some() { "pure" } else { "mixed" }.into(),
                    one.component.map(|at| at as u64).into(),
                    of.name.as_str().into(),
                    of.strategies[strategy].name.as_str().into(),
                    (*share).into(),
                    one.payoffs[player].into(),
                    one.pure
                        .map(|profile| found.standings[profile].name())
                        .into(),
                    one.frequency.into(),
                ]);
            }
        }
    }
    table
}

/// `quantal.csv`.
pub fn quantal_schema() -> Schema {
    schema(
        "quantal.csv",
        "Logit quantal response equilibria: what players do who answer better more often, the more precisely they do.",
        vec![
            scenario(),
            number(
                "precision",
                "per range of payoffs",
                "Precision of the logit answers, in units of the range of a player's payoffs: 0 is to play all strategies alike.",
            ),
            text("player", PLAYER),
            text("strategy", STRATEGY),
            share("share", "How often it does it."),
        ],
    )
}

/// `quantal.csv`.
pub fn quantal(found: &Found) -> Table {
    let mut table = Table::new(quantal_schema());
    for point in &found.quantal {
        for (player, shares) in found.ready.profiles.players.iter().zip(&point.mixed) {
            for (strategy, share) in player.strategies.iter().zip(shares) {
                table.push(vec![
                    found.ready.asked.scenario.name.as_str().into(),
                    point.lambda.into(),
                    player.name.as_str().into(),
                    strategy.name.as_str().into(),
                    (*share).into(),
                ]);
            }
        }
    }
    table
}

/// `exploitability.csv`.
pub fn exploitability_schema() -> Schema {
    let mut columns = vec![
        scenario(),
        text("player", PLAYER),
        text("strategy", STRATEGY),
        text(
            "reply",
            "What the others do: habits (nothing changes), interest (each answers for itself), worst (whatever is worst for the metric), security (whatever pays the player least).",
        ),
        profile(),
        strategies(),
        text("metric", METRIC),
    ];
    columns.extend(estimated(
        "value",
        "share or days",
        "Share of the trials or mean days.",
    ));
    columns.push(trials());
    columns.push(number("payoff", "points", "Mean payoff of the player."));
    columns.push(number(
        "payoff_low",
        "points",
        "Lower end of its interval; empty: unknown.",
    ));
    columns.push(number(
        "payoff_high",
        "points",
        "Upper end of its interval; empty: unknown.",
    ));
    columns.push(number(
        "regret",
        "points",
        "With interest: how much more the player would have by its best strategy against the same answer.",
    ));
    schema(
        "exploitability.csv",
        "What becomes of every strategy where the others keep their habits, answer in their own interest, or do what is worst.",
        columns,
    )
}

/// `exploitability.csv`.
pub fn exploitability(found: &Found) -> Table {
    let mut table = Table::new(exploitability_schema());
    for one in &found.exploited {
        let player = &found.ready.profiles.players[one.player];
        let replies: [(&str, Option<&Fares>); 4] = [
            ("habits", Some(&one.habits)),
            ("interest", one.answered.as_ref()),
            ("worst", Some(&one.worst)),
            ("security", Some(&one.security)),
        ];
        for (reply, fares) in replies {
            let Some(fares) = fares else {
                continue;
            };
            let mut cells: Vec<Cell> = vec![
                found.ready.asked.scenario.name.as_str().into(),
                player.name.as_str().into(),
                player.strategies[one.strategy].name.as_str().into(),
                reply.into(),
                (fares.profile as u64).into(),
                names(found, fares.profile).as_str().into(),
                found.ready.asked.measure.name().into(),
            ];
            cells.extend(sized(&fares.measure));
            cells.extend([fares.payoff.value, fares.payoff.low, fares.payoff.high].map(Cell::from));
            cells.push((reply == "interest").then_some(one.regret).flatten().into());
            table.push(cells);
        }
    }
    table
}

/// `weights.csv`.
pub fn weights_schema() -> Schema {
    let mut columns = vec![
        scenario(),
        profile(),
        strategies(),
        text("player", PLAYER),
        text("weight", "Path of a weight of its payoff."),
        number("value", "points", "The weight as it is."),
        text(
            "end",
            "low: below `at` the player does something else; high: above it.",
        ),
    ];
    columns.extend(estimated(
        "at",
        "points",
        "The weight at which another strategy pays as much; a row that is not there: there is none.",
    ));
    columns.extend([
        trials(),
        text("instead", "What the player does beyond it."),
        column("inside", Type::Boolean, "", "Whether it lies within the range that the scenario holds possible; empty: it has none."),
    ]);
    schema(
        "weights.csv",
        "How far payoffs may be off before a stable profile is stable no longer: each weight alone.",
        columns,
    )
}

/// `weights.csv`.
pub fn weights(found: &Found) -> Table {
    let mut table = Table::new(weights_schema());
    for holds in &found.holds {
        let player = &found.ready.profiles.players[holds.player];
        let part = &found.ready.utilities[holds.player].parts[holds.part];
        for (end, turn) in [("low", &holds.low), ("high", &holds.high)] {
            let Some(turn) = turn else {
                continue;
            };
            let at = turn.at.value.unwrap_or(f64::NAN);
            let inside = part.range.map(|(low, high)| (low..=high).contains(&at));
            let mut cells: Vec<Cell> = vec![
                found.ready.asked.scenario.name.as_str().into(),
                (holds.profile as u64).into(),
                names(found, holds.profile).as_str().into(),
                player.name.as_str().into(),
                part.path.as_str().into(),
                part.weight.into(),
                end.into(),
            ];
            cells.extend(sized(&turn.at));
            cells.push(player.strategies[turn.strategy].name.as_str().into());
            cells.push(inside.into());
            table.push(cells);
        }
    }
    table
}

/// `outlooks.csv`.
pub fn outlooks_schema() -> Schema {
    schema(
        "outlooks.csv",
        "The same game under other assumptions: what is stable, and what the side that is advised would choose.",
        vec![
            scenario(),
            text(
                "condition",
                "What is assumed: as the scenario stands, a type of an actor, or an end of deterrence and exploitation.",
            ),
            text(
                "finding",
                "stable (a profile that nobody gains by leaving), by_habit (best while the others keep their habits), answered (best where they answer in their own interest) or safest (least bad at worst).",
            ),
            text(
                "strategies",
                "The profile, or the strategy of the side that is advised.",
            ),
            share(
                "frequency",
                "Of a stable profile: share of resamples of the trials in which it is.",
            ),
            text("metric", METRIC),
            number("value", "share or days", "What comes of it."),
            number(
                "worst",
                "share or days",
                "The worst that may come of the strategy, whatever the others do; empty: of a profile.",
            ),
        ],
    )
}

/// `outlooks.csv`.
pub fn outlooks(found: &Found) -> Table {
    let mut table = Table::new(outlooks_schema());
    let asked = &found.ready.asked;
    let all = found.variants.iter();
    let variants = all.map(|variant| (condition(&variant.condition), &variant.outlook));
    let stands = ("as the scenario stands".to_owned(), &found.outlook);
    for (condition, outlook) in std::iter::once(stands).chain(variants) {
        let begin = |finding: &str, strategies: &str| -> Vec<Cell> {
            vec![
                asked.scenario.name.as_str().into(),
                condition.as_str().into(),
                finding.into(),
                strategies.into(),
            ]
        };
        for (profile, frequency) in &outlook.stable {
            let mut cells = begin("stable", &names(found, *profile));
            let strategy = found.ready.profiles.strategy(found.advised, *profile);
            let fares = outlook
                .exploited
                .iter()
                .find(|one| one.strategy == strategy);
            let there = fares.and_then(|one| one.answered.as_ref());
            let there = there.filter(|fares| fares.profile == *profile);
            cells.extend([
                (*frequency).into(),
                asked.measure.name().into(),
                there.and_then(|fares| fares.measure.value).into(),
                Cell::Empty,
            ]);
            table.push(cells);
        }
        for (finding, strategy) in chosen(outlook) {
            let Some(one) = strategy.and_then(|at| outlook.exploited.get(at)) else {
                continue;
            };
            let player = &found.ready.profiles.players[found.advised];
            let mut cells = begin(finding, &player.strategies[one.strategy].name);
            let value = match finding {
                "by_habit" => one.habits.measure.value,
                "answered" => one.answered.as_ref().and_then(|fares| fares.measure.value),
                _ => one.worst.measure.value,
            };
            cells.extend([
                Cell::Empty,
                asked.measure.name().into(),
                value.into(),
                one.worst.measure.value.into(),
            ]);
            table.push(cells);
        }
    }
    table
}

fn chosen(outlook: &Outlook) -> [(&'static str, Option<usize>); 3] {
    [
        ("by_habit", Some(outlook.by_habit)),
        ("answered", outlook.answered),
        ("safest", Some(outlook.safest)),
    ]
}

/// A condition in few words.
pub fn condition(condition: &Condition) -> String {
    match condition {
        Condition::Type { actor, kind } => format!("{actor} {}", kind.replace('-', " ")),
        Condition::End(assumption) => assumption.condition().to_owned(),
    }
}
