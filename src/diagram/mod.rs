//! Pictures: a [`Scene`] of boxes and arrows, laid out into a [`Placed`] of coordinates.
//!
//! Phases: a style row makes a scene of a subgraph (`scene`), a layout places it (`timeline`,
//! `chain`, `flow`), and a writer in `export` writes the placed form. All lengths are integers in
//! hundredths of a pixel, so that a picture is the same on every machine. Nothing here knows
//! queries, DOT or SVG.

pub mod chain;
pub mod flow;
pub mod frame;
pub mod measure;
mod placed;
mod scene;
mod simplex;
pub mod style;
pub mod timeline;

pub use placed::{Placed, PlacedBox, PlacedLane, Point, Rect, Route, Rule, Segment, TextLine};
pub use scene::{Anchor, Arrow, Group, Lane, LegendEntry, POLICY_COLOR, Scene, SceneBox, Tone};
