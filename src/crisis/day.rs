//! The table of contents of the law.

use super::chance::Interpreter;
use super::conduct::{Execute, IncidentFires, Pressure, Remember, StepIn, Timeline};
use super::contact::{Channels, Communicate};
use super::decide::{CampaignTurns, Decide, Focus};
use super::judge::{Dawn, Judge, Night};
use super::onset::{LatentBelief, LatentCampaign, LatentSeverity};
use super::perceive::{Perceive, Talk, Update};
use crate::model::Model;

/// What is latent at the onset: day 0.
pub fn onset(model: &Model, play: &mut impl Interpreter) {
    if model.severity.is_some() {
        play.play(LatentSeverity);
    }
    for (party, _) in model.parties() {
        play.play(LatentCampaign(party));
    }
    for dyad in 0..model.dyads.len() {
        play.play(LatentBelief(dyad, 0));
        play.play(LatentBelief(dyad, 1));
    }
}

/// One day, from dawn to night.
pub fn day(model: &Model, play: &mut impl Interpreter) {
    play.play(Dawn);
    for actor in 0..model.actors.len() {
        play.play(Focus(actor));
    }
    for (party, _) in model.parties() {
        play.play(CampaignTurns(party));
    }
    for actor in 0..model.actors.len() {
        play.play(Decide(actor));
    }
    for (actor, is_party) in model.actors.iter().map(|a| a.party.is_some()).enumerate() {
        if is_party {
            play.play(Execute(actor));
        } else {
            play.play(StepIn(actor));
        }
    }
    if !model.script.is_empty() {
        play.play(Timeline);
    }
    for incident in 0..model.incidents.len() {
        play.play(IncidentFires(incident));
    }
    for dyad in 0..model.dyads.len() {
        play.play(Channels(dyad));
        play.play(Communicate(dyad));
    }
    for watch in 0..model.watches.len() {
        play.play(Perceive(watch));
    }
    for dyad in 0..model.dyads.len() {
        play.play(Update(dyad, 0));
        play.play(Update(dyad, 1));
        play.play(Talk(dyad));
    }
    for press in 0..model.presses.len() {
        play.play(Pressure(press));
    }
    for (actor, a) in model.actors.iter().enumerate() {
        if a.decision.heat_top + a.decision.initiatives_top > 0 {
            play.play(Remember(actor));
        }
    }
    play.play(Judge);
    play.dusk();
    play.play(Night);
}
