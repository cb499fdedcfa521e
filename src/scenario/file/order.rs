//! In what order a scenario has its policies: as declared, those of its bases first; but what the other
//! side may choose, as a base declares it, last. So a base may gain some, and what its scenarios have
//! keeps its place.

use super::tree::{KeyTable, Node, Value};
use crate::diagnostic::SourceId;

/// Puts policies last that others than the text itself declare and nobody who is advised adopts.
pub(super) fn others_last(root: &mut KeyTable, own: SourceId) {
    let advised = advised(root);
    let Some(policies) = root.table("policy") else {
        return;
    };
    let last: Vec<String> = policies
        .entries
        .iter()
        .filter(|entry| entry.place.source != own)
        .map(|entry| &entry.key)
        .filter(|name| {
            let adopters = adopters(policies, name);
            !adopters.is_empty() && adopters.iter().all(|actor| !advised.contains(actor))
        })
        .cloned()
        .collect();
    let mut entries = root.entries.iter_mut();
    let policies = entries.find(|entry| entry.key == "policy");
    if let Some(Value::Table(policies)) = policies.map(|entry| &mut entry.node.value) {
        policies
            .entries
            .sort_by_key(|entry| last.contains(&entry.key));
    }
}

/// Who is advised: whom `deciders` names, else everybody but the actor of the trigger.
fn advised(root: &KeyTable) -> Vec<&str> {
    if root.get("deciders").is_some() {
        return texts(root.get("deciders"));
    }
    let trigger = root.at(&["trigger", "actor"]).and_then(Node::text);
    let mut actors = texts(root.get("actors"));
    actors.retain(|actor| Some(*actor) != trigger);
    actors
}

fn texts(node: Option<&Node>) -> Vec<&str> {
    match node.map(|node| &node.value) {
        Some(Value::List(items)) => items.iter().filter_map(Node::text).collect(),
        _ => Vec::new(),
    }
}

/// Who adopts something in a policy or in those it extends.
fn adopters<'t>(policies: &'t KeyTable, name: &str) -> Vec<&'t str> {
    let mut found = Vec::new();
    let mut next = Some(name);
    // A chain is no longer than there are policies, unless it is a circle, which the check reports.
    for _ in 0..policies.entries.len() {
        let Some(policy) = next.and_then(|name| policies.table(name)) else {
            break;
        };
        let tables = policy.entries.iter();
        let tables = tables.filter(|entry| entry.node.table().is_some());
        found.extend(tables.map(|entry| entry.key.as_str()));
        next = policy.get("extends").and_then(Node::text);
    }
    found
}
