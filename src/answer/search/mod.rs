//! Which policy a search found, and how far one may trust that.

mod figures;
mod scale;
mod sentences;
mod told;

use super::frequency::{counted, thousands};
use super::prior;
use super::statement::Statement;
use crate::search::asked::SearchFound;
use crate::search::halving::Searched;
use told::Told;

/// What was found, and how far one may trust that.
pub fn search(found: &SearchFound) -> Statement {
    let asked = &found.ready.asked;
    let told = Told::new(found);
    let mut sentences = vec![told.best()];
    sentences.extend(told.bounds());
    sentences.extend(told.curse());
    sentences.extend(told.simplest());
    sentences.extend(told.written());
    sentences.extend(told.answered());
    sentences.extend(told.elsewhere());
    sentences.extend(told.apart());
    let tried: usize = found.searched.iter().map(Searched::tried).sum();
    let worlds = match asked.worlds.len() {
        1 => String::new(),
        worlds => format!(" over {worlds} worlds, whose number intervals do not reach beyond"),
    };
    let notes = vec![
        format!(
            "{} tried of {}, in {}; what came furthest was chosen from on other luck ({} each), and is judged on luck that nothing was chosen on ({} each{worlds}). Brackets are 95% intervals, each by itself.",
            counted(tried as u64, "policy").replace("policys", "policies"),
            many(found.ready.grammar.size()),
            counted(asked.searches, "search").replace("searchs", "searches"),
            counted(asked.trials.choice, "trial"),
            counted(asked.trials.judged, "trial"),
        ),
        "It is the best of these policies in this model, whose numbers are partly assumed: read it beside the ends and the other scenarios before you believe it.".to_owned(),
        format!("{} Not a forecast.", prior::sentence(&[&asked.scenario])),
    ];
    let mut figures = vec![told.front()];
    figures.extend(told.places());
    Statement {
        sentences,
        figures,
        notes,
        cite: format!(
            "offramp {}, {}: policies searched for {}, {}, seed {}",
            env!("CARGO_PKG_VERSION"),
            asked.scenario.name,
            asked.side,
            counted(found.trials, "trial"),
            asked.seed,
        ),
        numbers: told.numbers(),
    }
}

/// "1,234", "1.2e9"
fn many(size: f64) -> String {
    if size < 1e6 {
        return thousands(size as u64);
    }
    let exponent = size.log10().floor();
    format!("{:.1}e{exponent}", size / 10_f64.powf(exponent))
}
