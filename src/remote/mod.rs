//! Other programs: an installed Graphviz. Nothing else in the library speaks to processes or the
//! network. It knows no terminal: what went wrong comes back as an error.

pub mod graphviz;
