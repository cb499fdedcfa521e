//! A calibration on a page: what cases say of each parameter, and the checks of the fit.

use super::panel::PageSection;
use super::source::Sheets;
use super::{ChartError, beliefs, predictive, ranks};

/// The sections of a calibration; none where there was none.
pub(super) fn sections(source: &Sheets) -> Result<Vec<PageSection>, ChartError> {
    let mut sections = Vec::new();
    if let Some(sheet) = source.table("posterior_summary.csv") {
        sections.push(PageSection::of(
            "What the cases say",
            "Each row has a scale of its own, on which what was believed is as wide as in all others. A bar that is much shorter than the grey, or beside it: the cases say something of it. A bar as long as the grey: what was believed is what is left. The shift of a rule, in brackets, is added to the parameter in its cases: to its log-odds where that is a probability.",
            beliefs::figures(sheet)?,
        ));
    }
    if let Some(sheet) = source.table("predictive.csv") {
        sections.push(PageSection::of(
            "Is what the law makes of the cases like the record?",
            "The same cases simulated anew from draws of the posterior, beside what came of them: of all, and by kind of trigger. One in ten is off by chance. The posterior has seen these cases, so this finds what the law cannot do, and does not show that it forecasts.",
            predictive::figures(sheet)?,
        ));
    }
    if let Some(sheet) = source.table("sbc.csv") {
        sections.push(PageSection::of(
            "Does the fit find what is known?",
            "Simulation-based calibration: truths are drawn from the posterior, all cases are simulated once more from each, and the fit goes on to them. Where it is sound, a truth lies anywhere among the draws. From left to right, the lowest draw to the highest: above the middle line, more truths lie so low than should. Up, then down: the fit is too sure. Down, then up: not sure enough. All above: it says too high a value. All below: too low.",
            ranks::figures(sheet)?,
        ));
    }
    Ok(sections.into_iter().flatten().collect())
}
