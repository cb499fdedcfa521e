//! Single trials as strips: the typical and the bad storyline of a run, or trials that somebody
//! asked for, each with the account of its days.

use super::frame::{Frame, Names};
use super::panel::{Figure, Grid, PageSection};
use super::source::{ArmLabel, Sheets};
use super::story::Story;
use super::strip::strip;
use crate::table::sheet::{Row, Sheet};

const LANES: &str = "One lane for each actor; the line is the rung on which it stands. Point at a mark for what happened. A mark stands in the lane of who acted; below its rungs, what it misread and incidents taken for its acts.";
const NUMBERS: &str = "In the days in words, numbers in brackets are what a term adds to the log-odds of the act, in nat; p is its probability.";

/// The rows of one trial under one policy.
struct Trial<'s> {
    arm: ArmLabel,
    storyline: &'s str,
    number: &'s str,
    rows: Vec<Row<'s>>,
}

/// The trials of a table, in its order.
fn trials(sheet: &Sheet) -> Vec<Trial<'_>> {
    let mut trials: Vec<Trial<'_>> = Vec::new();
    for row in sheet.rows() {
        let (arm, storyline) = (ArmLabel::of(row), row.text("storyline"));
        let known = trials.iter_mut().rev();
        let mut known = known.filter(|trial| trial.arm == arm && trial.storyline == storyline);
        match known.next() {
            Some(trial) => trial.rows.push(row),
            None => trials.push(Trial {
                arm,
                storyline,
                number: row.text("trial"),
                rows: vec![row],
            }),
        }
    }
    trials
}

/// The two storylines of the first arm.
pub fn storylines(source: &Sheets) -> Option<PageSection> {
    let trials = trials(source.table("storylines.csv")?);
    let first = trials.first()?.arm.clone();
    let mut strips = Vec::new();
    for (kind, title, chosen) in [
        (
            "typical",
            "A typical trial",
            "The first trial with the most frequent outcome that ended nearest to its median day.",
        ),
        (
            "bad",
            "A bad trial",
            "The first trial with the highest violence after the onset.",
        ),
    ] {
        let mut of_arm = trials.iter().filter(|trial| trial.arm == first);
        let Some(trial) = of_arm.find(|trial| trial.storyline == kind) else {
            continue;
        };
        let title = format!("{title}, number {} under {}", trial.number, first.title());
        if let Some(story) = Story::of(&trial.rows, &source.rungs) {
            let frame = Frame::of(&[&story]);
            strips.push(figure(source, trial, &story, &frame, title, chosen, None));
        }
    }
    PageSection::wide(
        "Two stories",
        &format!(
            "Single trials as they went: one of thousands of possible courses each, not what will happen. {LANES} storylines.csv has those of every policy, and offramp trace --report draws any trial."
        ),
        strips,
    )
}

/// Trials that were asked for, on one scale; `parts` is the day on which two of them part.
pub fn asked(source: &Sheets, lead: &str, parts: Option<u64>) -> Option<PageSection> {
    let trials = trials(source.table("storylines.csv")?);
    let told: Vec<(&Trial, Story)> = trials
        .iter()
        .filter_map(|trial| Some((trial, Story::of(&trial.rows, &source.rungs)?)))
        .collect();
    let stories: Vec<&Story> = told.iter().map(|(_, story)| story).collect();
    let frame = Frame::of(&stories);
    let strips = told.iter().map(|(trial, story)| {
        let mut title = format!("Trial {} under {}", trial.number, trial.arm.title());
        if trials
            .iter()
            .any(|other| other.arm == trial.arm && other.storyline < trial.storyline)
        {
            title += " again";
        }
        figure(source, trial, story, &frame, title, "", parts)
    });
    PageSection::wide("Day by day", &format!("{lead} {LANES}"), strips.collect())
}

fn figure(
    source: &Sheets,
    trial: &Trial,
    story: &Story,
    frame: &Frame,
    title: String,
    chosen: &str,
    parts: Option<u64>,
) -> Figure {
    let mut grid = Grid::new(&["day", "date", "who", "what happens"]);
    for row in &trial.rows {
        let cells = ["day", "date", "actor", "text"].map(|column| row.text(column));
        let mut cells: Vec<String> = cells.map(String::from).into();
        cells[2] = source.actor(row.text("actor")).into();
        grid.rows.push(cells);
    }
    let names = Names {
        rungs: &source.rungs,
        violent: source.violent,
        labels: &source.labels,
        parts,
    };
    let caption = [chosen, NUMBERS];
    let caption = caption.into_iter().filter(|part| !part.is_empty());
    let ending = story.ending().map(|words| words.join(", "));
    Figure {
        title: [Some(title), ending]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(": "),
        text: story.words(&source.rungs, |name| source.actor(name).into()),
        svg: Some(strip(story, frame, &names)),
        caption: caption.collect::<Vec<_>>().join(" "),
        grid,
    }
}
