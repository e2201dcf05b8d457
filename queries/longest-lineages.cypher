// The longest chains of what builds on what.
//
// $n = 5  how many to show
//
// aigraph run longest-lineages n=3
MATCH way = (last)-[:BUILDS_ON|FINE_TUNED_FROM|SUCCESSOR_OF|VARIANT_OF*1..12]->(first)
WHERE NOT (first)-[:BUILDS_ON|FINE_TUNED_FROM|SUCCESSOR_OF|VARIANT_OF]->()
  AND NOT (last)<-[:BUILDS_ON|FINE_TUNED_FROM|SUCCESSOR_OF|VARIANT_OF]-()
RETURN length(way) AS length, [node IN nodes(way) | node.name] AS chain
ORDER BY length DESC, chain
LIMIT $n;
