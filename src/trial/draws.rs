//! Addressed draws: the word of a trial, a day and a site is a pure function of the three.
//!
//! `ChaCha8` with the root seed as key, the trial as stream, and `day * STRIDE + site` as the
//! position of a word in the stream: [`Scalar`](super::scalar::Scalar) asks `rand_chacha` for it, and
//! [`block`] computes the same words for many trials at once.

use crate::model::layout::STRIDE;

/// Blocks of 16 words in a day.
const BLOCKS: u32 = (STRIDE / 16) as u32;
/// Words of a block.
pub const BLOCK: usize = 16;

/// The 256-bit key of a root seed: the seed, then a constant that names this use of it. Every
/// seed, 0 too, is a key like any other.
pub fn key(seed: u64) -> [u8; 32] {
    let mut key = *b"........offramp addressed draws1";
    key[..8].copy_from_slice(&seed.to_le_bytes());
    key
}

/// The key as the words of the cipher's state.
pub fn key_words(seed: u64) -> [u32; 8] {
    let key = key(seed);
    std::array::from_fn(|i| u32::from_le_bytes(std::array::from_fn(|b| key[4 * i + b])))
}

macro_rules! quarter {
    ($a:ident, $b:ident, $c:ident, $d:ident) => {
        $a = $a.wrapping_add($b);
        $d = ($d ^ $a).rotate_left(16);
        $c = $c.wrapping_add($d);
        $b = ($b ^ $c).rotate_left(12);
        $a = $a.wrapping_add($b);
        $d = ($d ^ $a).rotate_left(8);
        $c = $c.wrapping_add($d);
        $b = ($b ^ $c).rotate_left(7);
    };
}

macro_rules! double_round {
    ($a0:ident, $a1:ident, $a2:ident, $a3:ident, $b0:ident, $b1:ident, $b2:ident, $b3:ident,
     $c0:ident, $c1:ident, $c2:ident, $c3:ident, $d0:ident, $d1:ident, $d2:ident, $d3:ident) => {
        quarter!($a0, $b0, $c0, $d0);
        quarter!($a1, $b1, $c1, $d1);
        quarter!($a2, $b2, $c2, $d2);
        quarter!($a3, $b3, $c3, $d3);
        quarter!($a0, $b1, $c2, $d3);
        quarter!($a1, $b2, $c3, $d0);
        quarter!($a2, $b3, $c0, $d1);
        quarter!($a3, $b0, $c1, $d2);
    };
}

/// Block `number` of each lane's day: 16 words for each lane (Bernstein 2008, 8 rounds).
///
/// The lane loop is the outer one and its stores are written out, which is what lets compilers
/// turn it into vector code.
#[inline(always)]
pub fn block<const L: usize>(
    key: &[u32; 8],
    number: u32,
    day: &[u32; L],
    trial: &[[u32; L]; 2],
    out: &mut [[u32; L]; BLOCK],
) {
    let [
        o0,
        o1,
        o2,
        o3,
        o4,
        o5,
        o6,
        o7,
        o8,
        o9,
        o10,
        o11,
        o12,
        o13,
        o14,
        o15,
    ] = out;
    for l in 0..L {
        let counter = day[l].wrapping_mul(BLOCKS).wrapping_add(number);
        let (low, high) = (trial[0][l], trial[1][l]);
        let (mut a0, mut a1, mut a2, mut a3) = (
            0x6170_7865_u32,
            0x3320_646e_u32,
            0x7962_2d32_u32,
            0x6b20_6574_u32,
        );
        let [
            mut b0,
            mut b1,
            mut b2,
            mut b3,
            mut c0,
            mut c1,
            mut c2,
            mut c3,
        ] = *key;
        let (mut d0, mut d1, mut d2, mut d3) = (counter, 0_u32, low, high);
        // Four double rounds, spelled out: an inner loop would keep the lanes from being vectorised.
        double_round!(
            a0, a1, a2, a3, b0, b1, b2, b3, c0, c1, c2, c3, d0, d1, d2, d3
        );
        double_round!(
            a0, a1, a2, a3, b0, b1, b2, b3, c0, c1, c2, c3, d0, d1, d2, d3
        );
        double_round!(
            a0, a1, a2, a3, b0, b1, b2, b3, c0, c1, c2, c3, d0, d1, d2, d3
        );
        double_round!(
            a0, a1, a2, a3, b0, b1, b2, b3, c0, c1, c2, c3, d0, d1, d2, d3
        );
        o0[l] = a0.wrapping_add(0x6170_7865);
        o1[l] = a1.wrapping_add(0x3320_646e);
        o2[l] = a2.wrapping_add(0x7962_2d32);
        o3[l] = a3.wrapping_add(0x6b20_6574);
        o4[l] = b0.wrapping_add(key[0]);
        o5[l] = b1.wrapping_add(key[1]);
        o6[l] = b2.wrapping_add(key[2]);
        o7[l] = b3.wrapping_add(key[3]);
        o8[l] = c0.wrapping_add(key[4]);
        o9[l] = c1.wrapping_add(key[5]);
        o10[l] = c2.wrapping_add(key[6]);
        o11[l] = c3.wrapping_add(key[7]);
        o12[l] = d0.wrapping_add(counter);
        o13[l] = d1;
        o14[l] = d2.wrapping_add(low);
        o15[l] = d3.wrapping_add(high);
    }
}
