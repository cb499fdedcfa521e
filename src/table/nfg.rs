//! A game as Gambit reads it: a strategic game file with payoffs,
//! <https://gambitproject.readthedocs.io/en/latest/formats.nfg.html>.

use std::io::{Result, Write};

use crate::stats::game::Game;

/// What is called how.
#[derive(Debug, Clone, Copy)]
pub struct Names<'n> {
    /// The game.
    pub title: &'n str,
    /// By player.
    pub players: &'n [String],
    /// By player and strategy.
    pub strategies: &'n [Vec<String>],
}

/// Writes a game with its names, payoffs with as many digits as tell them apart.
pub fn write(game: &Game, names: Names<'_>, out: &mut impl Write) -> Result<()> {
    let list = |names: &[String]| {
        let quoted: Vec<String> = names.iter().map(|name| quoted(name)).collect();
        format!("{{ {} }}", quoted.join(" "))
    };
    writeln!(
        out,
        "NFG 1 R {} {}\n",
        quoted(names.title),
        list(names.players)
    )?;
    writeln!(out, "{{")?;
    for strategies in names.strategies {
        writeln!(out, "{}", list(strategies))?;
    }
    writeln!(out, "}}\n\"\"\n")?;
    for profile in first_fastest(game) {
        let payoffs: Vec<String> = (0..game.players())
            .map(|player| game.payoff(player, profile).to_string())
            .collect();
        writeln!(out, "{}", payoffs.join(" "))?;
    }
    Ok(())
}

/// The profiles in the order of the format: the strategy of the first player runs fastest.
fn first_fastest(game: &Game) -> impl Iterator<Item = usize> + '_ {
    (0..game.profiles()).map(|number| {
        let mut left = number;
        let profile: Vec<usize> = game
            .strategies()
            .iter()
            .map(|count| {
                let strategy = left % count;
                left /= count;
                strategy
            })
            .collect();
        game.index(&profile)
    })
}

/// A text of one line between quotes.
fn quoted(text: &str) -> String {
    let line: Vec<&str> = text.split_whitespace().collect();
    format!(
        "\"{}\"",
        line.join(" ").replace('\\', "/").replace('"', "\\\"")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_game_is_written_with_the_first_player_fastest() {
        let game = Game::new(
            vec![2, 3],
            vec![vec![1.0, 2.0, 3.0, 4.0, 5.5, -0.1], vec![0.0; 6]],
        )
        .unwrap();
        let names = |names: &[&str]| {
            names
                .iter()
                .map(|name| (*name).to_owned())
                .collect::<Vec<_>>()
        };
        let mut out = Vec::new();
        let told = Names {
            title: "Who \"waits\"\n longer",
            players: &names(&["one", "other"]),
            strategies: &[names(&["a", "b"]), names(&["c", "d", "e"])],
        };
        write(&game, told, &mut out).unwrap();
        let expected = r#"NFG 1 R "Who \"waits\" longer" { "one" "other" }

{
{ "a" "b" }
{ "c" "d" "e" }
}
""

1 0
4 0
2 0
5.5 0
3 0
-0.1 0
"#;
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }
}
