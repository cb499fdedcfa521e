//! The exported law, as it is read.

use serde::Deserialize;

#[derive(Deserialize, Clone)]
pub struct Law {
    pub start: Vec<i32>,
    pub horizon: u32,
    pub calm_days: u32,
    pub calm_rung: i32,
    pub top: i32,
    pub actors: Vec<Actor>,
    pub dyads: Vec<Dyad>,
    pub watches: Vec<Watch>,
    pub presses: Vec<Press>,
    pub incidents: Vec<Incident>,
}

#[derive(Deserialize, Clone)]
pub struct Actor {
    pub intent: usize,
    pub target: usize,
    pub act: usize,
    pub last: usize,
    pub decision: Decision,
    pub party: Option<Party>,
}

#[derive(Deserialize, Clone)]
pub struct Decision {
    pub rung: usize,
    pub last: usize,
    pub campaign: usize,
    pub others: Vec<Other>,
    pub allies: Vec<usize>,
    pub mediators: Vec<usize>,
    pub pressure: Vec<usize>,
    pub posture: [Vec<f64>; 2],
    pub ladder: [Vec<f64>; 2],
    pub balance: [Vec<f64>; 2],
}

#[derive(Deserialize, Clone)]
pub struct Other {
    pub actor: i32,
    pub rung: usize,
    pub memory: usize,
    pub belief: usize,
    pub talks: usize,
}

#[derive(Deserialize, Clone)]
pub struct Party {
    pub rung: usize,
    pub campaign: usize,
    pub at_onset: f64,
    pub begins: f64,
    pub ends: [[f64; 3]; 4],
    pub restraint: [f64; 2],
    pub climb: [f64; 2],
    pub first_step: [f64; 2],
    pub cool: f64,
}

#[derive(Deserialize, Clone)]
pub struct Dyad {
    pub actors: [usize; 2],
    pub acts: [usize; 2],
    pub talks: usize,
    pub talks_needed: i32,
    pub settles: bool,
    pub offers: [usize; 2],
    pub delivered: [usize; 2],
    pub offer_days: i32,
    pub mediators: Vec<Mediator>,
    pub lines: Vec<Line>,
    pub beliefs: [Belief; 2],
}

#[derive(Deserialize, Clone)]
pub struct Mediator {
    pub act: usize,
    pub loss: f64,
}

#[derive(Deserialize, Clone)]
pub struct Line {
    pub up: usize,
    pub carries_offers: bool,
    pub loss: f64,
    pub cut_rung: i32,
    pub quiet: [f64; 2],
    pub hot: [f64; 2],
    pub recovers: [f64; 2],
}

#[derive(Deserialize, Clone)]
pub struct Belief {
    pub belief: usize,
    pub perceived: usize,
    pub hostile: usize,
    pub prior: i32,
    pub spread: i32,
    pub step: [f64; 4],
}

#[derive(Deserialize, Clone)]
pub struct Watch {
    pub observer: i32,
    pub act: usize,
    pub target: usize,
    pub delivered: Option<usize>,
    pub memory: usize,
    pub perceived: Option<usize>,
    pub hostile: Option<usize>,
    pub fired: Vec<usize>,
    pub clarifying: Vec<usize>,
    pub misreads: [[f64; 2]; 2],
    pub silence: [f64; 2],
}

#[derive(Deserialize, Clone)]
pub struct Press {
    pub by: usize,
    pub on: i32,
    pub level: usize,
    pub top: i32,
    pub decay: f64,
}

#[derive(Deserialize, Clone)]
pub struct Incident {
    pub fired: usize,
    pub rate: f64,
}
