//! Writes a compiled scenario as plain numbers, for the same law written elsewhere.
//!
//!     cargo run --release --example export -- kaesong-2020 > model.json
//!
//! Probabilities are real numbers; ascending pairs and triples are cumulative, as in the law. A
//! state is one list of small integers; whatever names a place in it is an index.

use offramp::model::decision::{Decision, Packed, QUANTUM};
use offramp::model::layout::Column;
use offramp::model::{CompiledActor, CompiledBelief, Dyad, Model, Switches, Watch};
use offramp::scenario::read_embedded;
use serde_json::{Value, json};

fn main() {
    let name = std::env::args()
        .nth(1)
        .expect("the name of a shipped scenario");
    let checked = read_embedded(&name, &[]).expect("a shipped scenario");
    let scenario = checked.scenario;
    let model = Model::compile(&scenario, &scenario.policies[0], Switches::default());
    assert!(model.rules.is_empty(), "the baseline has no rules");
    assert!(
        model.script.is_empty(),
        "events after the onset are not written out"
    );
    let crisis = &model.crisis;
    let text = json!({
        "scenario": name,
        "start": model.layout.start(),
        "night": model.layout.night,
        "zero": at(crisis.zero),
        "horizon": crisis.horizon,
        "calm_days": crisis.calm_days,
        "calm_rung": crisis.calm_rung,
        "top": crisis.top,
        "violence_of": crisis.violence_of,
        "actors": model.actors.iter().map(actor).collect::<Vec<_>>(),
        "dyads": model.dyads.iter().map(|d| dyad(&model, d)).collect::<Vec<_>>(),
        "watches": model.watches.iter().map(|w| watch(&model, w)).collect::<Vec<_>>(),
        "presses": model.presses.iter().map(|press| json!({
            "by": press.by,
            "on": press.on,
            "level": at(press.level),
            "top": press.top,
            "decay": p(press.decay),
        })).collect::<Vec<_>>(),
        "incidents": model.incidents.iter().map(|incident| json!({
            "fired": at(incident.fired),
            "rate": p(incident.rate),
        })).collect::<Vec<_>>(),
    });
    println!("{text}");
}

/// The place of a column.
fn at(column: Column) -> u16 {
    column.0
}

fn places(columns: &[Column]) -> Vec<u16> {
    columns.iter().copied().map(at).collect()
}

/// The probability a threshold stands for.
fn p(threshold: u32) -> f64 {
    f64::from(threshold) / f64::from(1_u32 << 31)
}

fn ps(thresholds: &[u32]) -> Vec<f64> {
    thresholds.iter().copied().map(p).collect()
}

fn actor(actor: &CompiledActor) -> Value {
    json!({
        "intent": at(actor.intent),
        "target": at(actor.target),
        "act": at(actor.act),
        "last": at(actor.last),
        "decision": decision(&actor.decision),
        "party": actor.party.as_ref().map(|party| json!({
            "rung": at(party.rung),
            "campaign": at(party.campaign),
            "at_onset": p(party.at_onset),
            "begins": p(party.begins),
            "ends": party.ends.map(|ends| ps(&ends)),
            "restraint": ps(&party.restraint),
            "climb": ps(&party.climb),
            "first_step": ps(&party.first_step),
            "cool": p(party.cool),
        })),
    })
}

/// Utilities in nat, escalation and negotiation apart, by the places that `docs/model.md` gives.
fn decision(decision: &Decision) -> Value {
    let nats = |table: &[i32]| -> [Vec<f64>; 2] {
        let both = table.iter().map(|&sum| Packed::split(sum));
        let (escalate, negotiate): (Vec<_>, Vec<_>) = both
            .map(|(e, n)| (f64::from(e) / QUANTUM, f64::from(n) / QUANTUM))
            .unzip();
        [escalate, negotiate]
    };
    json!({
        "rung": at(decision.rung),
        "last": at(decision.last),
        "campaign": at(decision.campaign),
        "others": decision.others.iter().map(|other| json!({
            "actor": other.actor,
            "rung": at(other.rung),
            "memory": at(other.memory),
            "belief": at(other.belief),
            "talks": at(other.talks),
        })).collect::<Vec<_>>(),
        "allies": places(&decision.allies),
        "mediators": places(&decision.mediators),
        "pressure": places(&decision.pressure),
        "posture": nats(&decision.tables.posture[..]),
        "ladder": nats(&decision.tables.ladder[..]),
        "balance": nats(&decision.tables.others[..]),
    })
}

fn dyad(model: &Model, dyad: &Dyad) -> Value {
    let act_of = |side: usize| at(model.actors[dyad.actors[side]].act);
    json!({
        "actors": dyad.actors,
        "acts": [act_of(0), act_of(1)],
        "talks": at(dyad.talks),
        "talks_needed": dyad.talks_needed,
        "settles": dyad.settles,
        "offers": places(&dyad.offers),
        "delivered": places(&dyad.delivered),
        "offer_days": dyad.offer_days,
        "mediators": dyad.mediators.iter().map(|&(act, loss)| json!({
            "act": at(act),
            "loss": p(loss),
        })).collect::<Vec<_>>(),
        "lines": dyad.lines.iter().map(|line| json!({
            "up": at(line.up),
            "carries_offers": line.carries_offers,
            "loss": p(line.loss),
            "cut_rung": line.cut_rung,
            "quiet": ps(&line.quiet),
            "hot": ps(&line.hot),
            "recovers": ps(&line.recovers),
        })).collect::<Vec<_>>(),
        "beliefs": dyad.beliefs.iter().map(belief).collect::<Vec<_>>(),
    })
}

fn belief(belief: &CompiledBelief) -> Value {
    json!({
        "belief": at(belief.column),
        "perceived": at(belief.perceived),
        "hostile": at(belief.hostile),
        "prior": belief.prior,
        "spread": belief.spread,
        "step": ps(&belief.step),
    })
}

fn watch(model: &Model, watch: &Watch) -> Value {
    let subject = &model.actors[watch.subject];
    json!({
        "observer": watch.observer,
        "subject": watch.subject,
        "act": at(subject.act),
        "target": at(subject.target),
        "delivered": watch.delivered.map(at),
        "memory": at(watch.memory),
        "perceived": watch.perceived.map(at),
        "hostile": watch.hostile.map(at),
        "fired": places(&watch.fired),
        "clarifying": places(&watch.clarifying),
        "misreads": watch.misreads.map(|thresholds| ps(&thresholds)),
        "silence": ps(&watch.silence),
    })
}
