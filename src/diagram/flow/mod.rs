//! The general layered layout.
