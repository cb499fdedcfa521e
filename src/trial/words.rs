//! Random words that belong to no trial: where the worlds of a study lie, for instance.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// A stream of uniform words that follows from its purpose, the root seed and a number alone. No
/// trial shares it: trials have keys of their own.
pub fn words(purpose: &str, seed: u64, number: u64) -> impl FnMut() -> u64 + use<> {
    let mut hasher = blake3::Hasher::new_derive_key("offramp words that belong to no trial");
    hasher.update(&seed.to_le_bytes());
    hasher.update(&number.to_le_bytes());
    hasher.update(purpose.as_bytes());
    let mut source = ChaCha8Rng::from_seed(*hasher.finalize().as_bytes());
    move || source.next_u64()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_of_the_key_counts_and_the_stream_is_fixed() {
        let first = |purpose, seed, number| words(purpose, seed, number)();
        let all = [
            first("a", 0, 0),
            first("b", 0, 0),
            first("a", 1, 0),
            first("a", 0, 1),
        ];
        let unique: std::collections::BTreeSet<_> = all.iter().collect();
        assert_eq!(unique.len(), all.len());
        assert_eq!(first("a", 0, 0), all[0]);
    }
}
