//! A sweep that stands: what varied, where it was looked at, and what came of each point. Points are
//! told by their number, responses by the names of policy and measure: order says nothing.

use super::design::Point;
use super::factor::{DRAWN, Domain, Factor, Level, POLICY, SCENARIO};
use super::vary;
use crate::diagnostic::nearest;
use crate::scenario::Uncertain;
use crate::scenario::distribution::Distribution;
use crate::scenario::parameter::{NumberKind, Parameter};
use crate::stats::Estimate;
use crate::study::measure::Measure;
use crate::study::run::Sample;
use std::collections::BTreeMap;

/// What was asked of a sweep.
#[derive(Debug, Clone, PartialEq)]
pub struct SweptAsked {
    /// Names of the scenarios; at least one.
    pub scenarios: Vec<String>,
    /// What varied.
    pub factors: Vec<Factor>,
    /// The posterior of which some of them are draws, as it was named.
    pub posterior: Option<String>,
    /// Names of the policies. Where a factor says which is played, all it may say.
    pub policies: Vec<String>,
    /// What its answer is about.
    pub measure: Measure,
    /// Trials of each point under each policy, and of what luck.
    pub sample: Sample,
}

/// A sweep that stands.
#[derive(Debug, Clone, PartialEq)]
pub struct SweptTable {
    /// What was asked.
    pub asked: SweptAsked,
    /// The points, by their number.
    pub points: Vec<Point>,
    /// What came of a measure under a policy, by its place, at a point.
    responses: BTreeMap<(Measure, usize, usize), Estimate>,
}

/// What came of a point under a policy in a measure, as a table has it.
#[derive(Debug, Clone, PartialEq)]
pub struct SweptResponse {
    /// The scenario of the point.
    pub scenario: String,
    /// The point, by its number.
    pub point: usize,
    /// The policy.
    pub policy: String,
    /// The measure.
    pub measure: Measure,
    /// What was estimated.
    pub estimate: Estimate,
}

/// Why responses are none of the points.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotJoined {
    /// A point that there is not.
    #[error("there is no point {point}: points are numbered from 0 to {last}")]
    Point {
        /// Its number.
        point: usize,
        /// The last there is.
        last: usize,
    },
    /// A policy that was not played there.
    #[error("policy `{policy}` was not played at point {point}; {help}")]
    Policy {
        /// The point.
        point: usize,
        /// The policy.
        policy: String,
        /// What was.
        help: String,
    },
    /// Another scenario than that of the point.
    #[error("point {point} is of scenario `{of}`, not of `{scenario}`")]
    Scenario {
        /// The point.
        point: usize,
        /// Its scenario.
        of: String,
        /// The scenario it was said to be of.
        scenario: String,
    },
    /// The same again.
    #[error("{measure} of point {point} under {policy} is there twice")]
    Twice {
        /// The point.
        point: usize,
        /// The policy.
        policy: String,
        /// The measure.
        measure: &'static str,
    },
    /// One that should be there.
    #[error("{measure} of point {point} under {policy} is missing")]
    Missing {
        /// The point.
        point: usize,
        /// The policy.
        policy: String,
        /// The measure.
        measure: &'static str,
    },
}

impl SweptAsked {
    /// Names of the factors that are draws of a posterior.
    pub fn drawn(&self) -> Vec<&str> {
        drawn(&self.factors)
    }

    /// Where the choice among policies or scenarios stands among the factors.
    fn choice(&self, name: &str) -> Option<usize> {
        let mut factors = self.factors.iter();
        factors.position(|factor| factor.name == name && factor.row().is_none())
    }

    /// Whether a factor says which policy is played.
    pub fn varies_policy(&self) -> bool {
        self.choice(POLICY).is_some()
    }

    /// The places of the policies under which a point is played.
    fn played(&self, point: &Point) -> std::ops::Range<usize> {
        match self.choice(POLICY).map(|at| point[at]) {
            Some(Level::Choice(place)) => place..place + 1,
            _ => 0..self.policies.len(),
        }
    }

    /// The scenario of a point.
    fn scenario(&self, point: &Point) -> &str {
        match self.choice(SCENARIO).map(|at| point[at]) {
            Some(Level::Choice(place)) => &self.scenarios[place],
            _ => &self.scenarios[0],
        }
    }
}

impl SweptTable {
    /// Joins responses to points, by the number of the point and the names of policy and measure.
    ///
    /// # Errors
    /// [`NotJoined`] where one is of nothing, is there twice, or, of `measures`, is not there.
    pub fn join(
        asked: SweptAsked,
        points: Vec<Point>,
        measures: &[Measure],
        responses: impl IntoIterator<Item = SweptResponse>,
    ) -> Result<Self, NotJoined> {
        let mut found = BTreeMap::new();
        for response in responses {
            let (key, estimate) = placed(&asked, &points, &response)?;
            if found.insert(key, estimate).is_some() {
                return Err(NotJoined::Twice {
                    point: response.point,
                    policy: response.policy,
                    measure: response.measure.name(),
                });
            }
        }
        for (number, point) in points.iter().enumerate() {
            for policy in asked.played(point) {
                let is_there =
                    |measure: &&Measure| found.contains_key(&(**measure, policy, number));
                if let Some(measure) = measures.iter().find(|measure| !is_there(measure)) {
                    return Err(NotJoined::Missing {
                        point: number,
                        policy: asked.policies[policy].clone(),
                        measure: measure.name(),
                    });
                }
            }
        }
        Ok(Self {
            asked,
            points,
            responses: found,
        })
    }

    /// What came of a measure at a point under a policy, if it was played there.
    pub fn response(&self, point: usize, policy: &str, measure: Measure) -> Option<&Estimate> {
        let mut policies = self.asked.policies.iter();
        let place = policies.position(|name| name == policy)?;
        self.responses.get(&(measure, place, point))
    }

    /// What came of a measure at every point under a policy; `None`: under the policy that the point
    /// itself says. Nothing where one is missing.
    pub fn column(&self, policy: Option<&str>, measure: Measure) -> Option<Vec<Estimate>> {
        let points = self.points.iter().enumerate();
        let one = |(number, point): (usize, &Point)| {
            let policy = match policy {
                Some(policy) => policy,
                None => &self.asked.policies[self.asked.played(point).start],
            };
            self.response(number, policy, measure).copied()
        };
        points.map(one).collect()
    }
}

/// A response by its key.
fn placed(
    asked: &SweptAsked,
    points: &[Point],
    response: &SweptResponse,
) -> Result<((Measure, usize, usize), Estimate), NotJoined> {
    let number = response.point;
    let Some(point) = points.get(number) else {
        return Err(NotJoined::Point {
            point: number,
            last: points.len().saturating_sub(1),
        });
    };
    let of = asked.scenario(point);
    if of != response.scenario {
        return Err(NotJoined::Scenario {
            point: number,
            of: of.to_owned(),
            scenario: response.scenario.clone(),
        });
    }
    let mut played = asked.played(point);
    let Some(policy) = played.find(|place| asked.policies[*place] == response.policy) else {
        let known = &asked.policies[asked.played(point)];
        let help = match nearest(&response.policy, known.iter().map(String::as_str)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("it was played under {}", known.join(", ")),
        };
        return Err(NotJoined::Policy {
            point: number,
            policy: response.policy.clone(),
            help,
        });
    };
    Ok(((response.measure, policy, number), response.estimate))
}

/// The factor of a line that [`Factor::asked`] wrote.
pub fn factor(asked: &str) -> Option<Factor> {
    let (asked, drawn) = match asked.strip_suffix(DRAWN) {
        Some(asked) => (asked, true),
        None => (asked, false),
    };
    let (name, what) = asked.split_once('=')?;
    let domain = if [POLICY, SCENARIO].contains(&name) {
        Domain::Choice(what.split(',').map(String::from).collect())
    } else {
        let row = vary::row(name)?;
        vary::parameter(name, row, distributed(row, what)?)
    };
    let name = name.to_owned();
    (!drawn || matches!(domain, Domain::Parameter { .. })).then_some(Factor {
        name,
        domain,
        drawn,
    })
}

/// What lies how often between two ends: `-3:3`, `1:16 log_uniform`, `0:1 triangular 0.3`,
/// `0:1 beta 2,5` or `1,2,4`.
fn distributed(row: &Parameter, what: &str) -> Option<(f64, f64, Distribution)> {
    let Some((ends, rest)) = what.split_once(':') else {
        let levels = what.split(',').map(|text| level(row, text));
        return Some(vary::levels(levels.collect::<Option<_>>()?));
    };
    let mut words = rest.split(' ');
    let (low, high) = (level(row, ends)?, level(row, words.next()?)?);
    let distribution = match (words.next(), words.next()) {
        (None, None) => Distribution::Uniform,
        (Some("log_uniform"), None) => Distribution::LogUniform,
        (Some("triangular"), Some(mode)) => Distribution::Triangular {
            mode: mode.parse().ok()?,
        },
        (Some("beta"), Some(shape)) => {
            let (a, b) = shape.split_once(',')?;
            let shape = (a.parse().ok()?, b.parse().ok()?);
            Distribution::Beta { shape }
        }
        _ => return None,
    };
    (low <= high && words.next().is_none()).then_some((low, high, distribution))
}

/// The number of a level as tables spell it.
pub fn level(row: &Parameter, text: &str) -> Option<f64> {
    match (row.kind, text) {
        (NumberKind::Switch, "true") => Some(1.0),
        (NumberKind::Switch, "false") => Some(0.0),
        (NumberKind::Switch, _) => None,
        _ => text.parse().ok().filter(|number: &f64| number.is_finite()),
    }
}

/// Names of factors that are draws of a posterior.
pub fn drawn(factors: &[Factor]) -> Vec<&str> {
    let drawn = factors.iter().filter(|factor| factor.drawn);
    drawn.map(|factor| factor.name.as_str()).collect()
}

/// The range of a factor that is a parameter.
pub fn range(factor: &Factor) -> Option<&Uncertain> {
    match &factor.domain {
        Domain::Parameter { range, .. } => Some(range),
        Domain::Choice(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::share::share;

    fn table(
        responses: &[(&str, usize, &str)],
        vary: &str,
        points: Vec<Point>,
    ) -> Result<SweptTable, NotJoined> {
        let factors: Vec<Factor> = vary.split("; ").map(|text| factor(text).unwrap()).collect();
        let asked = SweptAsked {
            scenarios: vec!["one".into()],
            factors,
            posterior: None,
            policies: vec!["a".into(), "a-b".into()],
            measure: Measure::War,
            sample: Sample {
                seed: 0,
                trials: 10,
            },
        };
        let response =
            |(at, (scenario, point, policy)): (usize, &(&str, usize, &str))| SweptResponse {
                scenario: (*scenario).into(),
                point: *point,
                policy: (*policy).into(),
                measure: Measure::War,
                estimate: share(at as u64, 10, 0.95),
            };
        let responses = responses.iter().enumerate().map(response);
        SweptTable::join(asked, points, &[Measure::War], responses)
    }

    fn two() -> Vec<Point> {
        [0.5, 1.5].map(|x| vec![Level::Number(x)]).to_vec()
    }

    #[test]
    fn responses_belong_to_points_by_name_in_any_order() {
        let found = table(
            &[
                ("one", 1, "a-b"),
                ("one", 0, "a"),
                ("one", 1, "a"),
                ("one", 0, "a-b"),
            ],
            "law.fear=0:2",
            two(),
        )
        .unwrap();
        let value = |point, policy| found.response(point, policy, Measure::War).unwrap().value;
        assert_eq!(value(1, "a-b"), Some(0.0));
        assert_eq!(value(0, "a"), Some(0.1));
        assert_eq!(value(1, "a"), Some(0.2));
        let column = found.column(Some("a-b"), Measure::War).unwrap();
        assert_eq!([column[0].value, column[1].value], [Some(0.3), Some(0.0)]);
        assert!(found.column(Some("b"), Measure::War).is_none());
    }

    #[test]
    fn where_the_policy_varies_each_point_has_its_own() {
        let points = [1, 0].map(|x| vec![Level::Choice(x)]).to_vec();
        let found = table(
            &[("one", 0, "a-b"), ("one", 1, "a")],
            "policy=a,a-b",
            points,
        );
        let found = found.unwrap();
        assert!(found.asked.varies_policy());
        let column = found.column(None, Measure::War).unwrap();
        assert_eq!([column[0].value, column[1].value], [Some(0.0), Some(0.1)]);
    }

    #[test]
    fn what_does_not_belong_is_refused() {
        let refused = |responses: &[(&str, usize, &str)]| {
            let why = table(responses, "law.fear=0:2", two()).unwrap_err();
            why.to_string()
        };
        let said = refused(&[("one", 2, "a")]);
        assert_eq!(said, "there is no point 2: points are numbered from 0 to 1");
        let said = refused(&[("one", 1, "a-d")]);
        assert!(said.contains("did you mean `a-b`?"), "{said}");
        let said = refused(&[("two", 1, "a")]);
        assert_eq!(said, "point 1 is of scenario `one`, not of `two`");
        let said = refused(&[("one", 1, "a"), ("one", 1, "a")]);
        assert_eq!(said, "war of point 1 under a is there twice");
        let said = refused(&[("one", 1, "a"), ("one", 0, "a"), ("one", 1, "a-b")]);
        assert_eq!(said, "war of point 0 under a-b is missing");
    }

    #[test]
    fn factors_read_back_as_they_were_written() {
        for line in [
            "law.fear=1:16",
            "law.fear=1:16 log_uniform",
            "law.fear=0:1 triangular 0.25",
            "message_loss=0:1 beta 2,5",
            "law.deterrence=-3,-1.5,0,3",
            "actor.north-korea.resolve=-1:1",
            "law.fear=0.5:2.25 drawn",
            "policy=baseline,grit",
            "scenario=one,two",
        ] {
            assert_eq!(factor(line).unwrap().asked(), line);
        }
        for line in [
            "law.fera=0:1",
            "law.fear",
            "law.fear=0:x",
            "law.fear=0:1 cauchy 2",
            "law.fear=2:1",
            "policy=baseline,grit drawn",
        ] {
            assert_eq!(factor(line), None, "{line}");
        }
    }
}
