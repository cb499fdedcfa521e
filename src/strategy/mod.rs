//! Games between policies: each player chooses one, every profile meets the same luck, and what follows
//! is said of best answers, equilibria and what restraint costs where it is answered.

pub mod elsewhere;
pub mod equilibria;
pub mod exploit;
pub mod game;
pub mod lines;
pub mod player;
pub mod profiles;
pub mod rounds;
pub mod standing;
pub mod turning;
pub mod utility;
pub mod worlds;
