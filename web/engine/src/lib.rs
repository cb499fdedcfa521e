//! The engine for a page: a host writes a question into the room that it is given and reads the answer.
//! Nothing is asked of a system: what the standard library would import may fail. See `offramp::explore` for questions and answers.
#![allow(unsafe_code)] // names that a host can call

use offramp::Scenario;
use offramp::explore::Desk;
use std::cell::RefCell;
use std::sync::LazyLock;

#[path = "../../../tests/all/row_hash.rs"]
mod row_hash;

/// What a host and the engine hand each other.
#[derive(Default)]
struct Counter {
    desk: Desk,
    question: Vec<u8>,
    answer: Vec<u8>,
}

thread_local! {
    static COUNTER: RefCell<Counter> = RefCell::default();
    static COMPLAINT: RefCell<String> = RefCell::default();
}

/// For tests: every shipped scenario that can be run, in the order of their paths.
static SHIPPED: LazyLock<Vec<Scenario>> = LazyLock::new(row_hash::shipped);

/// Room for a question of so many bytes.
#[unsafe(no_mangle)]
pub extern "C" fn room(length: u32) -> *mut u8 {
    std::panic::set_hook(Box::new(|panic| {
        COMPLAINT.with_borrow_mut(|complaint| *complaint = panic.to_string());
    }));
    COUNTER.with_borrow_mut(|counter| {
        counter.question = vec![0; length as usize];
        counter.question.as_mut_ptr()
    })
}

/// Answers the question that was written. Returns the length of the answer.
#[unsafe(no_mangle)]
pub extern "C" fn ask() -> u32 {
    COUNTER.with_borrow_mut(|counter| {
        let question = std::mem::take(&mut counter.question);
        counter.answer = counter.desk.answer(&question);
        counter.answer.len() as u32
    })
}

/// Where the answer is.
#[unsafe(no_mangle)]
pub extern "C" fn answer() -> *const u8 {
    COUNTER.with_borrow(|counter| counter.answer.as_ptr())
}

/// How long it is what a panic said, after a trap.
#[unsafe(no_mangle)]
pub extern "C" fn complaint_length() -> u32 {
    COMPLAINT.with_borrow(|complaint| complaint.len() as u32)
}

/// Where it is.
#[unsafe(no_mangle)]
pub extern "C" fn complaint() -> *const u8 {
    COMPLAINT.with_borrow(|complaint| complaint.as_ptr())
}

/// For tests: the first eight bytes of the hash of so many rows of a shipped scenario and policy, by number;
/// 0 where there is no such.
#[unsafe(no_mangle)]
pub extern "C" fn fingerprint(scenario: u32, policy: u32, seed: u64, trials: u32) -> u64 {
    let scenario = SHIPPED.get(scenario as usize);
    let found =
        scenario.and_then(|scenario| Some((scenario, scenario.policies.get(policy as usize)?)));
    found.map_or(0, |(scenario, policy)| {
        let model = offramp::Model::compile(scenario, policy, offramp::Switches::default());
        row_hash::row_hash(&model, seed, trials.into())
    })
}

/// For tests: how many policies a shipped scenario has; 0 where there is no such scenario.
#[unsafe(no_mangle)]
pub extern "C" fn policies(scenario: u32) -> u32 {
    let found = SHIPPED.get(scenario as usize);
    found.map_or(0, |scenario| scenario.policies.len() as u32)
}

/// For tests: panics.
#[unsafe(no_mangle)]
pub extern "C" fn panic() {
    panic!("this was asked for");
}
