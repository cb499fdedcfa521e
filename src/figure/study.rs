//! A comparison, an attribution, an enumeration, a sweep, a game, a discovery, a calibration or what drives an answer on a page,
//! where their tables are there.

use super::attribution::attribution;
use super::costs::costs;
use super::differences::differences;
use super::duels::duels;
use super::levers::levers;
use super::panel::PageSection;
use super::ranking::ranking;
use super::source::Sheets;
use super::turning::turning;
use super::worlds::worlds;
use super::worth::worth;
use super::{
    ChartError, calibration, courses, discovery, exact, gaming, hindcast, left_open, searched,
    sensitivity, swept, tipping,
};

/// Every section of a study. Days are drawn for the first `drawn` policies.
pub fn sections(source: &Sheets, drawn: usize) -> Result<Vec<PageSection>, ChartError> {
    let mut sections = vec![best(source)?];
    sections.push(left_open::of_comparison(source)?);
    if let Some(sheet) = source.table("policies.csv") {
        let lead = "Restraint can cost time and concessions. Each policy side by side in what was asked, in days of crisis, and in concessions: days on which those who did not begin it seek talks.";
        sections.push(PageSection::of(
            "What it costs",
            lead,
            costs(source, sheet)?,
        ));
    }
    if let Some(sheet) = source.table("assumptions.csv") {
        let lead = "Who advises restraint assumes that firmness provokes; who advises firmness, that it deters. Both ends of what the record leaves open, restraint held against firmness at each.";
        let mut figures = duels(source, sheet)?;
        if let Some(sheet) = source.table("turns.csv") {
            figures.extend(turning(source, sheet)?);
        }
        sections.push(PageSection::of("What it hangs on", lead, figures));
    }
    sections.push(courses(source)?);
    if let Some(sheet) = source.table("robustness.csv") {
        let lead = "The policies over the ranges of what is not known, one world for each draw of all of it.";
        let mut figures = worlds(source, sheet)?;
        if let Some(sheet) = source.table("evppi.csv") {
            figures.extend(worth(source, sheet)?);
        }
        sections.push(PageSection::of("In other worlds", lead, figures));
    }
    if let Some(sheet) = source.table("comparisons.csv") {
        let lead = "Policy minus baseline over the same trials under the same luck, in the metrics that were not asked for. Left of the line: less of it. Which trials flip is a property of the shared draws; the difference is not.";
        sections.push(PageSection::choosing(
            "What else it changes",
            lead,
            Vec::new(),
            ("Metric", differences(source, sheet)?),
        ));
    }
    if let Some(sheet) = source.table("levers.csv") {
        let lead = "A policy that changes next to nothing is no policy, and its small difference no finding.";
        sections.push(PageSection::of(
            "Did the policies do anything?",
            lead,
            levers(source, sheet)?,
        ));
    }
    if let Some(sheet) = source.table("attribution.csv") {
        let lead = "What each mechanism adds to the share of trials with the outcome. The values add up to the difference between everything on and everything off. They depend on the law alone; which trials vanish or appear depends on the coupling of the draws as well (Oberst & Sontag 2019).";
        sections.push(PageSection::of(
            "What it comes from",
            lead,
            attribution(source, sheet)?,
        ));
    }
    let mut sections: Vec<PageSection> = sections.into_iter().flatten().collect();
    sections.extend(exact::sections(source, drawn)?);
    sections.extend(swept::sections(source)?);
    sections.extend(gaming::sections(source)?);
    sections.extend(searched::sections(source)?);
    sections.extend(discovery::sections(source)?);
    sections.extend(calibration::sections(source)?);
    sections.extend(tipping::sections(source)?);
    sections.extend(hindcast::sections(source)?);
    sections.extend(sensitivity::sections(source)?);
    Ok(sections)
}

/// The ranking of a comparison.
pub fn best(source: &Sheets) -> Result<Option<PageSection>, ChartError> {
    let Some(sheet) = source.table("comparisons.csv") else {
        return Ok(None);
    };
    let lead = "Grouped by what can be relied on, best first in each group.";
    let figures = ranking(source, sheet)?;
    Ok(PageSection::of("What does best", lead, figures))
}

/// How crises unfold under the arms of a comparison.
pub fn courses(source: &Sheets) -> Result<Option<PageSection>, ChartError> {
    let sheet = source.table("endings.csv");
    sheet.map_or(Ok(None), |sheet| courses::section(source, sheet))
}
