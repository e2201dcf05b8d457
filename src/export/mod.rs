//! Writes answers, problems and parts of a graph as text and data.
