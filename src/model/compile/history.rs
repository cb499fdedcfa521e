//! What the scenario says happened: up to the onset as the state at the start, afterwards as a script.

use super::Build;
use crate::model::decision::{BELIEF_TOP, ESCALATE, NONE, RESTRAIN};
use crate::model::layout::{Column, Layout};
use crate::model::{Scripted, ScriptedEffect};
use crate::scenario::Effect;
use std::collections::BTreeMap;

impl Build<'_> {
    /// Events after the onset.
    pub(super) fn script(&self) -> Vec<Scripted> {
        let events = self.scenario.timeline.iter().enumerate();
        let scripted = |(event, e): (usize, &crate::scenario::TimelineEvent)| {
            let day = u32::try_from(e.day).ok().filter(|&day| day > 0)?;
            Some(Scripted {
                day,
                event,
                effect: self.effect(&e.effect),
            })
        };
        events.filter_map(scripted).collect()
    }

    fn effect(&self, effect: &Effect) -> ScriptedEffect {
        match *effect {
            Effect::Act {
                actor,
                target,
                act,
                rung,
            } => ScriptedEffect::Act {
                actor,
                target: target as u32,
                act: act as u32,
                rung: rung.map(|r| r as u32),
            },
            Effect::Channel { pair, channel, up } => ScriptedEffect::Set {
                column: self.columns.lines[&pair][channel],
                value: u32::from(up),
            },
            Effect::Belief {
                holder,
                about,
                steps,
            } => ScriptedEffect::Move {
                column: self.columns.belief[&(holder, about)],
                steps,
            },
        }
    }

    /// Folds what happened up to the onset, and the trigger, into the state at the start. What
    /// was then done is known: nothing is misread and nothing is drawn.
    pub(super) fn history(&self, layout: &mut Layout) {
        for (&(holder, about), &column) in &self.columns.belief {
            *layout.start_of(column) = self.belief(holder, about).prior;
        }
        let mut events: Vec<&crate::scenario::TimelineEvent> = self
            .scenario
            .timeline
            .iter()
            .filter(|e| e.day <= 0)
            .collect();
        events.sort_by_key(|e| e.day);
        for event in events {
            match self.effect(&event.effect) {
                ScriptedEffect::Act {
                    actor,
                    target,
                    act,
                    rung,
                } => {
                    self.acted(layout, actor, target as usize, act, rung);
                }
                ScriptedEffect::Set { column, value } => *layout.start_of(column) = value,
                ScriptedEffect::Move { column, steps } => move_belief(layout, column, steps),
            }
        }
        let trigger = &self.scenario.trigger;
        if trigger.deliberate {
            let rung = Some(trigger.rung as u32);
            self.acted(layout, trigger.actor, trigger.target, ESCALATE, rung);
        } else {
            self.alarmed_by(&self.columns.memory, |memory| {
                *layout.start_of(memory) = ESCALATE;
            });
        }
        let (heat, top) = self.columns.heat[trigger.target];
        if top > 0 {
            *layout.start_of(heat) = top;
        }
        self.alarmed_by(&self.columns.belief, |belief| {
            move_belief(layout, belief, 1);
        });
    }

    /// What the trigger's target holds of the trigger's actor. A lone party, whose trigger can
    /// only be its own, holds nothing of itself.
    fn alarmed_by(&self, columns: &BTreeMap<(usize, usize), Column>, change: impl FnOnce(Column)) {
        let trigger = &self.scenario.trigger;
        if let Some(&column) = columns.get(&(trigger.target, trigger.actor)) {
            change(column);
        }
    }

    fn acted(&self, layout: &mut Layout, actor: usize, target: usize, act: u32, rung: Option<u32>) {
        let c = self.columns;
        *layout.start_of(c.last[actor]) = if act == NONE { RESTRAIN } else { act };
        if let Some(rung) = rung {
            *layout.start_of(c.rung[actor]) = rung;
        }
        for (&(_, subject), &memory) in &c.memory {
            if subject == actor {
                *layout.start_of(memory) = act;
            }
        }
        // A day of pressure on somebody leaves its mark.
        if let (ESCALATE, Some(&level)) = (act, c.pressure.get(&(actor, target))) {
            let top = self.influence(actor).pressure_levels;
            let level = layout.start_of(level);
            *level = (*level + 1).min(top);
        }
    }
}

fn move_belief(layout: &mut Layout, column: Column, steps: i32) {
    let belief = layout.start_of(column);
    *belief = (*belief as i32 + steps).clamp(0, BELIEF_TOP as i32) as u32;
}
