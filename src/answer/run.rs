//! How the crises of a batch ended.

use super::averaged;
use super::enough;
use super::frequency::{Unit, counted, endings, listed};
use super::json::interval;
use super::prior;
use super::statement::{Figures, Statement};
use super::text::percents;
use crate::crisis::outcome::Outcome;
use crate::scenario::Scenario;
use crate::stats::Estimate;
use crate::study::estimates::Share;
use crate::study::posterior::Posterior;
use crate::study::run::{Headline, Sample};
use serde_json::{Map, Value, json};

/// Outcome shares of a batch, and what they rest on: a posterior among it, where they are averaged over
/// one.
pub fn run<'a>(
    headlines: impl IntoIterator<Item = &'a Headline>,
    scenarios: &[&Scenario],
    sample: Sample,
    posterior: Option<&Posterior>,
) -> Statement {
    let header = [
        "scenario",
        "policy",
        "war %",
        "agreement %",
        "unilateral %",
        "calm %",
        "unresolved %",
        "minor clash % *",
    ];
    let headlines: Vec<&Headline> = headlines.into_iter().collect();
    let told = scenarios.iter();
    let told = told.flat_map(|scenario| run_sentences(&scenario.name, &headlines));
    let method = "Shares of trials with 95% Clopper-Pearson intervals.  * ICB violence level 2 or more after the onset.";
    let runs: Vec<Value> = headlines.iter().map(|one| numbers(one)).collect();
    let numbers = [
        ("trials", json!(sample.trials)),
        ("seed", json!(sample.seed)),
        ("runs", json!(runs)),
    ];
    let averaged = posterior.map(|posterior| averaged::note(posterior, sample.trials));
    let caveat = format!("{} Not a forecast.", prior::sentence(scenarios));
    Statement {
        sentences: told.collect(),
        figures: vec![Figures {
            title: String::new(),
            header: header.map(str::to_owned).to_vec(),
            rows: rows(&headlines),
            keep: 2,
            wrapped: false,
        }],
        notes: [method.into()]
            .into_iter()
            .chain(averaged)
            .chain([caveat])
            .collect(),
        cite: cite(&headlines, scenarios, sample),
        numbers: Map::from_iter(numbers.map(|(name, value)| (name.to_owned(), value))),
    }
}

/// What was run.
fn cite(headlines: &[&Headline], scenarios: &[&Scenario], sample: Sample) -> String {
    let names: Vec<&str> = scenarios.iter().map(|one| one.name.as_str()).collect();
    let trials = counted(sample.trials, "trial");
    let what = match headlines {
        [one] => format!("{} in {trials}", called(one)),
        runs => format!("{} runs of {trials} each", runs.len()),
    };
    let (version, names) = (env!("CARGO_PKG_VERSION"), listed(&names));
    format!("offramp {version}, {names}: {what}, seed {}", sample.seed)
}

/// The numbers of a run as the tables have them.
fn numbers(headline: &Headline) -> Value {
    let outcomes = headline.outcomes.iter();
    let outcomes = outcomes.map(|(outcome, share)| (outcome.name().to_owned(), told(share)));
    json!({
        "scenario": headline.scenario,
        "policy": headline.policy,
        "variant": headline.variant,
        "outcomes": outcomes.collect::<Map<_, _>>(),
        "minor_clash": told(&headline.minor_clash),
    })
}

/// A share with its interval, and with what a posterior leaves open, where there is one.
fn told(share: &Share) -> Value {
    let mut told = interval(&share.estimate);
    if share.open.is_some() {
        told["posterior"] = averaged::json(share.open);
    }
    told
}

/// The policy of a run, and its variant where there are several.
fn called(headline: &Headline) -> String {
    match &headline.variant {
        Some(variant) => format!("{} with {variant}", headline.policy),
        None => headline.policy.clone(),
    }
}

/// How the crises of a scenario end, and whether there were enough trials to say so; of several runs
/// of it, where they lie apart.
pub fn run_sentences(name: &str, headlines: &[&Headline]) -> Vec<String> {
    let of = headlines.iter().filter(|one| one.scenario == name);
    let of: Vec<&Headline> = of.copied().collect();
    let Some(told) = sentence(name, &of) else {
        return Vec::new();
    };
    let clashes = of.iter().map(|one| &one.minor_clash.estimate);
    let mut sentences = vec![told];
    sentences.extend(left_open(&of));
    if let [one] = of.as_slice() {
        let shares = one.outcomes.iter().map(|(_, share)| &share.estimate);
        let open = enough::of_neighbours(&one.outcomes);
        sentences.extend(enough::of_shares(shares.chain(clashes), open));
    } else {
        sentences.extend(enough::of_shares(clashes, too_close(&of)));
    }
    sentences
}

/// What a posterior leaves open of how the crises of one run end.
fn left_open(of: &[&Headline]) -> Option<String> {
    let [one] = of else {
        return None;
    };
    let unit = Unit::Of(100);
    let seen = one.outcomes.iter().filter(|(_, share)| share.count > 0);
    let end = |(outcome, share): &(Outcome, Share)| {
        let open = share.open?;
        let [low, high] = [open.low, open.high].map(|end| unit.figure(end));
        let range = if low == high {
            low
        } else {
            format!("{low} to {high}")
        };
        Some(format!("{} {range}", outcome.name()))
    };
    let ends: Vec<String> = seen.filter_map(end).collect();
    let told = listed(&ends);
    (!ends.is_empty())
        .then(|| format!("If one counts what the data leave open, the endings of 100 are: {told}."))
}

/// Where even the least and the most of several runs may be the same.
fn too_close(of: &[&Headline]) -> Option<String> {
    let [least, most] = extremes(of)?.map(|one| one.minor_clash.estimate.interval());
    let overlap = least?.high >= most?.low;
    let words = "The intervals of the least and the most overlap; `offramp compare` plays them trial by trial under the same luck, which tells more.";
    overlap.then(|| words.to_owned())
}

/// The runs with the fewest and the most clashes.
fn extremes<'a>(of: &[&'a Headline]) -> Option<[&'a Headline; 2]> {
    let order = |a: &&&Headline, b: &&&Headline| clashes(a).total_cmp(&clashes(b));
    Some([of.iter().min_by(order)?, of.iter().max_by(order)?])
}

fn clashes(one: &Headline) -> f64 {
    one.minor_clash.estimate.value.unwrap_or_default()
}

/// How the crises of a scenario end, in a sentence.
fn sentence(name: &str, of: &[&Headline]) -> Option<String> {
    let unit = Unit::Of(100);
    if let [one] = of {
        let shares = one.outcomes.iter();
        let shares = shares.map(|(outcome, share)| (*outcome, share.estimate.value.unwrap_or(0.0)));
        let many = unit.whole(clashes(one));
        let see = if many == "1" { "sees" } else { "see" };
        return Some(format!(
            "Of 100 crises like {name} under {}, {}. Of the same 100, {many} {see} at least a minor clash{}.",
            one.policy,
            endings(shares),
            averaged::open(unit, one.minor_clash.open)
        ));
    }
    let [least, most] = extremes(of)?;
    Some(format!(
        "Of 100 crises like {name}, at least a minor clash is seen by {}{} under {} and by {}{} under {}, the least and the most of {} runs.",
        unit.whole(clashes(least)),
        averaged::aside(unit, least.minor_clash.open),
        called(least),
        unit.whole(clashes(most)),
        averaged::aside(unit, most.minor_clash.open),
        called(most),
        of.len()
    ))
}

fn rows(headlines: &[&Headline]) -> Vec<Vec<String>> {
    let begun = |headline: &&Headline| {
        let policy = match &headline.variant {
            Some(variant) => format!("{} {variant}", headline.policy),
            None => headline.policy.clone(),
        };
        vec![headline.scenario.clone(), policy]
    };
    let mut rows: Vec<Vec<String>> = headlines.iter().map(begun).collect();
    let mut open = rows.clone();
    let shares = |headline: &Headline, column: usize| {
        let outcome = headline.outcomes.get(column);
        outcome.map_or(headline.minor_clash, |(_, share)| *share)
    };
    for column in 0..=Outcome::ALL.len() {
        let shares: Vec<Share> = headlines.iter().map(|one| shares(one, column)).collect();
        let estimates: Vec<Estimate> = shares.iter().map(|share| share.estimate).collect();
        for (row, cell) in rows.iter_mut().zip(percents(&estimates)) {
            row.push(cell);
        }
        for (row, share) in open.iter_mut().zip(shares) {
            row.push(averaged::percents(share.open));
        }
    }
    // Under each row what a posterior leaves open of it.
    let below = |(row, mut open): (Vec<String>, Vec<String>)| {
        open[1] = "  what the data leave open".into();
        let known = open[2..].iter().any(|cell| !cell.is_empty());
        [row].into_iter().chain(known.then_some(open))
    };
    rows.into_iter().zip(open).flat_map(below).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answer::TextLayout;
    use crate::scenario::read_embedded;
    use crate::study::estimates::Share;

    fn headline(policy: &str, [war, calm, clash]: [u64; 3]) -> Headline {
        let trials = war + calm;
        let count = |outcome| match outcome {
            Outcome::War => war,
            Outcome::Calm => calm,
            _ => 0,
        };
        Headline {
            scenario: "kaesong-2020".into(),
            policy: policy.into(),
            variant: None,
            outcomes: Outcome::ALL
                .map(|o| (o, Share::of(count(o), trials)))
                .to_vec(),
            minor_clash: Share::of(clash, trials),
        }
    }

    #[test]
    fn hostile_names_and_single_trials_are_told_as_they_are() {
        let scenario = read_embedded("kaesong-2020", &[]).unwrap().scenario;
        let one = headline("a|b *c* <d>\\", [0, 1, 1]);
        let sample = Sample { seed: 7, trials: 1 };
        let said = run([&one], &[&scenario], sample, None);
        let told = "Of 100 crises like kaesong-2020 under a|b *c* <d>\\, all end in calm. Of the same 100, all see at least a minor clash.";
        assert_eq!(said.sentences[0], told);
        assert!(said.sentences[1].starts_with("1 trial places"), "{said:?}");
        assert_eq!(said.sentences.len(), 2);
        let text = said.text(TextLayout { width: None }, Some("2000-01-01"));
        assert!(
            text.ends_with(" a|b *c* <d>\\ in 1 trial, seed 7, 2000-01-01.\n"),
            "{text}"
        );
        let markdown = said.markdown(None);
        assert!(
            markdown.contains("| kaesong-2020 | a\\|b \\*c\\* \\<d\\>\\\\ |"),
            "{markdown}"
        );
        assert!(markdown.ends_with("seed 7.\n"), "{markdown}");
        let json = said.json(None);
        assert_eq!(json["runs"][0]["policy"], one.policy);
        assert_eq!(json["runs"][0]["outcomes"]["calm"]["n"], 1);
    }

    #[test]
    fn one_table_fits_a_terminal_of_80_letters_and_its_columns_have_as_many_digits() {
        let scenario = read_embedded("kaesong-2020", &[]).unwrap().scenario;
        let name = "a-policy-with-a-name-as-long-as-names-can-be";
        let [long, never] = [headline(name, [500, 500, 600]), headline("b", [0, 9000, 0])];
        let sample = Sample {
            seed: 7,
            trials: 1000,
        };
        let said = run([&long, &never], &[&scenario], sample, None);
        let text = said.text(TextLayout { width: Some(80) }, None);
        assert_eq!(text.lines().filter(|line| line.starts_with('═')).count(), 1);
        assert!(
            text.lines().all(|line| line.chars().count() <= 80),
            "{text}"
        );
        let war = |name: &str| {
            let (_, after) = text
                .split_once(&format!(" kaesong-2020  {name}\n"))
                .unwrap();
            after.split_whitespace().next().unwrap().to_owned()
        };
        assert_eq!([war(name), war("b")], ["50.00", "0.00"]);
        assert!(text.contains("Intervals are in the tables"), "{text}");
        let wide = said.text(TextLayout { width: None }, None);
        assert!(wide.contains("50.00 [46.8"), "{wide}");
    }

    #[test]
    fn runs_that_may_be_the_same_are_called_so() {
        let [near, far] = [[50, 50, 60], [50, 50, 20]].map(|counts| headline("firm", counts));
        let base = headline("the United States'", [50, 50, 55]);
        let close = run_sentences("kaesong-2020", &[&near, &base]);
        assert!(
            close[0].ends_with("is seen by 55 under the United States' and by 60 under firm, the least and the most of 2 runs."),
            "{close:?}"
        );
        assert!(close[2].starts_with("The intervals of the least and the most overlap"));
        assert_eq!(run_sentences("kaesong-2020", &[&far, &base]).len(), 2);
        assert!(run_sentences("another", &[&far]).is_empty());
    }
}
