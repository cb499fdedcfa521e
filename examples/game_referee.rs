//! Reads games as JSON and prints what this library says of each, for an independent check:
//! `tests/referee/game.py` writes and reads.

use std::io::{Read, Write};
use std::time::Instant;

use offramp::stats::game::alpha::{Populations, ranked};
use offramp::stats::game::extreme::{Enumerate, Extreme};
use offramp::stats::game::quantal::{Follow, branch};
use offramp::stats::game::reduce::{Reduce, Reduction};
use offramp::stats::game::zero_sum::security;
use offramp::stats::game::{Game, pure};
use offramp::table::nfg;
use serde::Deserialize;
use serde_json::{Value, json};

/// A game and what is asked of it.
#[derive(Deserialize)]
struct Asked {
    strategies: Vec<usize>,
    payoffs: Vec<Vec<f64>>,
    /// Precisions, ascending.
    lambdas: Vec<f64>,
    alphas: Vec<f64>,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text)?;
    let asked: Vec<Asked> = serde_json::from_str(&text)?;
    let found: Result<Vec<Value>, Box<dyn std::error::Error>> =
        asked.into_iter().map(said).collect();
    writeln!(std::io::stdout().lock(), "{}", Value::Array(found?))?;
    Ok(())
}

fn said(asked: Asked) -> Result<Value, Box<dyn std::error::Error>> {
    let game = Game::new(asked.strategies, asked.payoffs)?;
    let start = Instant::now();
    let extreme = (game.players() == 2)
        .then(|| Extreme::of(&game, Enumerate::default()))
        .transpose()?;
    let enumerated = start.elapsed().as_secs_f64();
    let sets = extreme.as_ref().map(|extreme| {
        let sets = extreme.components.iter().map(|component| {
            let sets = component
                .subsets
                .iter()
                .map(|set| json!([set.first, set.second]));
            sets.collect::<Vec<_>>()
        });
        sets.collect::<Vec<_>>()
    });
    let start = Instant::now();
    let stations = asked.lambdas;
    let followed = branch(
        &game,
        &Follow {
            stations,
            steps: 20_000,
        },
    );
    let quantal = start.elapsed().as_secs_f64();
    let start = Instant::now();
    let alpha: Result<Vec<_>, _> = asked
        .alphas
        .iter()
        .map(|&alpha| ranked(&game, alpha, Populations::default()))
        .collect();
    let ranking = start.elapsed().as_secs_f64();
    let sure: Result<Vec<_>, _> = (0..game.players())
        .map(|player| security(&game, player))
        .collect();
    let sure = sure?
        .into_iter()
        .map(|sure| json!({"value": sure.value, "strategy": sure.strategy}));
    let reduce = Reduce {
        within: 1e-9,
        dominated: true,
    };
    let mut text = Vec::new();
    let names = |of: &str, count: usize| {
        (0..count)
            .map(|at| format!("{of} {at}"))
            .collect::<Vec<_>>()
    };
    let strategies: Vec<Vec<String>> = game
        .strategies()
        .iter()
        .map(|&count| names("does \"this\"", count))
        .collect();
    let told = nfg::Names {
        title: "a game",
        players: &names("player", game.players()),
        strategies: &strategies,
    };
    nfg::write(&game, told, &mut text)?;
    Ok(json!({
        "pure": pure::equilibria(&game, 0.0),
        "extreme": extreme.as_ref().map(|extreme| {
            (0..extreme.equilibria.len()).map(|at| extreme.mixed(at)).collect::<Vec<_>>()
        }),
        "components": sets,
        "quantal": followed.stations.iter().map(|point| {
            point.as_ref().map(|point| &point.mixed)
        }).collect::<Vec<_>>(),
        "turned": followed.turned,
        "alpha": alpha?,
        "security": sure.collect::<Vec<_>>(),
        "classes": Reduction::of(&game, reduce).classes,
        "nfg": String::from_utf8(text)?,
        "seconds": [enumerated, quantal, ranking],
    }))
}
