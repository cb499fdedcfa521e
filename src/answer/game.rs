//! Whether a choice survives an adversary that chooses as well.

use super::frequency::{Unit, capital, counted, happens, listed, plural};
use super::prior;
use super::statement::{Figures, Statement};
use crate::scenario::Scenario;
use crate::stats::Estimate;
use crate::stats::decision::Better;
use crate::strategy::exploit::{Exploited, Fares};
use crate::strategy::game::{Condition, Equilibrium, Found};
use crate::strategy::player::{HABITS, Player};
use crate::strategy::standing::Standing;
use crate::strategy::turning::{Holds, Turn};
use crate::strategy::worlds::{Finding, FoundWorlds, InWorlds};
use crate::study::LEVEL;
use crate::study::measure::Measure;
use crate::table::game::condition;
use crate::table::game_worlds::what;
use serde_json::{Value, json};

/// Strategies that have a row; the table has all.
const ROWS: usize = 12;
/// Stable profiles and weights that are told of.
const TOLD: usize = 3;

/// What follows from a game, for the side that is advised first.
pub fn game(found: &Found, played: Option<&FoundWorlds>) -> Statement {
    let asked = &found.ready.asked;
    let scenario = &asked.scenario;
    let mut sentences = vec![survives(found), chosen(found), stable(found)];
    sentences.extend(elsewhere(found));
    sentences.extend(weights(found));
    let in_worlds = played.map_or_else(Vec::new, |worlds| worlds.findings(found));
    sentences.extend(played.map(|played| worlds(found, played, &in_worlds)));
    let trials = found.rounds.trials();
    let mut notes = vec![
        format!(
            "{} of {}, at most {} each: those go on about which it is open who answers best. What is surely so holds at 95% for all answers together; brackets are 95% intervals, each by itself; in a resample the same trials are drawn again.",
            counted(found.game.profiles() as u64, "profile"),
            counted(trials, "trial"),
            counted(asked.budget.most, "trial"),
        ),
        "What players care about is assumed ([payoff] of the scenario), and a profile is stable among these policies only. Nobody in a trial reads another's policy: it meets its acts.".to_owned(),
        format!("{} Not a forecast.", prior::sentence(&[scenario])),
    ];
    notes.extend(played.and_then(|played| noise(played, &in_worlds)));
    if let (Err(why), 2) = (&found.equilibria.mixed, found.game.players()) {
        notes.insert(1, format!("Mixed equilibria are not listed: {why}."));
    }
    Statement {
        sentences,
        figures: vec![figures(found)],
        notes,
        cite: format!(
            "offramp {}, {}: a game of {}, {}, {}, seed {}",
            env!("CARGO_PKG_VERSION"),
            scenario.name,
            found
                .ready
                .profiles
                .players
                .iter()
                .map(|p| p.name.as_str())
                .collect::<Vec<_>>()
                .join(" and "),
            counted(found.game.profiles() as u64, "profile"),
            counted(trials, "trial"),
            asked.budget.seed,
        ),
        numbers: numbers(found, &in_worlds),
    }
}

/// "South Korea and the United States"
pub(super) fn label(scenario: &Scenario, player: &Player) -> String {
    let names = player.actors.iter();
    let names = names.map(|actor| spoken(&scenario.actors[*actor].label));
    listed(&names.collect::<Vec<_>>())
}

/// Last words of names that take an article within a sentence.
const WITH_ARTICLE: [&str; 9] = [
    "States",
    "Union",
    "Kingdom",
    "Nations",
    "Republic",
    "Federation",
    "Emirates",
    "Community",
    "community",
];

/// A name within a sentence.
pub(super) fn spoken(label: &str) -> String {
    match label.rsplit_once(' ') {
        Some((before, last)) if WITH_ARTICLE.contains(&last) && !before.starts_with("the ") => {
            format!("the {label}")
        }
        _ => label.to_owned(),
    }
}

/// The players but one, as people call them.
fn others(found: &Found) -> String {
    let scenario = &found.ready.asked.scenario;
    let all = found.ready.profiles.players.iter().enumerate();
    let names = all.filter(|(at, _)| *at != found.advised);
    let names: Vec<String> = names.map(|(_, player)| label(scenario, player)).collect();
    listed(&names)
}

/// Whether the others are one actor.
fn one_other(found: &Found) -> bool {
    let all = found.ready.profiles.players.iter().enumerate();
    let others = all.filter(|(at, _)| *at != found.advised);
    others.map(|(_, player)| player.actors.len()).sum::<usize>() == 1
}

/// What a player is told to keep.
fn habits(player: &Player) -> &'static str {
    if player.actors.len() == 1 {
        "its habits"
    } else {
        "their habits"
    }
}

/// What a strategy of the advised side is called.
fn own(found: &Found, strategy: usize) -> String {
    let player = &found.ready.profiles.players[found.advised];
    match player.strategies[strategy].name.as_str() {
        HABITS => format!("keeping {}", habits(player)),
        name => name.to_owned(),
    }
}

/// What the others do in a profile.
fn reply(found: &Found, profile: usize) -> String {
    let players = found.ready.profiles.players.iter();
    let all = found.ready.profiles.names(profile).into_iter().zip(players);
    let others = all.enumerate().filter(|(at, _)| *at != found.advised);
    let names = others.map(|(_, (name, player))| match name {
        HABITS => habits(player),
        name => name,
    });
    listed(&names.collect::<Vec<_>>())
}

/// Whether the others keep their habits in a profile.
fn is_by_habit(found: &Found, profile: usize) -> bool {
    let names = found.ready.profiles.names(profile);
    let mut all = names.into_iter().enumerate();
    all.all(|(at, name)| at == found.advised || name == HABITS)
}

fn unit(found: &Found) -> Unit {
    let measure = found.ready.asked.measure;
    let own = found.outlook.exploited.iter();
    let largest = own
        .filter_map(|one| one.worst.measure.value)
        .fold(0.0, f64::max);
    Unit::of(measure, largest)
}

/// "27 [26, 28]"
fn figure(unit: Unit, estimate: &Estimate) -> String {
    let shown = |x: Option<f64>| x.map_or_else(String::new, |x| unit.figure(x));
    let [value, low, high] = [estimate.value, estimate.low, estimate.high].map(shown);
    if low.is_empty() || high.is_empty() {
        value
    } else {
        format!("{value} [{low}, {high}]")
    }
}

/// What becomes of the strategy that does best while the others keep their habits.
fn survives(found: &Found) -> String {
    let (unit, measure) = (unit(found), found.ready.asked.measure);
    let one = &found.outlook.exploited[found.outlook.by_habit];
    let others = others(found);
    let of = match unit {
        Unit::Of(of) => format!(
            "{} in {of} {}",
            unit.figure(one.habits.measure.value.unwrap_or_default()),
            happens(measure).0
        ),
        Unit::Days => format!(
            "{} days",
            unit.figure(one.habits.measure.value.unwrap_or_default())
        ),
    };
    let (keep, answer) = if one_other(found) {
        ("keeps its habits", "answers in its own interest it")
    } else {
        ("keep their habits", "answer in their own interest they")
    };
    let begin = format!(
        "{} does best if {others} {keep} ({of})",
        capital(&own(found, one.strategy))
    );
    let value = |fares: &Fares| unit.figure(fares.measure.value.unwrap_or_default());
    let worst = format!("at worst {}", value(&one.worst));
    match &one.answered {
        None => format!("{begin}; nothing that {others} may answer is stable, and {worst}."),
        Some(fares) if fares.profile == one.habits.profile => format!(
            "{begin}, and so it is answered, in the interest of {others}; {worst}, by {}.",
            reply(found, one.worst.profile)
        ),
        Some(fares) => {
            let worst = if one.worst.profile == fares.profile {
                "which is the worst it can do".to_owned()
            } else {
                format!("{worst}, by {}", reply(found, one.worst.profile))
            };
            let of_many = match unit {
                Unit::Of(of) => format!(" in {of}"),
                Unit::Days => " days".to_owned(),
            };
            let unsure = unsure(found, one);
            format!(
                "{begin}; if {others} {answer} will {}{unsure}, and then it is {}{of_many}, {worst}.",
                chooses(found, fares.profile),
                value(fares),
            )
        }
    }
}

/// How bad it may be where the best answer cannot be told from others.
fn unsure(found: &Found, one: &Exploited) -> String {
    if one.answers.len() < 2 {
        return String::new();
    }
    let (unit, measure) = (unit(found), found.ready.asked.measure);
    let value = |profile: &usize| {
        let tally = &found.rounds.played[*profile].tally;
        measure.estimate(tally, LEVEL).value.unwrap_or_default()
    };
    let worse = |a: &&usize, b: &&usize| {
        let order = value(a).total_cmp(&value(b));
        if measure.better() == Better::Lower {
            order
        } else {
            order.reverse()
        }
    };
    let worst = one.answers.iter().max_by(worse);
    let told = worst.map_or_else(String::new, |worst| {
        format!(
            "; the worst of them, {}, makes it {}",
            reply(found, *worst),
            unit.figure(value(worst))
        )
    });
    format!(
        " ({} answers cannot be told from the best{told})",
        one.answers.len()
    )
}

/// "choose probe"
fn chooses(found: &Found, profile: usize) -> String {
    if is_by_habit(found, profile) {
        "keep to habit".to_owned()
    } else {
        format!("choose {}", reply(found, profile))
    }
}

/// What to choose where one is answered, and what is safe whatever the others do.
fn chosen(found: &Found) -> String {
    let unit = unit(found);
    let value = |estimate: &Estimate| unit.figure(estimate.value.unwrap_or_default());
    let safest = &found.outlook.exploited[found.outlook.safest];
    let safe = format!(
        "safest, whatever is done by {}, is {}, at worst {}",
        others(found),
        own(found, safest.strategy),
        value(&safest.worst.measure)
    );
    let Some(best) = found
        .outlook
        .answered
        .map(|at| &found.outlook.exploited[at])
    else {
        return format!("{}.", capital(&safe));
    };
    let Some(fares) = &best.answered else {
        return format!("{}.", capital(&safe));
    };
    format!(
        "Best where it is answered so is {}: {}, after {}; {safe}.",
        own(found, best.strategy),
        value(&fares.measure),
        reply(found, fares.profile)
    )
}

/// "grit / probe"
fn profile_name(found: &Found, profile: usize) -> String {
    found.ready.profiles.names(profile).join(" / ")
}

fn percent(share: f64) -> String {
    format!("{:.0}%", 100.0 * share)
}

/// Which profiles nobody gains by leaving.
fn stable(found: &Found) -> String {
    let all = found.all_equilibria();
    let pure: Vec<&Equilibrium> = all.iter().filter(|one| one.pure.is_some()).collect();
    let decided = found
        .standings
        .iter()
        .filter(|s| **s == Standing::Decided)
        .count();
    let possible = found
        .standings
        .iter()
        .filter(|s| **s == Standing::Possible)
        .count();
    let open = format!(
        "of {}, {decided} surely and {possible} possibly",
        counted(found.game.profiles() as u64, "profile")
    );
    if pure.is_empty() {
        let mixed = all.first().map(|one| mixed(found, one));
        let mixed = mixed.map_or_else(String::new, |told| format!("; they draw lots: {told}"));
        return format!("No profile of one policy each is stable by mean payoffs ({open}){mixed}.");
    }
    let names: Vec<String> = pure
        .iter()
        .take(TOLD)
        .map(|one| {
            let name = profile_name(found, one.pure.unwrap_or_default());
            format!("{name} (in {} of resamples)", percent(one.frequency))
        })
        .collect();
    let more = pure.len().saturating_sub(TOLD);
    let more = if more > 0 {
        format!(", {more} more in equilibria.csv")
    } else {
        String::new()
    };
    let mixed = all.len() - pure.len();
    let mixed = if mixed > 0 {
        format!(
            "; {} in which somebody draws lots",
            counted(mixed as u64, "more")
        )
    } else {
        String::new()
    };
    format!(
        "Stable, so that nobody gains by leaving it alone ({open}): {}{more}{}.",
        listed(&names),
        mixed.replace("mores", "more")
    )
}

fn mixed(found: &Found, one: &Equilibrium) -> String {
    let players = found.ready.profiles.players.iter().zip(&one.shares);
    let told = players.map(|(player, shares)| {
        let played = shares.iter().enumerate().filter(|(_, share)| **share > 0.0);
        let names =
            played.map(|(at, share)| format!("{} {}", percent(*share), player.strategies[at].name));
        let who = label(&found.ready.asked.scenario, player);
        format!("{who} {}", listed(&names.collect::<Vec<_>>()))
    });
    told.collect::<Vec<_>>().join("; ")
}

/// Where the choice is another one.
fn elsewhere(found: &Found) -> Option<String> {
    let own_name = |at: Option<usize>| at.map(|at| own(found, at));
    let here = own_name(found.outlook.answered)?;
    let mut same = Vec::new();
    let mut other = Vec::new();
    for variant in &found.variants {
        let name = assumed(found, &variant.condition);
        match own_name(variant.outlook.answered) {
            Some(choice) if choice == here => same.push(name),
            Some(choice) => other.push(format!("{name}: {choice}")),
            None => other.push(format!("{name}: nothing is stable")),
        }
    }
    let count = same.len() + other.len();
    (count > 0).then(|| {
        let mut said = format!(
            "Where it is answered, {here} is best under {} of {count} other assumptions",
            same.len()
        );
        if !other.is_empty() {
            said.extend(["; else ", &other.join(", ")]);
        }
        said + "."
    })
}

/// "North Korea seeks survival"
fn assumed(found: &Found, other: &Condition) -> String {
    let scenario = &found.ready.asked.scenario;
    let of = |actor: &String| scenario.actors.iter().find(|one| one.name == *actor);
    match other {
        Condition::Type { actor, kind } if let Some(one) = of(actor) => {
            format!("{} {}", spoken(&one.label), kind.replace('-', " "))
        }
        other => condition(other),
    }
}

/// How far payoffs may be off, of the profile that is found stable most often.
fn weights(found: &Found) -> Option<String> {
    let profile = found.holds.first()?.profile;
    let inside = |holds: &&Holds, turn: &Turn| {
        let part = &found.ready.utilities[holds.player].parts[holds.part];
        let at = turn.at.value.unwrap_or(f64::NAN);
        part.range
            .is_some_and(|(low, high)| (low..=high).contains(&at))
    };
    let holds = found.holds.iter().filter(|holds| holds.profile == profile);
    let mut told = Vec::new();
    for one in holds {
        let part = &found.ready.utilities[one.player].parts[one.part];
        let end = |turn: &Option<Turn>| {
            let turn = turn.as_ref().filter(|turn| inside(&one, turn))?;
            let [value, low, high] = [turn.at.value, turn.at.low, turn.at.high]
                .map(|x| x.map_or_else(|| "?".to_owned(), |x| format!("{:.1}", x + 0.0)));
            Some(format!("{value} [{low}, {high}]"))
        };
        let where_it_holds = match (end(&one.low), end(&one.high)) {
            (None, None) => continue,
            (Some(low), None) => format!("above {low}"),
            (None, Some(high)) => format!("below {high}"),
            (Some(low), Some(high)) => format!("between {low} and {high}"),
        };
        told.push(format!(
            "{} (assumed {}) is {where_it_holds}",
            part.path, part.weight
        ));
    }
    let name = profile_name(found, profile);
    let mut parts = found
        .ready
        .utilities
        .iter()
        .flat_map(|utility| &utility.parts);
    if told.is_empty() && parts.all(|part| part.range.is_none()) {
        return Some(format!(
            "How far payoffs may be off is not said in the scenario; weights.csv has where {name} stops being stable."
        ));
    }
    if told.is_empty() {
        return Some(format!(
            "{name} stays stable wherever each weight of a payoff lies in its range, one at a time."
        ));
    }
    let more = told.len().saturating_sub(TOLD);
    told.truncate(TOLD);
    let more = if more > 0 {
        format!("; {more} more in weights.csv")
    } else {
        String::new()
    };
    Some(format!(
        "{name} stays stable as long as {}{more}.",
        listed(&told)
    ))
}

/// In how many worlds things are as they are in the scenario as it stands.
fn worlds(found: &Found, played: &FoundWorlds, all: &[InWorlds]) -> String {
    let share = |one: &InWorlds| {
        let [value, low, high] = [one.share.value, one.share.low, one.share.high]
            .map(|x| x.map_or_else(String::new, |x| format!("{:.0}", 100.0 * x)));
        format!("{value}% [{low}, {high}]")
    };
    let is_stable = |one: &&InWorlds| matches!(one.finding, Finding::Stable(_));
    let most = |a: &&InWorlds, b: &&InWorlds| {
        let value = |one: &InWorlds| one.share.value.unwrap_or_default();
        value(a).total_cmp(&value(b))
    };
    let mut told = Vec::new();
    let here = all.iter().filter(is_stable).filter(|one| one.here);
    for one in here.take(TOLD) {
        let name = what(found, one.finding);
        told.push(format!("{name} is stable in {}", share(one)));
    }
    let often = all.iter().filter(is_stable).max_by(most);
    if let Some(one) = often.filter(|one| !one.here) {
        let name = what(found, one.finding);
        told.push(format!(
            "{name}, which is not as the scenario stands, is stable in {}",
            share(one)
        ));
    }
    if let Some(none) = all.iter().find(|one| one.finding == Finding::None) {
        told.push(format!("no profile is stable in {}", share(none)));
    }
    let outlook = &found.outlook;
    let choices = [
        (
            Some(outlook.by_habit),
            Finding::ByHabit as fn(usize) -> _,
            "does best by habit",
        ),
        (
            outlook.answered,
            Finding::Answered,
            "does best where it is answered",
        ),
        (Some(outlook.safest), Finding::Safest, "is safest"),
    ];
    let mut last = None;
    for (strategy, finding, does) in choices {
        let one = strategy.and_then(|at| all.iter().find(|one| one.finding == finding(at)));
        let (Some(at), Some(one)) = (strategy, one) else {
            continue;
        };
        let who = if last == strategy {
            "it".to_owned()
        } else {
            own(found, at)
        };
        told.push(format!("{who} {does} in {}", share(one)));
        last = strategy;
    }
    format!(
        "Over {} of what is not known ({}), {} of each profile in each: {}.",
        counted(played.asked.worlds as u64, "world"),
        open(played),
        counted(played.asked.trials, "trial"),
        told.join("; ")
    )
}

/// "21 ranges, 8 of them of weights, and 80 draws of p.csv"
fn open(played: &FoundWorlds) -> String {
    let ranges = played.design.paths().count();
    let weights = played
        .design
        .paths()
        .filter(|path| path.starts_with("payoff."));
    let mut said = format!(
        "{}, {} of them of payoffs",
        counted(ranges as u64, "range"),
        weights.count()
    );
    if let Some(drawn) = &played.asked.arm.drawn {
        let draws = counted(drawn.draws(), "draw");
        said.extend([" and ", &draws, " of ", &drawn.posterior.name]);
    }
    said
}

/// That luck within worlds is not averaged out, where it is not.
fn noise(played: &FoundWorlds, all: &[InWorlds]) -> Option<String> {
    let noisy = all.iter().filter(|one| one.is_noisy()).count();
    (noisy > 0).then(|| {
        format!(
            "At half of the {} of a world, {noisy} of {} shares of worlds differ by more than their intervals: luck within worlds is not averaged out, raise --world-trials.",
            counted(played.asked.trials, "trial"),
            all.len()
        )
    })
}

/// What becomes of each strategy of the advised side.
fn figures(found: &Found) -> Figures {
    let unit = unit(found);
    let player = &found.ready.profiles.players[found.advised];
    let value = |one: &Exploited| one.answered.as_ref().and_then(|fares| fares.measure.value);
    let measure = found.ready.asked.measure;
    let mut order: Vec<&Exploited> = found.outlook.exploited.iter().collect();
    let bad = |value: Option<f64>| {
        let value = value.unwrap_or(f64::INFINITY);
        if measure.better() == Better::Lower {
            value
        } else {
            -value
        }
    };
    order.sort_by(|a, b| bad(value(a)).total_cmp(&bad(value(b))));
    let rows = order.iter().take(ROWS).map(|one| {
        let answered = one.answered.as_ref();
        vec![
            player.strategies[one.strategy].name.clone(),
            figure(unit, &one.habits.measure),
            answered.map_or_else(String::new, |fares| reply(found, fares.profile)),
            answered.map_or_else(String::new, |fares| figure(unit, &fares.measure)),
            figure(unit, &one.worst.measure),
            reply(found, one.worst.profile),
        ]
    });
    let of = match unit {
        Unit::Of(of) => format!("{} in {of}", capital(plural(measure))),
        Unit::Days => "Days".to_owned(),
    };
    let scenario = &found.ready.asked.scenario;
    Figures {
        title: format!(
            "{of}, by the policy of {} and how it is answered",
            label(scenario, player)
        ),
        header: ["strategy", "habits", "answer", "answered", "worst", "by"]
            .map(String::from)
            .into(),
        rows: rows.collect(),
        keep: 1,
        wrapped: false,
    }
}

fn numbers(found: &Found, worlds: &[InWorlds]) -> serde_json::Map<String, Value> {
    let profiles = &found.ready.profiles;
    let measure: Measure = found.ready.asked.measure;
    let estimate = |estimate: &Estimate| {
        json!({
            "value": estimate.value, "ci_low": estimate.low, "ci_high": estimate.high,
            "ci_level": estimate.level, "ci_method": estimate.method.name(), "n": estimate.n,
        })
    };
    let fares = |fares: &Fares| json!({ "strategies": profiles.names(fares.profile), "value": estimate(&fares.measure), "payoff": estimate(&fares.payoff) });
    let in_worlds = |one: &InWorlds| {
        json!({
            "finding": one.finding.name(),
            "strategies": what(found, one.finding),
            "here": one.here,
            "share": estimate(&one.share),
        })
    };
    let exploited = |one: &Exploited| {
        let player = &profiles.players[one.player];
        json!({
            "player": player.name,
            "strategy": player.strategies[one.strategy].name,
            "habits": fares(&one.habits),
            "interest": one.answered.as_ref().map(fares),
            "worst": fares(&one.worst),
            "regret": one.regret,
        })
    };
    let equilibrium = |one: &Equilibrium| {
        json!({
            "strategies": one.pure.map(|profile| profiles.names(profile)),
            "shares": one.shares,
            "payoff": one.payoffs,
            "frequency": one.frequency,
            "standing": one.pure.map(|profile| found.standings[profile].name()),
        })
    };
    [
        ("metric", json!(measure.name())),
        (
            "players",
            profiles
                .players
                .iter()
                .map(|player| json!(player.name))
                .collect(),
        ),
        (
            "exploitability",
            found.exploited.iter().map(exploited).collect(),
        ),
        (
            "equilibria",
            found.all_equilibria().iter().map(equilibrium).collect(),
        ),
    ]
    .into_iter()
    .chain((!worlds.is_empty()).then(|| ("worlds", worlds.iter().map(in_worlds).collect())))
    .map(|(name, value)| (name.to_owned(), value))
    .collect()
}
