//! What is written as Parquet can be read, and is then the same graph and the same bytes.

use proptest::prelude::*;

use super::exports::{read, stated, written};
use super::{config, world};

proptest! {
    #![proptest_config(config())]

    #[test]
    fn what_was_written_reads_as_the_same_graph(world in world()) {
        let graph = world.graph();
        let files = written("parquet", &graph);
        let again = read(&files);
        prop_assert_eq!(stated(&graph), stated(&again));
        prop_assert_eq!(written("folder", &graph), written("folder", &again));
        prop_assert_eq!(&files, &written("parquet", &again));
    }
}
