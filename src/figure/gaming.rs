//! A game: what each strategy costs where it is answered, and who answers what.

use super::ChartError;
use super::dots::{DotColumn, DotRow, dots};
use super::heat::{HeatCell, Side, heat};
use super::panel::{Figure, Grid, PageSection, number};
use super::source::Sheets;
use crate::study::measure::Measure;
use crate::table::sheet::{Row, Sheet};
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// Strategies of a side of the table of two players, at most: more cannot be read.
const SHOWN: usize = 12;
/// Strategies of a side, at most, where there is room for arrows.
const WITH_ARROWS: usize = 8;

/// What a metric is told in.
struct Told {
    measure: Measure,
    scale: f64,
}

impl Told {
    fn of(rows: &[Row]) -> Self {
        let measure = rows.first().map(|row| row.text("metric"));
        let measure = measure.and_then(Measure::named);
        let measure = measure.unwrap_or(Measure::MinorClash);
        let values = rows.iter().filter_map(|row| row.number("value"));
        let most = values.fold(0.0_f64, f64::max);
        Self {
            measure,
            scale: measure.of_how_many(most).map_or(1.0, |of| of as f64),
        }
    }

    fn unit(&self) -> String {
        if self.measure.is_binary() {
            format!("{} in {}", self.measure.label(), self.scale)
        } else {
            "days".to_owned()
        }
    }

    fn figure(&self, value: Option<f64>) -> String {
        value.map_or_else(String::new, |x| format!("{:.0}", x * self.scale))
    }
}

/// Sections of a game, where its tables are there.
pub fn sections(source: &Sheets) -> Result<Vec<PageSection>, ChartError> {
    let Some(exploited) = source.table("exploitability.csv") else {
        return Ok(Vec::new());
    };
    let rows: Vec<Row> = exploited.rows().collect();
    let told = Told::of(&rows);
    let mut players: Vec<&str> = Vec::new();
    for row in &rows {
        if !players.contains(&row.text("player")) {
            players.push(row.text("player"));
        }
    }
    let mut sections = Vec::new();
    let lead = "Each strategy while the others keep their habits, where each of them answers in its own interest, and where they do whatever is worst.";
    let figures = players.iter().map(|player| costs(&told, player, &rows));
    let figures: Vec<Figure> = figures.collect::<Result<_, _>>()?;
    sections.extend(PageSection::of(
        "What a strategy costs where it is answered",
        lead,
        figures,
    ));
    if let (Some(responses), Some(payoffs)) = (
        source.table("best_responses.csv"),
        source.table("payoffs.csv"),
    ) && players.len() == 2
    {
        let lead = "Every pair of strategies was played with the same luck. Where both bars meet, nobody gains by doing something else.";
        let figure = table(source, &told, responses, payoffs)?;
        sections.extend(PageSection::of("Who answers what", lead, vec![figure]));
    }
    Ok(sections)
}

/// What each strategy of a player costs.
fn costs(told: &Told, player: &str, rows: &[Row]) -> Result<Figure, ChartError> {
    let replies = ["habits", "interest", "worst"];
    let mut strategies: Vec<&str> = Vec::new();
    for row in rows.iter().filter(|row| row.text("player") == player) {
        if !strategies.contains(&row.text("strategy")) {
            strategies.push(row.text("strategy"));
        }
    }
    let found = |strategy: &str, reply: &str| {
        let mut all = rows.iter();
        all.find(|row| {
            row.text("player") == player
                && row.text("strategy") == strategy
                && row.text("reply") == reply
        })
    };
    let value =
        |strategy: &str, reply: &str| found(strategy, reply).and_then(|row| row.number("value"));
    let sign = match told.measure.better() {
        crate::stats::decision::Better::Lower => 1.0,
        crate::stats::decision::Better::Higher => -1.0,
    };
    let order = |strategy: &&str| {
        let answered = value(strategy, "interest").map_or(f64::INFINITY, |x| sign * x);
        (
            answered,
            sign * value(strategy, "worst").unwrap_or_default(),
        )
    };
    strategies.sort_by(|a, b| {
        let (a, b) = (order(a), order(b));
        a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1))
    });
    let mut grid = Grid::new(&["strategy", "habits", "answered", "by", "at worst", "by"]);
    let mut drawn = Vec::new();
    for strategy in strategies {
        let cells = replies.map(|reply| {
            let row = found(strategy, reply);
            ["value", "ci_low", "ci_high"].map(|column| {
                row.and_then(|row| row.number(column))
                    .map(|x| x * told.scale)
            })
        });
        let by = |reply: &str| {
            let row = found(strategy, reply);
            row.map_or_else(String::new, |row| row.text("strategies").to_owned())
        };
        let shown = replies.map(|reply| told.figure(value(strategy, reply)));
        let says = format!(
            "{strategy}: {} by habit, {} where it is answered ({}), {} at worst ({})",
            shown[0],
            shown[1],
            by("interest"),
            shown[2],
            by("worst")
        );
        let [habits, answered, worst] = shown;
        grid.rows.push(vec![
            strategy.to_owned(),
            habits,
            answered,
            by("interest"),
            worst,
            by("worst"),
        ]);
        drawn.push(DotRow {
            label: strategy.to_owned(),
            strong: strategy != "baseline",
            cells: cells.into(),
            says,
        });
    }
    // One scale for all of them: they are read beside each other.
    let all = drawn
        .iter()
        .flat_map(|row: &DotRow| &row.cells)
        .flatten()
        .flatten();
    let end = all.fold(0.0_f64, |most, value| most.max(*value));
    let columns = ["by habit", "answered", "at worst"].map(|title| DotColumn {
        title: title.to_owned(),
        digits: 0,
        end: Some(end),
    });
    let reference = drawn.iter().position(|row| row.label == "baseline");
    let words: Vec<&str> = drawn.iter().map(|row| row.says.as_str()).collect();
    Ok(Figure {
        title: format!("{player}: {}", told.unit()),
        text: words.join("; "),
        svg: Some(dots(
            &columns,
            &drawn,
            reference,
            ["a policy, best where it is answered first", "no policy: habits, held as upright lines"],
        )?),
        caption: "95% intervals, each by itself. By habit: the others change nothing. Answered: each of the others does what pays it most, by the payoffs that are assumed. At worst: what the others could do to it.".into(),
        grid,
    })
}

/// What a game of two is made of, by profile.
struct Pairs<'s> {
    /// Who may do more, at the side, and the other.
    players: [&'s str; 2],
    /// What each does, and what it pays each.
    does: BTreeMap<(&'s str, u64), (&'s str, Option<f64>)>,
    /// Whether what a player does may be its best answer.
    best: BTreeMap<(&'s str, u64), bool>,
    /// What it would rather do where that is surely not its best answer.
    rather: BTreeMap<(&'s str, u64), &'s str>,
    /// The strategies that are shown.
    shown: [Vec<&'s str>; 2],
}

impl<'s> Pairs<'s> {
    fn of(responses: &'s Sheet, payoffs: &'s Sheet) -> Self {
        let mut does = BTreeMap::new();
        let mut players: Vec<&str> = Vec::new();
        for row in payoffs.rows() {
            let player = row.text("player");
            if !players.contains(&player) {
                players.push(player);
            }
            let profile = row.count("profile").unwrap_or_default();
            does.insert(
                (player, profile),
                (row.text("strategy"), row.number("payoff")),
            );
        }
        let count = |player: &str| strategies(payoffs, player).len();
        players.sort_by_key(|player| std::cmp::Reverse(count(player)));
        let players = [players[0], players[1]];
        let is_best = |row: Row<'s>| {
            let profile = row.count("profile")?;
            Some(((row.text("player"), profile), row.text("best") == "true"))
        };
        let best = responses.rows().filter_map(is_best).collect();
        let worse = responses.rows().filter(|row| row.text("best") != "true");
        let rather = |row: Row<'s>| {
            let profile = row.count("profile")?;
            Some(((row.text("player"), profile), row.text("against")))
        };
        let rather = worse.filter_map(rather).collect();
        Self {
            rather,
            shown: players.map(|player| often(payoffs, player, &best)),
            players,
            does,
            best,
        }
    }

    /// The place of a profile among the cells, as the row and the column of its strategies.
    fn place(&self, profile: u64) -> Option<[usize; 2]> {
        let of = |side: usize| {
            let (name, _) = self.does.get(&(self.players[side], profile))?;
            self.shown[side].iter().position(|known| known == name)
        };
        Some([of(0)?, of(1)?])
    }

    /// Whether each side may answer best there.
    fn edges(&self, profile: u64) -> [bool; 2] {
        self.players
            .map(|player| self.best.get(&(player, profile)).copied().unwrap_or(false))
    }

    /// Where each side would rather go from there, along the places that are shown.
    fn points(&self, profile: u64) -> [Option<Ordering>; 2] {
        let Some(from) = self.place(profile) else {
            return [None; 2];
        };
        std::array::from_fn(|side| {
            let rather = self.rather.get(&(self.players[side], profile))?;
            let to = self.shown[side].iter().position(|known| known == rather)?;
            Some(to.cmp(&from[side]))
        })
    }

    /// Whether there is room to say where each side would rather go.
    fn has_arrows(&self) -> bool {
        self.shown.iter().all(|shown| shown.len() <= WITH_ARROWS)
    }

    /// What a side would rather do there, in words.
    fn rather(&self, profile: u64) -> String {
        let of = |player: &&str| {
            let rather = self.rather.get(&(*player, profile))?;
            Some(format!("; {player} has more of {rather}"))
        };
        self.players.iter().filter_map(of).collect()
    }

    /// The line of the grid: what both do, the metric, what it pays, and whose best answer it is.
    fn line(&self, profile: u64, text: &str) -> Vec<String> {
        let of = |side: usize| self.does.get(&(self.players[side], profile)).copied();
        let name = |side: usize| of(side).map_or_else(String::new, |found| found.0.to_owned());
        let pays = |side: usize| number(of(side).and_then(|found| found.1));
        let whose = match self.edges(profile) {
            [true, true] => "both",
            [true, false] => self.players[0],
            [false, true] => self.players[1],
            [false, false] => "nobody",
        };
        vec![
            name(0),
            name(1),
            text.to_owned(),
            pays(0),
            pays(1),
            whose.to_owned(),
        ]
    }

    /// The side that runs down, by name.
    fn down(&self) -> Side {
        Side {
            title: self.players[0].to_owned(),
            names: self.shown[0]
                .iter()
                .map(|name| (*name).to_owned())
                .collect(),
        }
    }

    /// The side that runs across: numbers, for which there is room.
    fn across(&self) -> Side {
        let count = self.shown[1].len();
        Side {
            title: format!("{}, numbered below", self.players[1]),
            names: (1..=count).map(|number| number.to_string()).collect(),
        }
    }

    /// What the numbers stand for.
    fn numbered(&self) -> String {
        let all = self.shown[1].iter().enumerate();
        let named: Vec<String> = all.map(|(at, name)| format!("{} {name}", at + 1)).collect();
        named.join(", ")
    }
}

/// The metric for every pair of strategies, with the best answers of both sides.
fn table(
    source: &Sheets,
    told: &Told,
    responses: &Sheet,
    payoffs: &Sheet,
) -> Result<Figure, ChartError> {
    let pairs = Pairs::of(responses, payoffs);
    let [down, across] = pairs.players;
    let mut values: BTreeMap<u64, f64> = BTreeMap::new();
    for row in source
        .table("profiles.csv")
        .into_iter()
        .flat_map(Sheet::rows)
    {
        if row.text("metric") == told.measure.name()
            && let (Some(profile), Some(value)) = (row.count("profile"), row.number("value"))
        {
            values.insert(profile, value);
        }
    }
    let most = values.values().copied().fold(0.0_f64, f64::max).max(1e-9);
    let pays = [down, across].map(|player| format!("payoff of {player}"));
    let unit = told.unit();
    let header = [down, across, &unit, &pays[0], &pays[1], "best answer of"];
    let mut grid = Grid::new(&header);
    let mut cells = vec![vec![None; pairs.shown[1].len()]; pairs.shown[0].len()];
    let mut both = Vec::new();
    for (profile, value) in &values {
        let Some([r, c]) = pairs.place(*profile) else {
            continue;
        };
        let text = told.figure(Some(*value));
        let line = pairs.line(*profile, &text);
        let says = format!(
            "{} against {}: {text} ({unit}); {down} has {}, {across} {}; best answer of {}{}",
            line[0],
            line[1],
            line[3],
            line[4],
            line[5],
            pairs.rather(*profile),
        );
        let edges = pairs.edges(*profile);
        if edges == [true, true] {
            both.push(says.clone());
        }
        grid.rows.push(line);
        cells[r][c] = Some(HeatCell {
            strength: value / most,
            text,
            edges,
            points: if pairs.has_arrows() {
                pairs.points(*profile)
            } else {
                [None; 2]
            },
            says,
        });
    }
    let points = |cell: &HeatCell| cell.points.iter().any(Option::is_some);
    let arrows = if cells.iter().flatten().flatten().any(points) {
        format!(
            " An arrow instead of a bar points along the column, or the row, to the answer that pays {down}, or {across}, most."
        )
    } else {
        String::new()
    };
    Ok(Figure {
        title: unit.clone(),
        text: format!("Where both may answer best: {}", both.join("; ")),
        svg: Some(heat(&pairs.across(), &pairs.down(), &cells)?),
        caption: format!(
            "Across, {across}: {}. Figures and colour: {unit}. A bar at the left of a cell: what {down} does there may be its best answer; a bar below: what {across} does may be. Both: nobody surely gains by leaving it.{arrows} The strategies that are best answers most often, {SHOWN} of a side at most; the tables have all.",
            pairs.numbered()
        ),
        grid,
    })
}

fn strategies<'s>(payoffs: &'s Sheet, player: &str) -> Vec<&'s str> {
    let mut found: Vec<&str> = Vec::new();
    for row in payoffs.rows().filter(|row| row.text("player") == player) {
        if !found.contains(&row.text("strategy")) {
            found.push(row.text("strategy"));
        }
    }
    found
}

/// Strategies of a player, those that may be best answers most often first, so many as can be read.
fn often<'s>(payoffs: &'s Sheet, player: &str, best: &BTreeMap<(&str, u64), bool>) -> Vec<&'s str> {
    let mut times: BTreeMap<&str, usize> = BTreeMap::new();
    for row in payoffs.rows().filter(|row| row.text("player") == player) {
        let profile = row.count("profile").unwrap_or_default();
        let is_best = best.get(&(player, profile)).copied().unwrap_or(false);
        *times.entry(row.text("strategy")).or_default() += usize::from(is_best);
    }
    let mut all = strategies(payoffs, player);
    all.sort_by_key(|name| std::cmp::Reverse(times.get(name).copied().unwrap_or_default()));
    all.truncate(SHOWN);
    all
}
