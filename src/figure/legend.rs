//! The legend of a strip: what its marks mean.

use super::frame::{Frame, LETTER, Names, WIDTH};
use super::pen::{Pen, short};
use super::story::{Mark, Sign, Story};

/// What the marks mean: those that are there. Says where it ends.
pub(super) fn legend(pen: &mut Pen, story: &Story, frame: &Frame, names: &Names) -> f64 {
    let lanes = || story.lanes.iter();
    let acts = lanes().flat_map(|lane| &lane.acts);
    let marks: Vec<&Mark> = acts
        .chain(lanes().flat_map(|lane| &lane.befell))
        .chain(&story.lines)
        .chain(&story.scripted)
        .collect();
    let third = lanes().any(|lane| lane.rungs.is_empty() && !lane.acts.is_empty());
    let mut at = [4.0, 10.0];
    let mut place = |width: f64| {
        if at[0] > 4.0 && at[0] + width > WIDTH {
            at = [4.0, at[1] + 20.0];
        }
        let here = at;
        at[0] += width;
        here
    };
    for (sign, words, of_third) in SIGNS {
        if !marks.iter().any(|mark| mark.sign == sign) {
            continue;
        }
        let words = if third {
            format!("{words}{of_third}")
        } else {
            words.into()
        };
        let [x, y] = place(words.chars().count() as f64 * LETTER + 34.0);
        pen.mark(sign, [x + 6.0, y], "");
        pen.text("ink", [x + 17.0, y + 4.0], "start", &words);
    }
    if marks.iter().any(|mark| mark.astray) {
        let words = "! not as ordered: two rungs at once, or nobody ordered it";
        let [x, y] = place(words.len() as f64 * LETTER + 20.0);
        pen.text("ink", [x + 4.0, y + 4.0], "start", words);
    }
    if frame.is_dense() {
        let words = "bar: the same on the days that follow";
        let [x, y] = place(words.len() as f64 * LETTER + 50.0);
        pen.again(Sign::Escalates, [x + 6.0, y], x + 24.0);
        pen.mark(Sign::Escalates, [x + 6.0, y], "");
        pen.text("ink", [x + 32.0, y + 4.0], "start", words);
    }
    if lanes().any(|lane| !lane.campaigns.is_empty()) {
        let words = "in a campaign: a plan to go on escalating";
        let [x, y] = place(words.len() as f64 * LETTER + 44.0);
        pen.area("campaign", [x, y - 2.0], [22.0, 4.0]);
        pen.text("ink", [x + 28.0, y + 4.0], "start", words);
    }
    let highest = frame.reach.values().map(|[_, high]| *high).max();
    if names
        .violent
        .is_some_and(|violent| highest >= Some(violent))
    {
        let words = "rungs of violence";
        let [x, y] = place(words.len() as f64 * LETTER + 44.0);
        pen.area("violent", [x, y - 6.0], [22.0, 12.0]);
        pen.text("ink", [x + 28.0, y + 4.0], "start", words);
    }
    if story
        .ending
        .as_ref()
        .is_some_and(|end| end.outcome == "calm")
    {
        let words = "calm: nobody above the calm rung";
        let [x, y] = place(words.len() as f64 * LETTER + 44.0);
        pen.area("calm", [x, y - 6.0], [22.0, 12.0]);
        pen.text("ink", [x + 28.0, y + 4.0], "start", words);
    }
    let [x, y] = place(200.0);
    pen.path(
        "rung",
        &format!("M{} {}h9v-7h9", short(x), short(y + 4.0)),
        "",
    );
    pen.text(
        "ink",
        [x + 24.0, y + 4.0],
        "start",
        "line: the rung it stands on",
    );
    at[1] + 10.0
}

/// What each sign means, and what it means besides where third parties act.
const SIGNS: [(Sign, &str, &str); 11] = [
    (Sign::Escalates, "escalates", " (a third party: presses)"),
    (Sign::Restrains, "holds back visibly", ""),
    (Sign::Offers, "offers talks", " (a third party: mediates)"),
    (Sign::OffersInPart, "offer reaches one of two", ""),
    (Sign::OffersInVain, "offer lost, or no line open", ""),
    (Sign::StandsDown, "stands down", ""),
    (Sign::Misreads, "misreads an act of another", ""),
    (Sign::Incident, "incident, taken for its act", ""),
    (Sign::Down, "line down, cut or failed", ""),
    (Sign::Restored, "line restored", ""),
    (Sign::Scripted, "scripted by the scenario", ""),
];
