//! A crisis as a film strip: a lane for each actor, its rung as a step line, what it did as marks,
//! day by day. Long crises go on in a second row and a third, as music does.
//!
//! Written by hand and not with the chart library, so that each mark has its sentence for whoever
//! points at it, and a class that the page colours in the dark.

use super::chart::clipped;
use super::frame::{
    ABOVE, BELOW, Frame, GAP, LEFT, LETTER, MARK, NAME, Names, RIGHT, RUNG, SCALE, TRACK, WIDTH,
};
use super::legend::legend;
use super::pen::{Pen, short};
use super::story::{Ending, Lane, Mark, Story, Talks};
use jiff::ToSpan;
use jiff::civil::Date;
use std::fmt::Write;

/// Draws a story.
pub(super) fn strip(story: &Story, frame: &Frame, names: &Names) -> String {
    let mut pen = Pen::default();
    let mut top = legend(&mut pen, story, frame, names) + GAP;
    let mut first = 0;
    while first <= story.last {
        let last = (first + frame.per_row - 1).min(story.last);
        top = Row {
            story,
            frame,
            names,
            first,
            last,
        }
        .drawn(&mut pen, top)
            + GAP;
        first += frame.per_row;
    }
    pen.svg(WIDTH, top)
}

/// The days of a story that stand side by side.
struct Row<'s> {
    story: &'s Story,
    frame: &'s Frame,
    names: &'s Names<'s>,
    first: u64,
    last: u64,
}

impl Row<'_> {
    fn x(&self, day: u64) -> f64 {
        self.frame.x(day, self.first)
    }

    fn middle(&self, day: u64) -> f64 {
        self.x(day) + self.frame.pitch / 2.0
    }

    fn end(&self) -> f64 {
        self.x(self.last + 1)
    }

    fn here(&self, day: u64) -> bool {
        (self.first..=self.last).contains(&day)
    }

    /// Draws the row from `top` on, and says where it ends.
    fn drawn(&self, pen: &mut Pen, top: f64) -> f64 {
        let parts = self.names.parts.filter(|day| self.here(*day));
        let begin = top + SCALE + if parts.is_some() { NAME } else { 0.0 };
        let mut y = begin;
        for lane in &self.story.lanes {
            y = self.lane(pen, lane, y);
        }
        let lines = self.story.lines.iter();
        let mut lines = lines.filter(|mark| self.here(mark.day)).peekable();
        if lines.peek().is_some() {
            pen.text("soft", [LEFT - 8.0, y + 13.0], "end", "lines");
            for mark in lines {
                pen.mark(mark.sign, [self.middle(mark.day), y + 9.0], &mark.told());
            }
            y += NAME;
        }
        for talks in &self.story.talks {
            if talks.moved.iter().any(|(day, ..)| self.here(*day)) {
                self.talks(pen, talks, y + 13.0);
                y += NAME;
            }
        }
        pen.days(
            [self.first, self.last],
            [LEFT, begin],
            [self.end() - LEFT, y - begin],
        );
        self.scale(pen, [top, y]);
        for mark in &self.story.scripted {
            if self.here(mark.day) {
                let at = [self.middle(mark.day), begin + 2.0];
                pen.mark(mark.sign, at, &mark.told());
            }
        }
        self.ending(pen, [top, begin, y]);
        if let Some(day) = parts {
            let (x, at) = (self.x(day), top + SCALE + 12.0);
            pen.line("parts", [x, top + SCALE], [x, y]);
            let right = x > WIDTH / 2.0;
            let side = if right { "end" } else { "start" };
            let said = format!("day {day}: from here on the two differ");
            pen.text(
                "strong",
                [x + if right { -6.0 } else { 6.0 }, at],
                side,
                &said,
            );
        }
        y
    }

    /// The levels of the talks of a pair.
    fn talks(&self, pen: &mut Pen, talks: &Talks, y: f64) {
        // Where there is no other pair, its name would only be cut.
        let name = match self.story.talks.as_slice() {
            [_] => "talks".into(),
            _ => clipped(&format!("talks {}", talks.pair), 15),
        };
        pen.text("soft", [LEFT - 8.0, y], "end", &name);
        let needed = format!("agree at {}", talks.needed);
        pen.text("soft", [self.end() + 8.0, y], "start", &needed);
        let mut right = 0.0;
        for (day, level, said) in talks.moved.iter().filter(|(day, ..)| self.here(*day)) {
            let x = self.middle(*day);
            // A level that is left the day after has no room of its own.
            if x - right >= LETTER * level.len() as f64 + 1.0 {
                let said = format!("Day {day}: {said}");
                pen.titled_text("ink", [x, y], level, &said);
                right = x;
            }
        }
    }

    /// Days and dates above, and lines down from them.
    fn scale(&self, pen: &mut Pen, [top, bottom]: [f64; 2]) {
        let weeks = [7, 14, 28, 56, 91];
        let fits = |step: &&u64| **step as f64 * self.frame.pitch >= 58.0;
        let step = *weeks.iter().find(fits).unwrap_or(&91);
        let onset: Option<Date> = self.story.onset.parse().ok();
        for day in (self.first..=self.last).step_by(step as usize) {
            let x = self.x(day);
            pen.line("grid", [x, top + SCALE - 6.0], [x, bottom]);
            // Beside the last day its ending is written.
            if self.last == self.story.last && self.end() - x < 44.0 {
                continue;
            }
            let begins = day == self.first;
            let number = if begins {
                format!("day {day}")
            } else {
                day.to_string()
            };
            pen.text("soft", [x, top + 12.0], "start", &number);
            let date = onset.map(|onset| onset.saturating_add((day as i64).days()));
            if let Some(date) = date {
                let year = begins && (day == 0 || onset.map(Date::year) != Some(date.year()));
                let format = if year { "%-d %b %Y" } else { "%-d %b" };
                // The first date is longer, so the second waits for room.
                let crowded = day == self.first + step && step as f64 * self.frame.pitch < 76.0;
                if !crowded {
                    let date = date.strftime(format).to_string();
                    pen.text("soft", [x, top + 26.0], "start", &date);
                }
            }
        }
    }

    fn ending(&self, pen: &mut Pen, [top, begin, bottom]: [f64; 3]) {
        let Some(Ending { outcome, dated }) = &self.story.ending else {
            return;
        };
        let ends = self.last == self.story.last;
        if outcome == "calm" && *dated <= self.last {
            let from = self.x((*dated).max(self.first));
            pen.area("calm", [from, begin], [self.end() - from, bottom - begin]);
        }
        if !ends {
            return;
        }
        let x = self.end();
        pen.line("end", [x, top], [x, bottom]);
        let words = self.story.ending().unwrap_or_default();
        for (line, words) in words.iter().enumerate() {
            let at = [x + 8.0, top + 12.0 + 14.0 * line as f64];
            pen.text("strong", at, "start", &clipped(words, 14));
        }
    }

    /// Draws a lane from `top` on, and says where it ends.
    fn lane(&self, pen: &mut Pen, lane: &Lane, top: f64) -> f64 {
        let label = self.names.actor(&lane.name);
        pen.text("strong", [0.0, top + 13.0], "start", &label);
        self.notes(
            pen,
            lane,
            [label.chars().count() as f64 * 7.4 + 10.0, top + 13.0],
        );
        let key = (lane.name.clone(), self.first / self.frame.per_row);
        let reach = self.frame.reach.get(&key).copied();
        let [low, high] = reach.unwrap_or([0, 0]);
        let ground = top + NAME + ABOVE + (high - low) as f64 * RUNG;
        let y = |rung: usize| ground - (rung - low) as f64 * RUNG;
        if reach.is_some() {
            self.rungs(pen, [low, high], y);
        } else {
            pen.line("grid", [LEFT, ground], [self.end(), ground]);
        }
        let bottom = ground + BELOW;
        for [from, to] in &lane.campaigns {
            let (from, to) = ((*from).max(self.first), (*to).min(self.last + 1));
            if from < to {
                let size = [self.x(to) - self.x(from), 4.0];
                pen.area("campaign", [self.x(from), bottom - 4.0], size);
            }
        }
        self.steps(pen, lane, y);
        self.acts(pen, lane, |day| lane.rung(day).map_or(ground, y));
        let befell = lane.befell.iter();
        let mut befell = befell.filter(|mark| self.here(mark.day)).peekable();
        if befell.peek().is_none() {
            return bottom + 4.0;
        }
        for mark in befell {
            let at = [self.middle(mark.day), bottom + TRACK / 2.0];
            pen.mark(mark.sign, at, &mark.told());
        }
        bottom + TRACK + 4.0
    }

    /// The names of the rungs of a lane, and where violence begins.
    fn rungs(&self, pen: &mut Pen, [low, high]: [usize; 2], y: impl Fn(usize) -> f64) {
        if let Some(violent) = self.names.violent.filter(|violent| *violent <= high) {
            let (top, bottom) = (y(high) - RUNG / 2.0, y(violent.max(low)) + RUNG / 2.0);
            pen.area("violent", [LEFT, top], [self.end() - LEFT, bottom - top]);
        }
        for rung in low..=high {
            let name = self.names.rungs.get(rung).map_or("", String::as_str);
            pen.text(
                "soft",
                [LEFT - 8.0, y(rung) + 4.0],
                "end",
                &clipped(name, 17),
            );
            pen.line("grid", [LEFT, y(rung)], [self.end(), y(rung)]);
        }
    }

    /// The rung as a step line, named at its end.
    fn steps(&self, pen: &mut Pen, lane: &Lane, y: impl Fn(usize) -> f64) {
        let Some(start) = lane.rung(self.first) else {
            return;
        };
        let mut path = format!("M{} {}", short(LEFT), short(y(start)));
        let mut at = start;
        for day in self.first + 1..=self.last {
            let rung = lane.rung(day).unwrap_or(at);
            if rung != at {
                let _ = write!(path, "H{}V{}", short(self.x(day)), short(y(rung)));
                at = rung;
            }
        }
        let _ = write!(path, "H{}", short(self.end()));
        pen.path("rung", &path, "");
        let name = self.names.rungs.get(at).map_or("", String::as_str);
        let at = [self.end() + 8.0, y(at) + 4.0];
        pen.text("ink", at, "start", &clipped(name, 14));
    }

    /// The marks of what an actor did. Where days are narrow, what it does again is a bar.
    fn acts(&self, pen: &mut Pen, lane: &Lane, y: impl Fn(u64) -> f64) {
        let mut acts = lane.acts.iter().filter(|act| self.here(act.day)).peekable();
        while let Some(act) = acts.next() {
            let (mut again, mut last) = (0, act.day);
            let same = |next: &Mark, last: u64| {
                let near = (next.day - last) as f64 * self.frame.pitch < MARK;
                let rung = lane.rung(next.day) == lane.rung(act.day);
                near && rung && next.sign == act.sign && next.note == act.note
            };
            while self.frame.is_dense()
                && let Some(next) = acts.next_if(|next| same(next, last))
            {
                (again, last) = (again + 1, next.day);
            }
            let at = [self.middle(act.day), y(act.day)];
            let mut said = act.told();
            if again > 0 {
                let _ = write!(said, ". The same {again} times more, to day {last}");
                pen.again(act.sign, at, self.middle(last));
            }
            pen.mark(act.sign, at, &said);
            if act.astray {
                pen.titled_text("astray", [at[0], at[1] - 7.0], "!", &said);
            }
        }
    }

    /// Words beside what is rare, as far as there is room behind the name of the lane.
    fn notes(&self, pen: &mut Pen, lane: &Lane, [mut right, y]: [f64; 2]) {
        let mut marks: Vec<&Mark> = lane.acts.iter().chain(&lane.befell).collect();
        marks.sort_by_key(|mark| mark.day);
        for mark in marks.into_iter().filter(|mark| self.here(mark.day)) {
            let Some(note) = &mark.note else { continue };
            let note = clipped(note, 30);
            let width = note.chars().count() as f64 * LETTER;
            let most = (self.end() + RIGHT - width).max(0.0);
            let left = (self.middle(mark.day) - width / 2.0).min(most);
            let left = left.max(right);
            // Beside its mark or nowhere.
            if (left..=left + width).contains(&self.middle(mark.day)) {
                pen.text("note", [left, y], "start", &note);
                right = left + width + 8.0;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::frame::ROWS;
    use super::*;
    use crate::table::sheet::Sheet;
    use std::collections::BTreeMap;

    const HEADER: &str = "day,date,kind,actor,act,rung,detail,text\n";

    fn drawn(rows: &str, parts: Option<u64>) -> Option<String> {
        let sheet = Sheet::read(format!("{HEADER}{rows}").as_bytes(), &[], |_| true).unwrap();
        let rows: Vec<_> = sheet.rows().collect();
        let rungs = ["calm", "words", "clash", "war"].map(String::from);
        let story = Story::of(&rows, &rungs)?;
        let names = Names {
            rungs: &rungs,
            violent: Some(2),
            labels: &BTreeMap::from([("a".into(), "Alpha".into())]),
            parts,
        };
        Some(strip(&story, &Frame::of(&[&story]), &names))
    }

    fn count(svg: &str, class: &str) -> usize {
        let layer = svg.split(&format!("<g class=\"{class}\"")).nth(1);
        let layer = layer.and_then(|rest| rest.split("</g>").next());
        layer.map_or(0, |layer| layer.matches("<title>").count())
    }

    #[test]
    fn every_kind_of_mark_is_drawn_with_its_sentence() {
        let svg = drawn(
            "0,2020-01-30,standing,a,,calm,,Alpha stands at calm\n\
             0,2020-01-30,standing,b,,calm,,b stands at calm\n\
             0,2020-01-30,severity,a,,,words,it was worse than known\n\
             0,2020-01-30,act,a,escalate,words,,Alpha began it\n\
             0,2020-01-30,campaign,a,,,begins,a campaign\n\
             0,2020-01-30,channel,,,,before,the line is down\n\
             1,2020-01-31,act,a,escalate,clash,overshoot,two rungs\n\
             1,2020-01-31,act,b,restrain,calm,,b holds back\n\
             2,2020-02-01,act,b,negotiate,calm,,b offers\n\
             2,2020-02-01,act,b,negotiate,calm,,b offers\n\
             2,2020-02-01,offer,b,,,delivered,it arrives\n\
             2,2020-02-01,offer,b,,,lost,it is lost\n\
             3,2020-02-02,act,b,negotiate,calm,,b offers\n\
             3,2020-02-02,offer,b,,,unsent,no line\n\
             3,2020-02-02,perceived,a,,,escalate,a misreads b\n\
             4,2020-02-03,incident,b,,,leaflets,incident: leaflets\n\
             4,2020-02-03,scripted,,,,an exercise,as the scenario says\n\
             5,2020-02-04,channel,,,,restored,the line is back\n\
             5,2020-02-04,talks,,,,a-b: 1 of 2,talks advance\n\
             6,2020-02-05,cooled,a,,words,,a cools\n\
             6,2020-02-05,campaign,a,,,stands-down,a stands down\n\
             7,2020-02-06,ended,,,,agreement on day 7,it ends\n",
            Some(2),
        )
        .unwrap();
        for (class, marks) in [
            ("escalates", 2),
            ("restrains", 1),
            ("offers", 0),
            ("in-part", 1),
            ("in-vain", 1),
            ("misreads", 1),
            ("incident", 1),
            ("scripted", 1),
            ("down", 1),
            ("restored", 1),
            ("stands-down", 1),
            ("astray", 1),
        ] {
            assert_eq!(count(&svg, class), marks, "{class}: {svg}");
        }
        for words in [
            "Day 0: Alpha began it; it was worse than known",
            "Day 2: b offers; it arrives; it is lost",
            ">Alpha<",
            ">clash<",
            ">agreement<",
            ">day 7<",
            ">agree at 2<",
            "day 2: from here on the two differ",
            "30 Jan 2020",
            ">leaflets<",
        ] {
            assert!(svg.contains(words), "no {words}: {svg}");
        }
        // War was never near, so no lane has room for it.
        assert!(!svg.contains(">war<"), "{svg}");
    }

    #[test]
    fn a_story_without_rows_or_with_broken_ones_is_no_picture() {
        assert_eq!(drawn("", None), None);
        assert_eq!(
            drawn("soon,2020-01-30,act,a,escalate,words,,x\n", None),
            None
        );
        assert_eq!(drawn("9,2020-01-30,ended,,,,agreement,x\n", None), None);
    }

    #[test]
    fn names_are_text_and_dates_that_are_none_are_left_out() {
        let hostile = "\"</text><script>alert('1')</script>\"";
        let rows = format!(
            "0,yesterday,standing,{hostile},,calm,,{hostile}\n\
             1,today,act,{hostile},escalate,{hostile},overshoot,{hostile}\n\
             2,today,incident,{hostile},,,{hostile},{hostile}\n\
             3,today,talks,,,,{hostile},{hostile}\n\
             4,today,ended,,,,\"</text> on day 4\",{hostile}\n"
        );
        let svg = drawn(&rows, None).unwrap();
        assert!(!svg.contains("<script"), "{svg}");
        assert!(svg.contains("&lt;script&gt;") && !svg.contains("yesterday"));
    }

    #[test]
    fn long_crises_go_on_in_rows_and_repetition_becomes_a_bar() {
        let mut rows = String::from("0,2020-01-01,standing,a,,calm,,x\n");
        for day in 1..=365 {
            let _ = writeln!(rows, "{day},2020-01-01,act,a,escalate,words,,Alpha again");
        }
        let svg = drawn(&rows, None).unwrap();
        assert_eq!(svg.matches(">Alpha<").count() as u64, ROWS);
        // Every day has its place in one row.
        let ends = |name: &str| -> Vec<u64> {
            let mark = format!("{name}=\"");
            let parts = svg.split(&mark).skip(1);
            parts
                .map(|part| part.split('"').next().unwrap().parse().unwrap())
                .collect()
        };
        let (first, last) = (ends("data-first"), ends("data-last"));
        assert_eq!((first[0], first.len() as u64), (0, ROWS));
        assert!(
            last.iter()
                .zip(&first[1..])
                .all(|(last, next)| last + 1 == *next)
        );
        let marks = count(&svg, "escalates");
        assert!(marks < 20, "{marks}");
        assert!(svg.contains("The same") && svg.contains("bar: the same"));
        assert!(svg.contains("stroke-width='3'") && svg.len() < 20_000);
    }
}
