//! Turtle: whatever a graph holds, the document is one, and has every node and relationship once.

use oxrdf::vocab::rdf;
use oxttl::TurtleParser;
use proptest::prelude::*;

use super::exports::written;
use super::{config, world};

proptest! {
    #![proptest_config(config())]

    #[test]
    fn every_node_and_relationship_is_there_once(world in world()) {
        let graph = world.graph();
        let (_, bytes) = written("turtle", &graph).remove(0);
        let triples: Result<Vec<_>, _> = TurtleParser::new().for_slice(&bytes).collect();
        let triples = triples.unwrap();
        let count = |prefix: &str, predicate: &str| {
            let all = triples.iter().filter(|t| {
                t.predicate.as_str() == predicate && t.subject.to_string().starts_with(prefix)
            });
            all.count()
        };
        let id = "http://purl.org/dc/terms/identifier";
        prop_assert_eq!(count("<urn:aigraph:node:", id), graph.node_count());
        let about = rdf::SUBJECT.as_str();
        prop_assert_eq!(count("<urn:aigraph:relationship:", about), graph.relationship_count());
        prop_assert_eq!(count("<urn:aigraph:claim:", about), graph.all_claims().count());
    }
}
