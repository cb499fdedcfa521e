//! Concepts of the field that no table declares: words, what they mean here, and where they come from.

use super::{CodebookEntry, EntryKind};

/// A concept.
struct Concept {
    /// The word, and other words for it.
    words: &'static [&'static str],
    /// What it means here.
    text: &'static str,
    /// Where it comes from in the literature; empty: it is a word of this program.
    source: &'static str,
}

/// Every concept as an entry.
pub(super) fn entries() -> Vec<CodebookEntry> {
    let entry = |concept: &Concept| {
        let [name, also @ ..] = concept.words else {
            unreachable!("invariant: a concept has a word");
        };
        let text = if concept.source.is_empty() {
            concept.text.to_owned()
        } else {
            format!("{}\nSource: {}.", concept.text, concept.source)
        };
        let mut entry = CodebookEntry::new(*name, EntryKind::Word("concept"), text);
        entry.also = also.iter().map(|word| (*word).to_owned()).collect();
        entry
    };
    CONCEPTS.iter().map(entry).collect()
}

const fn concept(
    words: &'static [&'static str],
    text: &'static str,
    source: &'static str,
) -> Concept {
    Concept {
        words,
        text,
        source,
    }
}

const ICB: &str = "Brecher & Wilkenfeld, International Crisis Behavior project";
const JERVIS: &str = "Jervis 1976, Perception and Misperception in International Politics";

const CONCEPTS: &[Concept] = &[
    // The crisis and who is in it.
    concept(
        &["crisis", "crises"],
        "What is simulated: from a trigger on day 0, day by day, to an ending or to the horizon.",
        ICB,
    ),
    concept(
        &["standing", "cooled"],
        "In a storyline: the rung that everybody begins on, and a rung that was left without an act.",
        "",
    ),
    concept(
        &["delivered", "lost", "unsent"],
        "What became of an offer: it arrived, it was lost on its way, or there was no way for it.",
        "",
    ),
    concept(&["restored"], "Of a channel: it works again.", ""),
    concept(
        &["hostile", "peaceful"],
        "What a party takes its adversary to mean, or an act to be: that it means to escalate, or not.",
        JERVIS,
    ),
    concept(
        &["party", "parties"],
        "An actor that stands on the ladder and can escalate, up to war.",
        "",
    ),
    concept(
        &["third party", "third parties"],
        "An actor that stands on no rung: it presses and mediates, and does not fight.",
        "",
    ),
    concept(
        &["everybody"],
        "Parties and third parties: a preset for everybody may be adopted by any actor.",
        "",
    ),
    concept(
        &["dyad"],
        "Two parties in dispute; in a scenario, a pair of adversaries.",
        "",
    ),
    concept(
        &["adversary", "adversaries"],
        "A party of a pair that is in dispute: each reads the other's acts and holds a belief about it.",
        "",
    ),
    concept(
        &["ally", "allies"],
        "A party that watches another and leans towards what it does.",
        "",
    ),
    concept(
        &[
            "asks something of the actor of the trigger",
            "who began it",
            "took part too",
            "took part",
        ],
        "Said of a policy that the party which began the crisis would have to adopt. Those who are advised cannot decide that, so it is named apart and not ranked.",
        "",
    ),
    concept(
        &["onset", "day 0"],
        "The day of the trigger. Violence \"after the onset\" is that of later acts; the trigger's own is left out.",
        "",
    ),
    concept(
        &["horizon"],
        "The last day simulated (`horizon_days`). A crisis still running then is unresolved: censored, not ended.",
        "",
    ),
    concept(
        &["ladder"],
        "The rungs of a scenario in order, from calm to war.",
        "Kahn 1965, On Escalation",
    ),
    concept(
        &["escalation"],
        "A step up the ladder, or an act that repeats the rung held, in the sight of others.",
        "Kahn 1965, On Escalation",
    ),
    concept(
        &["act", "acts"],
        "What an actor does on a day: escalate, restrain visibly, negotiate, or nothing visible (silence). Also a kind of row in storylines.csv: a visible act with the columns of event data.",
        "",
    ),
    concept(
        &["silence"],
        "A day on which an actor does nothing that others see.",
        "",
    ),
    concept(
        &["decision", "decided"],
        "A draw between escalate, restrain and negotiate, by a multinomial logit over named terms in nat. Also a kind of row in storylines.csv.",
        "McFadden 1974",
    ),
    concept(
        &["term", "terms"],
        "A named part of the log-odds of a decision, in nat: what it adds to escalation or to negotiation.",
        "",
    ),
    concept(
        &["campaign", "in a campaign"],
        "A plan to raise tension whatever the other side does; it is not seen by others, only believed. It ends by itself or with a stand-down.",
        "",
    ),
    concept(
        &["stand-down", "stands down", "one side standing down"],
        "A campaign that ends by the party's own decision, back to the calm rung; it may close the crisis (outcome unilateral).",
        "",
    ),
    concept(
        &["offer"],
        "An act of negotiation sent over a channel or by a mediator. It arrives, is lost on the way, or finds no way. Also a kind of row in storylines.csv.",
        "",
    ),
    concept(
        &["perceived", "perception"],
        "What an actor took an act of another for, rightly or not. Also a kind of row in storylines.csv.",
        JERVIS,
    ),
    concept(
        &["forgotten"],
        "A remembered act that no longer counts. Also a kind of row in storylines.csv.",
        "",
    ),
    concept(
        &["scripted"],
        "What the timeline of the scenario prescribes for a day, in place of what was decided. Also a kind of row in storylines.csv.",
        "",
    ),
    concept(
        &["pressure"],
        "How hard a third party leans on a party: a level that sanctions raise and time lowers. Also a kind of row in storylines.csv.",
        "",
    ),
    concept(
        &["concessions", "concession"],
        "What restraint costs: days of seeking talks, summed over the parties other than the one that triggered the crisis.",
        "",
    ),
    concept(
        &["actor", "actors"],
        "Who decides every day: a party or a third party.",
        "",
    ),
    concept(
        &["pair", "pairs"],
        "Two actors that are adversaries or allies.",
        "",
    ),
    concept(
        &["trigger"],
        "The act on day 0 that opens the crisis, with who did it to whom.",
        ICB,
    ),
    concept(
        &["rung", "rungs"],
        "A step of the ladder on which a party stands, with an ICB violence level; the last is war.",
        "Kahn 1965, On Escalation",
    ),
    concept(&["calm rung"], "The highest rung that counts as calm.", ""),
    concept(
        &["channel", "line", "channels", "lines"],
        "A line of communication between two adversaries: up or down. Also a kind of row in storylines.csv.",
        "",
    ),
    concept(
        &["incident"],
        "Something that nobody ordered and that its target takes for a hostile act. Also a kind of row in storylines.csv.",
        "",
    ),
    concept(
        &["belief"],
        "How hostile an actor takes an adversary to be, in steps of half a log-odds; acts as perceived move it. Also a kind of row in storylines.csv.",
        JERVIS,
    ),
    concept(
        &["talks"],
        "How far the offers of a pair have come: a level that exchanged offers raise and perceived escalations lower. Also a kind of row in storylines.csv.",
        "",
    ),
    concept(
        &["mediation"],
        "Good offices of a third party: offers may go by it, and it adds to negotiation.",
        "",
    ),
    concept(
        &["restraint"],
        "Not escalating though one could, seen by others or not. A policy of restraint discourages or rules out escalation.",
        "",
    ),
    concept(
        &["deterrence"],
        "That firmness keeps an adversary with a plan from going on. The record does not settle whether it does, so comparisons are also made at both ends.",
        JERVIS,
    ),
    concept(
        &["spiral"],
        "That firmness provokes and restraint is met: each side's firmness is read as hostility and answered in kind.",
        JERVIS,
    ),
    concept(
        &["exploitation"],
        "That an adversary with a plan goes on all the more where it meets restraint.",
        JERVIS,
    ),
    // What is measured.
    concept(
        &["record", "reference record"],
        "What has been observed of crises: the cases of ICB and the events of ICBe and ICEWS that numbers were fitted to.",
        ICB,
    ),
    concept(
        &["metric", "metrics"],
        "A number per trial that is counted, averaged or compared, such as minor_clash or days.",
        "",
    ),
    concept(
        &["outcome", "outcomes"],
        "How a crisis ends: war, agreement, unilateral or calm; or unresolved at the horizon.",
        "",
    ),
    concept(
        &["mechanism", "mechanisms"],
        "A way in which things go wrong that can be switched off by itself: lost messages, outages, misperception, misjudgement, execution errors, incidents, scripted cuts, a trigger worse than known.",
        "",
    ),
    concept(
        &["share"],
        "So many of the trials, as a number from 0 to 1.",
        "",
    ),
    concept(
        &["ICB", "International Crisis Behavior"],
        "The data set on international crises since 1918 whose definitions of crisis, trigger and violence are used here.",
        ICB,
    ),
    concept(
        &[
            "ICB violence level",
            "ICB level",
            "violence level",
            "level of violence",
        ],
        "How violent a crisis became: 1 none, 2 minor clashes, 3 serious clashes, 4 full-scale war.",
        ICB,
    ),
    concept(
        &["minor clash or worse", "clash", "minor"],
        "Acts after the onset of ICB violence level 2 or more: metric minor_clash.",
        ICB,
    ),
    concept(
        &["serious clash or worse", "serious"],
        "Acts after the onset of ICB violence level 3 or more: metric serious_clash.",
        ICB,
    ),
    concept(
        &["CAMEO"],
        "A coding of who did what to whom: three digits an act, of which the first two are the root code.",
        "Gerner, Schrodt, Yilmaz & Abu-Jabr 2002, Conflict and Mediation Event Observations",
    ),
    concept(
        &["Goldstein scale", "Goldstein score"],
        "How conflictual or cooperative an act of a code is, from -10 to 10.",
        "Goldstein 1992, Journal of Conflict Resolution 36:369",
    ),
    concept(
        &["prior", "priors", "†"],
        "A figure that follows from assumptions because the record has no case of it; marked with * or †. It is not a finding.",
        "",
    ),
    concept(
        &["forecast", "not a forecast"],
        "What this program does not make: it compares policies under stated assumptions.",
        "",
    ),
    concept(
        &[
            "in 100",
            "natural frequency",
            "natural frequencies",
            "in 1,000",
            "in 10,000",
        ],
        "Of so many crises like this one: a share told as a count, which readers judge better than a percentage.",
        "Gigerenzer & Hoffrage 1995, Psychological Review 102:684",
    ),
    concept(
        &["points", "points from baseline", "percentage points"],
        "The difference of two percentages.",
        "",
    ),
    concept(
        &["nat"],
        "The unit of log-odds with natural logarithms: +1 nat multiplies the odds by e, about 2.7.",
        "",
    ),
    concept(
        &["log-odds", "odds"],
        "The logarithm of p / (1 - p): 0 at even chances, positive where something is likelier than not.",
        "",
    ),
    concept(
        &["count", "counts"],
        "The unit of what is counted in whole numbers.",
        "",
    ),
    concept(
        &["probability per day", "per day"],
        "A chance of something on each day; not an intensity.",
        "",
    ),
    concept(
        &["censored"],
        "Known only to be longer: a crisis that is still running at the horizon has no day of ending.",
        "",
    ),
    concept(
        &["ending"],
        "How a crisis ends: war, agreement, unilateral or calm; what is unresolved at the horizon is censored.",
        "",
    ),
    concept(
        &["unit", "units"],
        "What a value is counted in: share (of trials), days, nat, rung, count, points, ICB level.",
        "",
    ),
    // How it is run.
    concept(
        &["ensemble"],
        "All trials of a scenario under a policy together.",
        "",
    ),
    concept(
        &["simulated crisis", "crises like this one"],
        "A trial: one play of the law under one luck.",
        "",
    ),
    concept(
        &["no policy", "without a policy", "now"],
        "The baseline, where it is the policy `baseline` and asks nothing of anybody: the scenario as it stands.",
        "",
    ),
    concept(
        &["twin", "counterfactual"],
        "A scenario that differs from another in one thing, to be compared with it.",
        "",
    ),
    concept(
        &["lever", "levers"],
        "What a policy moves. A lever is dead where the policy changed no trial: levers.csv says how often each of its rules held.",
        "",
    ),
    concept(
        &["dead lever"],
        "A policy that changed not one trial against the baseline.",
        "",
    ),
    concept(
        &["override", "overrides"],
        "A value given with --set in place of the scenario's.",
        "",
    ),
    concept(
        &["shipped scenario", "shipped"],
        "A scenario that travels with the program: `offramp scenarios` lists them.",
        "",
    ),
    concept(
        &["base", "a base to extend"],
        "A scenario file that is there to be extended by others and cannot be run by itself.",
        "",
    ),
    concept(
        &["sound"],
        "Said by `check`: the file can be run, nothing in it is wrong.",
        "",
    ),
    concept(
        &["adopted by"],
        "The actors whose decisions a policy changes.",
        "",
    ),
    concept(
        &["parameter", "parameters"],
        "A number of the law that a scenario can set; each has a default, bounds, and what the default rests on.",
        "",
    ),
    concept(
        &["numbers in force", "in force"],
        "The values that a run uses, wherever they come from; `offramp parameters SCENARIO` shows each.",
        "",
    ),
    concept(
        &["its own", "own"],
        "Said of a number: the file of the scenario sets it.",
        "",
    ),
    concept(
        &["inherited"],
        "Said of a number: a file that the scenario extends sets it.",
        "",
    ),
    concept(
        &["default", "defaults"],
        "The value a parameter has where nothing sets it, with what it rests on.",
        "",
    ),
    concept(
        &["calibrated"],
        "Said of a default: the median of a posterior, fitted together with others to crises of the world since 1945.",
        "",
    ),
    concept(
        &["fitted"],
        "Said of a default: part of a joint fit by hand to the reference record, not an estimate of this number alone.",
        "",
    ),
    concept(
        &["measured"],
        "Said of a default: counted in the reference record.",
        "",
    ),
    concept(
        &["assumed"],
        "Said of a default: nobody has measured it; it is to be varied, not believed.",
        "",
    ),
    concept(
        &["not identified", "do not identify"],
        "Said of a default: the data do not tell its value; it is to be varied, not believed.",
        "",
    ),
    concept(
        &["chosen", "choice"],
        "Said of a default: a matter of how the model is laid out.",
        "",
    ),
    concept(
        &["given with --set"],
        "Said of a number: the command sets it.",
        "",
    ),
    concept(
        &["settings"],
        "Numbers that can be set beside `preset` in a policy.",
        "",
    ),
    concept(&["range"], "The values that a parameter may have.", ""),
    concept(
        &["what it says", "what it means"],
        "A description in words.",
        "",
    ),
    concept(
        &["scenario"],
        "A crisis as a file says it: actors, ladder, pairs, channels, trigger, numbers and policies.",
        "",
    ),
    concept(
        &["trial", "trials"],
        "One play of the crisis under one luck. Trial t has the same draws under every policy.",
        "",
    ),
    concept(
        &["policy", "policies"],
        "What some actors do differently: rules that forbid acts, force them, or make them likelier.",
        "",
    ),
    concept(
        &["rule", "rules"],
        "A part of a policy: under which conditions it holds, and what it forbids, forces or makes likelier.",
        "",
    ),
    concept(
        &["preset"],
        "A policy that is given by its name and needs no rules written out: `offramp policies` lists them.",
        "",
    ),
    concept(
        &["baseline"],
        "What the others are compared with: the policy `baseline`, which asks nothing of anybody, unless another is named.",
        "",
    ),
    concept(
        &["arm", "arms"],
        "A scenario under a policy, with overrides, as it is compared with others.",
        "",
    ),
    concept(
        &["variant", "variants"],
        "The scenario under one of several values given with --set; a variant is its overrides.",
        "",
    ),
    concept(
        &["world", "worlds"],
        "The scenario with a value for each parameter that it calls uncertain, drawn from the range it gives.",
        "",
    ),
    concept(
        &["model", "law"],
        "The rules by which a day follows from the day before, with the numbers of the scenario. What it does is a statement about it, not about the world.",
        "",
    ),
    concept(
        &["seed", "root seed"],
        "The number from which every draw follows. The same version, scenario and seed give the same bytes.",
        "",
    ),
    concept(
        &["run", "runs"],
        "A scenario under a policy, played in so many trials.",
        "",
    ),
    concept(
        &["cite", "citation", "line to cite"],
        "Version, scenario, what was played, seed and, on the terminal, the date: the last line of an answer.",
        "",
    ),
    // Under the same luck.
    concept(
        &[
            "common random numbers",
            "the same luck",
            "same luck",
            "luck",
            "paired",
            "pairing",
        ],
        "Trial t of every arm meets the same draws, so that what differs is the policy and not the luck; differences are taken trial by trial.",
        "Heikes, Montgomery & Rardin 1976; Law 2015, Simulation Modeling and Analysis, ch. 11",
    ),
    concept(
        &["draw", "draws"],
        "A random number with an address: trial, day and question. The same address has the same number under every policy.",
        "",
    ),
    concept(
        &["coupling"],
        "How draws are shared between policies. Shares depend on the law alone; which trials flip depends on the coupling as well.",
        "Oberst & Sontag 2019",
    ),
    concept(
        &["flip"],
        "A trial that has an outcome under one policy and not under another, under the same luck.",
        "",
    ),
    concept(
        &["sampled"],
        "Estimated from trials, with an interval; `exact` computes instead.",
        "",
    ),
    // Comparing.
    concept(
        &["verdict"],
        "What an interval allows to be said: of an arm, better, worse, equivalent, identical or undecided; of a pattern, holds, fails or undecided.",
        "",
    ),
    concept(
        &[
            "margin",
            "same within the margin",
            "the same within the margin",
        ],
        "The largest difference that counts as none (--margin): arms within it are equivalent.",
        "",
    ),
    concept(
        &["too close to tell", "cannot be told", "not decided"],
        "The interval of the difference covers zero: these trials allow neither better nor worse.",
        "",
    ),
    concept(
        &["the same model", "same model"],
        "Two arms that are one and the same under two names.",
        "",
    ),
    concept(
        &["fewer", "more", "shorter", "longer"],
        "Heading of a group of arms that can be told to have fewer (more) such crises than the baseline, or shorter (longer) ones.",
        "",
    ),
    concept(
        &[
            "whichever assumption holds",
            "whichever holds",
            "assumption ends",
            "end",
            "ends",
        ],
        "As the scenario stands and at both ends of what the record leaves open: spiral and deterrence.",
        "",
    ),
    concept(
        &["worth", "EVPPI"],
        "What knowing a parameter before choosing would be worth: the expected value of partial perfect information, by how much the choice of who knows it is better on average over the worlds.",
        "",
    ),
    concept(
        &["turn", "turns"],
        "A pair of arms of which the one is better under one assumption and worse under another.",
        "",
    ),
    concept(
        &[
            "calms",
            "if firmness provokes",
            "firmness provokes",
            "restraint is met",
        ],
        "The spiral end of the assumptions: firmness provokes, restraint is met. The column says how an arm differs from the baseline there.",
        JERVIS,
    ),
    concept(
        &[
            "deters",
            "if firmness deters",
            "firmness deters",
            "restraint is exploited",
        ],
        "The deterrence end of the assumptions: firmness deters, restraint is exploited. The column says how an arm differs from the baseline there.",
        JERVIS,
    ),
    concept(
        &["firmness"],
        "Answering an adversary with escalation or with the readiness to.",
        "",
    ),
    concept(
        &["not dominated", "Pareto", "dominated"],
        "No other arm is at least as good in war, serious clash, days, agreement and concessions, and better in one. Judged by the estimates: column non_dominated.",
        "",
    ),
    concept(
        &["best of all", "cannot be told from the best"],
        "The arms that may be the best: with 95% confidence the truly best is among them (column candidate).",
        "Hsu 1984, Annals of Statistics 12:1136",
    ),
    concept(
        &["posterior", "draw", "draws", "averaged"],
        "What a calibration leaves of the parameters: draws of them, with weights. With --posterior numbers are averaged over draws that were chosen by their weights.",
        "",
    ),
    concept(
        &[
            "what the data leave open",
            "left open",
            "left open, points",
            "data from",
            "data to",
        ],
        "Where 95% of the draws of a posterior lie with the luck within them left out. How far luck reaches given the draws is said apart.",
        "Searle, Casella & McCulloch 1992, Variance Components",
    ),
    concept(
        &["better in, of 100 draws"],
        "In how many of 100 draws of a posterior an arm is better than the baseline, luck left out.",
        "",
    ),
    concept(
        &["luck from", "luck to"],
        "The ends of the interval that says how far luck reaches, given the parameters or the draws of a posterior.",
        "",
    ),
    concept(
        &["robustness"],
        "How an arm does over worlds that differ in what is uncertain.",
        "McPhail et al. 2018, Earth's Future 6:169",
    ),
    concept(
        &["regret", "largest regret"],
        "How much worse an arm is than the best arm of the same world.",
        "Savage 1951, Journal of the American Statistical Association 46:55",
    ),
    concept(
        &["worst", "best in"],
        "Of an arm over worlds or scenarios: its worst value, and in how many it is the best.",
        "",
    ),
    concept(
        &["sweep", "swept"],
        "A scenario played at many points of what is uncertain or can be chosen, with the same luck at every point.",
        "",
    ),
    concept(
        &["factor", "factors", "varies", "vary"],
        "What varies in a sweep: a parameter over a range or at levels, the policy, or the scenario.",
        "",
    ),
    concept(
        &["design", "grid", "full grid", "at random", "listed"],
        "How the points of a sweep are chosen: a full grid in random order, Latin hypercubes, a scrambled Sobol' sequence, at random, or listed in a table.",
        "",
    ),
    concept(
        &["Sobol' sequence", "sobol", "Sobol", "scrambled"],
        "Points that cover a space evenly at whatever number one stops; scrambled: moved at random without losing that.",
        "Sobol' 1967; Owen 1997",
    ),
    concept(
        &[
            "sensitivity",
            "sensitivity analysis",
            "what drives",
            "drives",
        ],
        "How much of what an answer does over its uncertain numbers is that of each of them, and how much luck.",
        "Saltelli et al. 2008, Global Sensitivity Analysis: The Primer",
    ),
    concept(
        &[
            "Sobol' index",
            "Sobol' indices",
            "first-order index",
            "total index",
            "share of variance",
        ],
        "Share of the variance of a response that a factor explains: alone (first), or alone and with others (total).",
        "Saltelli et al. 2010, Computer Physics Communications 181:259; Jansen 1999, same journal 117:35",
    ),
    concept(
        &[
            "elementary effect",
            "elementary effects",
            "morris",
            "Morris",
            "trajectory",
            "trajectories",
            "mu*",
        ],
        "What a response does where one factor alone is moved, on a walk through the space on which each is moved once: screening with few points.",
        "Morris 1991, Technometrics 33:161; Campolongo, Cariboni & Saltelli 2007, Environmental Modelling & Software 22:1509",
    ),
    concept(
        &["pawn", "PAWN", "slice", "slices", "distance"],
        "Sensitivity by how far the distribution of a response in a slice of a factor is from that of all responses.",
        "Pianosi & Wagener 2015, Environmental Modelling & Software 67:1",
    ),
    concept(
        &["base point", "base points"],
        "A point of a design from which others are made by moving one factor or group at a time.",
        "",
    ),
    concept(
        &["response", "responses"],
        "What is looked at over the points: a metric under a policy, or its difference between two.",
        "",
    ),
    concept(
        &["dummy"],
        "A factor that moves nothing: what an index says of it is error.",
        "Khorashadi Zadeh et al. 2017, Environmental Modelling & Software 91:210",
    ),
    concept(
        &["not told", "indistinguishable from zero"],
        "Of an index: its interval holds zero (PAWN: it is not above the dummy), so nothing is said of its sign or size.",
        "",
    ),
    concept(
        &["replicate", "replicates"],
        "An eighth of the trials of a point: a luck of its own, the same at every point, so that luck and factors can be told apart.",
        "",
    ),
    concept(
        &[
            "PRIM",
            "patient rule induction",
            "peeling",
            "scenario discovery",
        ],
        "A search for a box that describes points of a kind: it peels a little off one end of a factor at a time, always where such points are rarest.",
        "Friedman & Fisher 1999, Statistics and Computing 9:123; Bryant & Lempert 2010",
    ),
    concept(
        &["in the box", "outside", "anything", "inside"],
        "Of a box: what it asks of a factor, anything where it asks nothing; the points that meet all it asks are inside, the others outside.",
        "",
    ),
    concept(
        &["quasi-p", "quasi-p-value"],
        "Of a limit of a box: how probable as many such points in the box would be, if each were such as often as without that limit. The box was chosen on the same points, so it is too small.",
        "Bryant & Lempert 2010, Technological Forecasting and Social Change 77:34",
    ),
    concept(
        &["in halves", "restricted in halves"],
        "Of random halves of the points of a sweep, each searched anew: in how many the box asks something of the factor.",
        "",
    ),
    concept(
        &["unsure", "could be either"],
        "Points at which the interval covers the value of the condition: by their estimate they are on one side, by their interval they may be on the other.",
        "",
    ),
    concept(
        &["swept"],
        "The range of a factor, or its choices, over which the points of a sweep lie.",
        "",
    ),
    concept(
        &["it holds at", "it holds", "words"],
        "Points at which the condition of --where holds, and what a box asks, in words.",
        "",
    ),
    concept(
        &["least", "at point", "over the points"],
        "Of a sweep: the smallest value over its points and the largest, each with the number of its point. The ends of many estimates lie further apart than the truth.",
        "",
    ),
    concept(
        &["Latin hypercube", "hypercubes", "hypercube", "lhs", "cube"],
        "A sample of several parameters at once in which every slice of every range is met once.",
        "McKay, Beckman & Conover 1979, Technometrics 21:239",
    ),
    // Intervals.
    concept(
        &[
            "interval",
            "confidence interval",
            "confidence",
            "95% confidence",
        ],
        "The range that covers the value in at least so many of 100 samples (level 95% unless said otherwise). It is about luck, not about whether the model is right.",
        "",
    ),
    concept(
        &["low", "high"],
        "The ends of an interval: columns ci_low and ci_high.",
        "",
    ),
    concept(
        &["level"],
        "The share of samples in which an interval made so covers the value (ci_level); of violence, see ICB violence level.",
        "",
    ),
    concept(
        &["method"],
        "How an interval was made (ci_method), by the names of those who found it: docs/statistics.md.",
        "",
    ),
    concept(
        &["Bonferroni"],
        "Intervals widened so that all of them hold together.",
        "Dunn 1961, Journal of the American Statistical Association 56:52",
    ),
    concept(
        &["Shapley value", "Shapley", "adds"],
        "What a mechanism adds to an outcome: its part averaged over every order in which mechanisms can be switched on. The parts add up to the whole.",
        "Shapley 1953, A value for n-person games",
    ),
    concept(
        &["of the total"],
        "A Shapley value over the difference of everything on and everything off; empty where the interval of that holds 0.",
        "",
    ),
    concept(
        &["all of them", "total"],
        "Every mechanism switched off at once; its value is the difference that the parts add up to.",
        "",
    ),
    concept(
        &["vanish without it"],
        "Trials with the outcome that do without it once the mechanism is off (column vanish).",
        "",
    ),
    concept(
        &["off", "mechanism off", "mechanisms off", "switched off"],
        "A mechanism is off where its probability is 0, under the same luck.",
        "",
    ),
    concept(
        &["all_on", "all_off"],
        "The share of trials with the outcome as things are, and with every mechanism off.",
        "",
    ),
    concept(
        &["median"],
        "The value below which half of the trials lie (statistic p50).",
        "",
    ),
    concept(&["max", "most"], "The largest of the values.", ""),
    concept(
        &["unknown"],
        "Not known from these trials: an empty cell in a table, never 0.",
        "",
    ),
    concept(
        &["caveat", "notes"],
        "What has to be minded with an answer: what rests on data, and what on assumption.",
        "",
    ),
    concept(
        &["group"],
        "Arms of which the same can be said: better whichever assumption holds; better, but not at an end; too close to tell; worse.",
        "",
    ),
    // Patterns.
    concept(
        &["pattern", "patterns", "pattern of theory"],
        "What theory expects of a change: a direction in which a metric should move. `patterns` measures each on the model.",
        "",
    ),
    concept(
        &["hold together"],
        "All intervals of a scenario cover their values at once in 99 of 100 samples.",
        "",
    ),
    // Crises that happened.
    concept(
        &["hindcast", "hindcasts", "forecast", "case", "cases"],
        "A forecast of a crisis that happened, a case, made from what was known at its onset, and scored by what came of it.",
        "",
    ),
    concept(
        &["counting"],
        "Forecasting a crisis by how other crises came out: all of them, or those with the same kind of trigger. A model that is no better explains nothing.",
        "",
    ),
    concept(
        &["kind of trigger", "violent", "non-violent military"],
        "What counting counts by: whether the act that opened the crisis was violent, military without violence, or other.",
        ICB,
    ),
    concept(
        &[
            "log score",
            "log scores",
            "log level",
            "log ending",
            "scores",
        ],
        "Minus the logarithm of the probability that was forecast of what happened: of the level of violence, of the ending. Lower is better.",
        "Good 1952",
    ),
    concept(
        &["RPS", "RPS level", "ranked probability score"],
        "Of levels of violence: the squared distance of forecast and seen probabilities of at least each level, mean over levels. Lower is better.",
        "Epstein 1969",
    ),
    concept(
        &["CRPS", "CRPS days", "continuous ranked probability score"],
        "Of the logarithm of days: the same over every number of days there is. Lower is better.",
        "Matheson & Winkler 1976",
    ),
    concept(
        &[
            "PIT",
            "probability integral transform",
            "durations",
            "lower_half",
            "p_value",
        ],
        "Where the days that were seen lie in their forecast, 0 to 1: as often in each part of it where forecasts are right (p_value: of a test of that), the lower_half as often as the upper.",
        "Dawid 1984",
    ),
    concept(
        &["log_likelihood_sd"],
        "How far the emulated log likelihood of a calibration is off from draw to draw, in nat: the standard deviation of its difference from the one that trials give, the trials' own luck taken out.",
        "Kennedy & O'Hagan 2001",
    ),
    concept(
        &["effective", "unlike"],
        "How many draws of one weight, no two the same, say as much as these do. With few, what lies far out rests on a few of them.",
        "Kish 1965",
    ),
    concept(
        &["predictive", "posterior predictive", "simulated anew"],
        "The same cases simulated from draws of the posterior, beside what came of them: where the record lies outside what they give, the law is off.",
        "Gelman, Meng & Stern 1996",
    ),
    concept(
        &[
            "simulation-based calibration",
            "sbc",
            "check",
            "checks",
            "truth",
            "ranks",
        ],
        "Truths are drawn from the posterior, all cases are simulated once more from each, and the fit goes on to these beside the record. Where it is sound, a truth lies anywhere among the draws: its ranks are uniform.",
        "Talts et al. 2018, arXiv:1804.06788; Säilynoja et al. 2025, arXiv:2502.03279",
    ),
    concept(
        &["held out", "without fold"],
        "Forecast by a law that was fitted without the case and all others of its fold: a test of it.",
        "Stone 1974",
    ),
    concept(
        &["in sample"],
        "Scored on cases that the law was fitted to: no test of it.",
        "",
    ),
    concept(
        &["folds", "other folds"],
        "Parts that cases are divided in, so that each is forecast from the others; cases of the same actors are in one.",
        "Stone 1974",
    ),
    concept(
        &["left_out"],
        "Of a hindcast: scenarios that do not say what came of them.",
        "",
    ),
    // Exact results.
    concept(
        &["state", "states"],
        "A situation that the law tells apart: `exact` keeps the probability of each, and the column says how many there were on the largest day.",
        "",
    ),
    concept(
        &["error bound"],
        "The largest distance of an exact figure to the law's own: rounding, and what was pruned.",
        "",
    ),
    concept(
        &["left out of the state"],
        "Columns that no term and no rule reads, so that `exact` need not tell them apart.",
        "",
    ),
    // Files that are no tables.
    concept(
        &["run folder"],
        "The folder of a run: tables, the scenario with every default written out, manifest and data package.",
        "",
    ),
    concept(
        &["manifest.json", "manifest"],
        "What was run: version, scenario, overrides, policies, seed, trials. --manifest runs it again.",
        "",
    ),
    concept(
        &["datapackage.json", "data package"],
        "What the tables of a folder hold, for machines, and the answer in sentences.",
        "Frictionless Data Package",
    ),
    concept(
        &["host.json"],
        "Where and how fast it was run; the only file that may differ from one machine to the next.",
        "",
    ),
    concept(
        &["answer.txt", "answer"],
        "The answer as it was told: sentences, one table, and what has to be minded.",
        "",
    ),
    concept(
        &["scenario.toml", "scenario-written.toml"],
        "The scenario that was run, with every default written out; or as it was written, where variants or worlds are made of it.",
        "",
    ),
    concept(
        &["report.html", "page"],
        "The page of figures that `report` and --report write.",
        "",
    ),
    // Games.
    concept(
        &["game", "games", "game.nfg"],
        "Policies of several sides played against each other: each player chooses one, and what follows is best answers, what is stable, and what a policy costs where it is answered. game.nfg has the mean payoffs for Gambit.",
        "von Neumann & Morgenstern 1944",
    ),
    concept(
        &["player", "players", "coalition"],
        "An actor, or several that choose together.",
        "",
    ),
    concept(
        &["strategy", "strategies"],
        "What a player may choose: a policy that only its actors adopt, or baseline.",
        "",
    ),
    concept(&["profile", "profiles"], "One strategy of each player.", ""),
    concept(
        &["payoff", "payoffs", "points"],
        "What an actor makes of a trial: points for what it shows, by [payoff.ACTOR] of the scenario. Assumed, not found.",
        "",
    ),
    concept(
        &[
            "best response",
            "best answer",
            "best answers",
            "best answer of",
        ],
        "What pays a player most while the others do what they do.",
        "Nash 1950",
    ),
    concept(
        &["equilibrium", "equilibria", "stable"],
        "A profile that nobody gains by leaving alone.",
        "Nash 1950",
    ),
    concept(
        &["resample", "resamples"],
        "The trials of all profiles weighted anew, to see what might have been found with other luck.",
        "Rubin 1981",
    ),
    concept(
        &["pure"],
        "Of an equilibrium: everybody does one thing.",
        "",
    ),
    concept(
        &["mixed", "draws lots"],
        "Of an equilibrium: somebody draws lots between strategies, in shares that leave the others nothing to gain.",
        "Nash 1950",
    ),
    concept(
        &["habits", "habit", "by habit", "by_habit"],
        "What an actor does without a policy: baseline.",
        "",
    ),
    concept(
        &["interest", "answered"],
        "Where each of the others does what pays it most: to commit oneself to a policy, and to be answered.",
        "von Stackelberg 1934",
    ),
    concept(
        &["security"],
        "What the others could do that pays a player least: the security level of its strategy.",
        "von Neumann 1928",
    ),
    concept(
        &["safest", "exploitability"],
        "What a strategy costs where it is answered as badly as can be; the safest is least bad then.",
        "",
    ),
    concept(
        &["quantal response", "precision"],
        "To answer better more often and not always: logit answers, the more precise the rarer a worse one.",
        "McKelvey & Palfrey 1995",
    ),
    concept(
        &["evolution", "alpha-rank"],
        "Where populations stay that try strategies out and copy what pays.",
        "Omidshafiei et al. 2019",
    ),
    concept(
        &["instead", "inside"],
        "Of a weight of a payoff: what its player does beyond an end, and whether that end lies within the range of the weight.",
        "",
    ),
    // Searches.
    concept(
        &["search", "searches", "found.toml", "toml"],
        "Policies that nobody wrote down, looked for in a grammar of presets and rules. found.toml has what was found, to be pasted into a scenario.",
        "Karnin, Koren & Somekh 2013; Jamieson & Talwalkar 2016",
    ),
    concept(
        &["found", "found-simple", "simplest", "candidate"],
        "The policy that a search found, the simplest that cannot be told from it, and others that came to the choice.",
        "",
    ),
    concept(
        &["grammar"],
        "All policies that a search may find: who adopts, a preset with its settings, rules beside it, how channels are sought.",
        "",
    ),
    concept(
        &["winner's curse", "curse"],
        "By how much the best of many looked better than it is: whoever is chosen for its luck has had luck.",
        "Capen, Clapp & Campbell 1971",
    ),
    concept(
        &["front", "on the front"],
        "Policies that no other beats in everything that is weighed: what cannot be had together.",
        "Pareto 1906",
    ),
    concept(
        &["generation"],
        "Policies that a search tries at a time; the next varies the best.",
        "",
    ),
    concept(
        &["quantity", "bound"],
        "What a search keeps low or high, or within a bound: a metric, days of deeds, or a payoff.",
        "",
    ),
    concept(
        &["best-response", "end", "written", "elsewhere", "here"],
        "Where a policy that was found is looked at: here, where the other side answers in its own interest (best-response) or does its worst, at an end of what is assumed, in another scenario; beside the best that is written in the scenario.",
        "",
    ),
];
