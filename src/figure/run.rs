//! A run on a page: how it ends, how it unfolds, how long it lasts; or, where it has
//! variants, what follows from their parameters.

use super::ChartError;
use super::panel::PageSection;
use super::source::Sheets;
use super::{duration, ending, left_open, sweep, unfolding};

/// Every section of a run folder. Days are drawn for the first `drawn` policies and variants.
pub fn sections(source: &Sheets, drawn: usize) -> Result<Vec<PageSection>, ChartError> {
    let arms = source.arms("outcomes.csv");
    let swept = sweep::section(source, &arms)?;
    let mut sections = Vec::new();
    if swept.is_none() {
        sections.push(PageSection::of(
            "How it ends",
            "Shares of trials by the form of ending. † rests on assumptions, not on data: a prior.",
            ending::outcomes(source, &arms)?,
        ));
        sections.push(PageSection::of(
            "Violence after the onset",
            "Highest ICB violence level of acts after day 0: 2 minor clashes, 3 serious clashes, 4 full-scale war. † rests on assumptions, not on data: a prior.",
            ending::violence(source, &arms)?,
        ));
    }
    sections.push(left_open::of_run(source)?);
    let has_sweep = swept.is_some();
    sections.push(swept);
    sections.push(unfolding::section(source, &arms, drawn)?);
    if !has_sweep {
        sections.push(PageSection::of(
            "How long it lasts",
            "Days from the onset to the ending. Trials still running at the horizon are censored there.",
            duration::durations(source, &arms)?,
        ));
    }
    Ok(sections.into_iter().flatten().collect())
}
