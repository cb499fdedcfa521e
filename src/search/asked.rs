//! A search from what is asked of it to what is found.

use super::candidate::{Candidate, Made};
use super::chosen::{Choice, Chosen, Finalist, Trials, along};
use super::elsewhere::{Again, Place, moved};
use super::grammar::Grammar;
use super::ground::{Ground, Other};
use super::halving::{ALL, Hunt, Searched};
use super::play::{Luck, Notes, level};
use super::quantity::{Bound, Deed, Goal, Quantity};
use super::standard::{Against, Standard};
use super::told::{self, adopters, namesake, sentence, toml};
use crate::ensemble::{Halt, Progress};
use crate::scenario::Scenario;
use crate::stats::Estimate;
use crate::stats::decision::Better;
use crate::stats::mover::difference;
use crate::stats::paired::PairedSums;
use crate::strategy::player::{Player, PlayersError, coalition, player};
use crate::strategy::utility::{Columns, Utility, UtilityError, others};
use crate::study::LEVEL;
use std::collections::BTreeMap;

/// Where the luck of a choice begins, how far on that of each search, and how far apart that of worlds:
/// far beyond any trial that is judged, which are the first ones, as in a run.
const APART: u64 = 1 << 50;
const STRIDE: u64 = 1 << 30;

/// What is found is called so, and the simplest like it.
pub const FOUND: &str = "found";
const FOUND_SIMPLE: &str = "found-simple";

/// What is asked of a search.
#[derive(Debug, Clone)]
pub struct SearchAsked {
    /// The scenario, overrides applied.
    pub scenario: Scenario,
    /// Worlds of it that are played, at least one: itself, where nothing else is asked for.
    pub worlds: Vec<Scenario>,
    /// Who is searched for: names of actors, joined by `+`.
    pub side: String,
    /// What is sought.
    pub goal: Goal,
    /// What has to be kept.
    pub bounds: Vec<Bound>,
    /// What is weighed beside each other; none named: the goal, the bounds and concessions.
    pub front: Vec<Quantity>,
    /// What the other side does.
    pub against: Against,
    /// Who answers: names of actors; none: the adversaries of the side.
    pub other: Option<String>,
    /// Rules beside a preset, at most.
    pub rules: usize,
    /// Searches that are made, one apart from the other.
    pub searches: u64,
    /// Trials of all searches together.
    pub budget: u64,
    /// Trials of what is chosen and judged.
    pub trials: Trials,
    /// Differences within it do not matter.
    pub margin: f64,
    /// Root seed.
    pub seed: u64,
    /// Other scenarios in which what was found is tried.
    pub elsewhere: Vec<Scenario>,
}

/// Why there is nothing to search.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SearchProblem {
    /// Who is searched for, or who answers, is not there.
    #[error(transparent)]
    Players(#[from] PlayersError),
    /// What somebody wants is not known.
    #[error(transparent)]
    Utility(#[from] UtilityError),
    /// The other side is the side itself.
    #[error("`{name}` is of the side that is searched for: it cannot answer as well")]
    Both {
        /// Who.
        name: String,
    },
    /// Nobody is there to answer.
    #[error("{side} has no adversary: name who answers with --answered-by")]
    Nobody {
        /// The side.
        side: String,
    },
    /// Two bounds that exclude each other.
    #[error("`{one}` and `{other}` exclude each other")]
    Apart {
        /// A bound.
        one: String,
        /// Another.
        other: String,
    },
}

/// A search that can be made: checked.
#[derive(Debug, Clone)]
pub struct SearchReady {
    /// What is asked.
    pub asked: SearchAsked,
    /// Who is searched for, by place, ascending.
    pub side: Vec<usize>,
    /// What the side has of a trial, where the scenario says so.
    pub own: Option<Utility>,
    /// Who may answer.
    pub other: Option<Other>,
    /// Why nobody can answer, where that is so.
    pub unanswered: Option<String>,
    /// The policies.
    pub grammar: Grammar,
    /// What makes them better.
    pub standard: Standard,
}

/// What was found.
#[derive(Debug)]
pub struct SearchFound {
    /// What was searched.
    pub ready: SearchReady,
    /// Each search.
    pub searched: Vec<Searched>,
    /// What was chosen and how it is judged.
    pub chosen: Chosen,
    /// What was best on the way of each search, judged: the mean of what is sought.
    pub along: BTreeMap<Candidate, f64>,
    /// Habits, what was found, the simplest like it, and the best that the scenario has, each once: those
    /// that were looked at again elsewhere.
    pub again: Vec<Candidate>,
    /// How they do elsewhere.
    pub places: Vec<Place>,
    /// Trials that were played, all together.
    pub trials: u64,
}

impl SearchReady {
    /// Checks what is asked.
    ///
    /// # Errors
    /// [`SearchProblem`].
    pub fn new(asked: SearchAsked) -> Result<Self, SearchProblem> {
        let scenario = &asked.scenario;
        let side = coalition(scenario, &asked.side)?;
        exclude(&asked.bounds)?;
        let columns = Columns::new(scenario);
        let alone = Player {
            name: asked.side.clone(),
            actors: side.clone(),
            strategies: Vec::new(),
        };
        let own = Utility::of(scenario, &columns, &alone, &[]);
        let mut front = vec![asked.goal];
        let named = asked.front.iter().copied();
        let usual = [Quantity::Deed(Deed::Concessions)];
        let bounded = asked.bounds.iter().map(|bound| bound.quantity);
        let beside: Vec<Quantity> = if asked.front.is_empty() {
            bounded.clone().chain(usual).collect()
        } else {
            named.collect()
        };
        for quantity in beside {
            if front.iter().all(|goal| goal.quantity != quantity) {
                front.push(Goal {
                    quantity,
                    better: quantity.better(),
                });
            }
        }
        let mut quantities: Vec<Quantity> = front.iter().map(|goal| goal.quantity).collect();
        for quantity in bounded {
            if !quantities.contains(&quantity) {
                quantities.push(quantity);
            }
        }
        let own = if quantities.contains(&Quantity::Payoff) {
            Some(own?)
        } else {
            own.ok()
        };
        let other = other(&asked, &columns, &side);
        let (other, unanswered) = match (other, asked.against) {
            (Ok(other), _) => (Some(other), None),
            (Err(why), Against::Habits) if asked.other.is_none() => (None, Some(why.to_string())),
            (Err(why), _) => return Err(why),
        };
        let standard = Standard {
            quantities,
            goal: asked.goal,
            bounds: asked.bounds.clone(),
            front,
            against: asked.against,
        };
        Ok(Self {
            grammar: Grammar::new(scenario, &side, asked.rules),
            side,
            own,
            other,
            unanswered,
            standard,
            asked,
        })
    }

    /// About how many trials it plays.
    pub fn trials(&self) -> u64 {
        let Trials { choice, judged } = self.asked.trials;
        let replies = self.other.as_ref().map_or(1, |o| o.player.strategies.len()) as u64;
        let replies = match self.asked.against {
            Against::Habits => 1,
            Against::BestResponse | Against::Worst => replies,
        };
        let finalists = 30 + self.grammar.written.len() as u64;
        let places = 4 + self.asked.elsewhere.len() as u64;
        self.asked.budget + finalists * (2 * choice * replies.min(4) + judged) + places * 3 * judged
    }

    /// Luck that begins so many stages beyond what is judged.
    fn luck(&self, stage: u64) -> Luck {
        let worlds = self.asked.worlds.len();
        Luck {
            seed: self.asked.seed,
            first: stage * APART,
            // What is judged lies as closely as the worlds of a comparison.
            stride: if stage == 0 {
                level(self.asked.trials.judged, worlds) / worlds as u64
            } else {
                STRIDE
            },
        }
    }

    /// Searches, chooses, judges, and looks how it does elsewhere.
    ///
    /// # Errors
    /// [`Halt`] where `progress` asked to stop, or it could not be noted.
    pub fn search(
        self,
        progress: &impl Progress,
        notes: &mut impl Notes,
    ) -> Result<SearchFound, Halt> {
        let answers = self.asked.against != Against::Habits;
        let ground = Ground::new(
            self.asked.worlds.clone(),
            &self.side,
            &self.standard.quantities,
            self.own.as_ref(),
            self.other.as_ref().filter(|_| answers),
        );
        let hunt = Hunt {
            grammar: &self.grammar,
            ground: &ground,
            standard: &self.standard,
            all: ALL,
        };
        let each = self.asked.budget.div_ceil(self.asked.searches);
        let mut searched = Vec::new();
        for number in 0..self.asked.searches {
            let luck = self.luck(2 + number);
            searched.push(hunt.search((number, each), luck, (progress, &mut *notes))?);
        }
        let choice = Choice {
            grammar: &self.grammar,
            ground: &ground,
            standard: &self.standard,
            trials: self.asked.trials,
            margin: self.asked.margin,
        };
        let luck = (self.luck(1), self.luck(0));
        let chosen = choice.choose(&searched, luck, progress)?;
        let mut trials = chosen.trials + searched.iter().map(|one| one.trials).sum::<u64>();
        let along = along(&choice, &searched, luck, (&mut trials, progress))?;
        let again = again(&chosen);
        let places = self.places(&again, luck, (&mut trials, progress))?;
        Ok(SearchFound {
            searched,
            chosen,
            along,
            again,
            places,
            trials,
            ready: self,
        })
    }

    /// How policies do elsewhere.
    fn places(
        &self,
        policies: &[Candidate],
        luck: (Luck, Luck),
        (trials, progress): (&mut u64, &impl Progress),
    ) -> Result<Vec<Place>, Halt> {
        let again = Again {
            grammar: &self.grammar,
            standard: &self.standard,
            side: &self.side,
            own: self.own.as_ref(),
            other: self.other.as_ref(),
            policies,
            trials: Trials {
                choice: self.asked.trials.choice.div_ceil(2),
                judged: self.asked.trials.judged.div_ceil(2),
            },
            luck,
        };
        let worlds = &self.asked.worlds;
        let mut places = again.answered(worlds, (&mut *trials, progress))?;
        places.extend(again.ends(worlds, (&mut *trials, progress))?);
        for scenario in &self.asked.elsewhere {
            let told = (&mut *trials, progress);
            places.extend(again.transferred(&self.asked.scenario, scenario, told)?);
        }
        Ok(places)
    }

    /// Whether what is found could be adopted in another scenario.
    pub fn fits(&self, scenario: &Scenario) -> bool {
        let own = (self.side.as_slice(), &self.grammar);
        let quantities = &self.standard.quantities;
        moved(&self.asked.scenario, scenario, own, quantities).is_some()
    }
}

impl SearchFound {
    /// What the policies that came to the choice are called, by place: as the scenario calls one that does
    /// the same, `found` and `found-simple`, or by number.
    pub fn names(&self) -> Vec<String> {
        let chosen = &self.chosen;
        let name = |(at, one): (usize, &Finalist)| {
            let known = namesake(&one.candidate, &self.ready.grammar).map(String::from);
            known.unwrap_or_else(|| match at {
                at if at == chosen.winner => self.free(FOUND.to_owned()),
                at if at == chosen.simplest => self.free(FOUND_SIMPLE.to_owned()),
                at => self.free(format!("candidate-{}", at + 1)),
            })
        };
        chosen.finalists.iter().enumerate().map(name).collect()
    }

    /// A name that no policy of the scenario has.
    fn free(&self, mut name: String) -> String {
        while self.ready.asked.scenario.policy(&name).is_some() {
            name += "-new";
        }
        name
    }

    /// What a policy is called, which came to the choice.
    pub fn name(&self, candidate: &Candidate) -> String {
        let all = &self.chosen.finalists;
        let at = all.iter().position(|one| one.candidate == *candidate);
        at.map_or_else(String::new, |at| self.names().swap_remove(at))
    }

    /// What a policy asks, in a sentence.
    pub fn sentence(&self, candidate: &Candidate) -> String {
        sentence(candidate, &self.ready.grammar, &self.ready.asked.scenario)
    }

    /// What a policy asks of whom: nobody named, where it is the whole side.
    pub fn asks(&self, made: &Made) -> (Option<String>, String) {
        let (grammar, scenario) = (&self.ready.grammar, &self.ready.asked.scenario);
        let all = grammar.adopters[made.adopters].len() == self.ready.side.len();
        let who = (!all).then(|| adopters(made, grammar, scenario));
        (who, told::asked(made, grammar, scenario))
    }

    /// The tables of a scenario file with what was found and the simplest like it, where nobody wrote them
    /// down before.
    pub fn toml(&self) -> Option<String> {
        let (chosen, ready) = (&self.chosen, &self.ready);
        let names = self.names();
        let mut places = vec![chosen.winner];
        if chosen.simplest != chosen.winner {
            places.push(chosen.simplest);
        }
        let new = places.into_iter().filter(|at| {
            let candidate = &chosen.finalists[*at].candidate;
            namesake(candidate, &ready.grammar).is_none()
        });
        let tables = new.map(|at| {
            let candidate = &chosen.finalists[at].candidate;
            toml(candidate, &names[at], &ready.grammar, &ready.asked.scenario)
        });
        let tables: Vec<String> = tables.collect();
        (!tables.is_empty()).then(|| tables.join("\n"))
    }

    /// What the other side does where a policy was judged.
    pub fn reply(&self, one: &Finalist) -> Option<&str> {
        if self.ready.asked.against == Against::Habits {
            return None;
        }
        let other = self.ready.other.as_ref()?;
        let strategy = other.player.strategies.get(one.reply)?;
        Some(&strategy.name)
    }

    /// What a policy does in a quantity, where it was judged.
    pub fn judged(&self, one: &Finalist, quantity: Quantity) -> Estimate {
        let column = self.ready.standard.column(quantity);
        quantity.estimate(&one.judged[column], &self.ready.asked.scenario)
    }

    /// What a policy has more of a quantity than habits, where it was judged.
    pub fn against_habits(&self, one: &Finalist, quantity: Quantity) -> Estimate {
        if one.candidate == Candidate::HABITS {
            return Estimate::identical(LEVEL, one.judged.first().map_or(0, |sums| sums.n));
        }
        self.paired(&one.against_habits, quantity)
    }

    /// What the simplest like the winner, or the best that the scenario has, has more than the winner.
    pub fn paired(&self, pairs: &[PairedSums], quantity: Quantity) -> Estimate {
        let column = self.ready.standard.column(quantity);
        quantity.difference(&pairs[column], &self.ready.asked.scenario, LEVEL)
    }

    /// What the winner looked like where it was chosen.
    pub fn seen(&self) -> Estimate {
        let quantity = self.ready.standard.goal.quantity;
        let winner = &self.chosen.finalists[self.chosen.winner];
        let column = self.ready.standard.column(quantity);
        quantity.estimate(&winner.chosen_on[column], &self.ready.asked.scenario)
    }

    /// The winner's curse: by how much it looked better where it was chosen than it is judged.
    pub fn curse(&self) -> Estimate {
        let goal = self.ready.standard.goal;
        let winner = &self.chosen.finalists[self.chosen.winner];
        let (seen, judged) = (self.seen(), self.judged(winner, goal.quantity));
        match goal.better {
            Better::Lower => difference(&judged, &seen),
            Better::Higher => difference(&seen, &judged),
        }
    }

    /// Whether a policy keeps a bound: `None` where its interval does not tell.
    pub fn keeps(&self, one: &Finalist, bound: &Bound) -> Option<bool> {
        let interval = self.judged(one, bound.quantity).interval()?;
        let (near, far) = match bound.better {
            Better::Lower => (interval.low, interval.high),
            Better::Higher => (interval.high, interval.low),
        };
        if bound.missed(far) <= 0.0 {
            Some(true)
        } else if bound.missed(near) > 0.0 {
            Some(false)
        } else {
            None
        }
    }
}

/// Those that are looked at again, each once, habits first.
fn again(chosen: &Chosen) -> Vec<Candidate> {
    let places = [chosen.habits, chosen.winner, chosen.simplest];
    let places = places.into_iter().chain(chosen.written);
    let mut found: Vec<Candidate> = Vec::new();
    for place in places {
        let candidate = &chosen.finalists[place].candidate;
        if !found.contains(candidate) {
            found.push(candidate.clone());
        }
    }
    found
}

/// Who may answer.
fn other(asked: &SearchAsked, columns: &Columns, side: &[usize]) -> Result<Other, SearchProblem> {
    let scenario = &asked.scenario;
    let actors = if let Some(named) = &asked.other {
        coalition(scenario, named)?
    } else {
        let all = side.iter().flat_map(|actor| others(scenario, *actor));
        let mut all: Vec<usize> = all.filter(|other| !side.contains(other)).collect();
        all.sort_unstable();
        all.dedup();
        all
    };
    if let Some(both) = actors.iter().find(|actor| side.contains(actor)) {
        let name = scenario.actors[*both].name.clone();
        return Err(SearchProblem::Both { name });
    }
    if actors.is_empty() {
        let side = asked.side.clone();
        return Err(SearchProblem::Nobody { side });
    }
    let player = player(scenario, actors, None)?;
    let utility = Utility::of(scenario, columns, &player, &[]);
    let utility = match (utility, asked.against) {
        (Ok(utility), _) => Some(utility),
        // The worst asks for nobody's interest.
        (Err(_), Against::Worst) => None,
        (Err(why), _) => return Err(why.into()),
    };
    Ok(Other { player, utility })
}

/// Refuses bounds on the same quantity between which nothing lies.
fn exclude(bounds: &[Bound]) -> Result<(), SearchProblem> {
    for (at, one) in bounds.iter().enumerate() {
        let apart = |other: &&Bound| {
            let between = other.quantity == one.quantity && other.better != one.better;
            // One is kept by what the other misses, everywhere.
            between && one.missed(other.value) > 0.0
        };
        if let Some(other) = bounds[at + 1..].iter().find(apart) {
            return Err(SearchProblem::Apart {
                one: one.to_string(),
                other: other.to_string(),
            });
        }
    }
    Ok(())
}
