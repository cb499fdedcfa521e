//! Numbers of an answer in JSON.

use crate::stats::Estimate;
use serde_json::{Value, json};

/// Value, interval, level, method and n travel together.
pub fn interval(estimate: &Estimate) -> Value {
    json!({
        "value": estimate.value,
        "low": estimate.low,
        "high": estimate.high,
        "level": estimate.level,
        "method": estimate.method.name(),
        "n": estimate.n,
    })
}
