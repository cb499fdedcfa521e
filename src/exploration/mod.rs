//! Where an answer holds: what is uncertain or chosen is varied, every point is played with the same
//! luck, and what comes of it is handed on in order.
//!
//! [`asked`] reads what shall vary and says all that is wrong with it at once; [`factor`] is what
//! varies, [`design`] where it is looked at, [`drawn`] what takes the draws of a posterior there, [`space`] a scenario whose numbers follow a point;
//! [`play`] plays points, [`response`] estimates what came of each. [`tip`] finds where an answer
//! changes, by following a curve to where it crosses zero, and [`map`] who is better over two
//! factors. [`sensitivity`] finds what drives it: points that differ in what was [`moved`], alone or
//! [`grouped`], are played in [`replicated`] trials, [`indices`] are read off them, and what is [`dead`]
//! is told with the reason. [`sliced`] is what a response does over each factor
//! of a sweep, [`swept`] a sweep that stands, and [`discover`] describes where in it a
//! [`condition`] holds.

pub mod asked;
pub mod condition;
pub mod dead;
pub mod design;
pub mod discover;
pub mod drawn;
pub mod factor;
pub mod grouped;
pub mod indices;
pub mod map;
pub mod moved;
pub mod play;
pub mod replicated;
pub mod response;
pub mod sensitivity;
pub mod sheet;
pub mod sliced;
pub mod space;
pub mod swept;
pub mod tip;
mod vary;
