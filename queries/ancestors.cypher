// The lineage of a model or product: all that it comes from, by distance.
//
// $name = 'ChatGPT'  name or id
//
// aigraph run ancestors name='Med-PaLM 2'
MATCH (start) WHERE $name IN [start.id, start.name]
MATCH way = (start)-[:BUILDS_ON|FINE_TUNED_FROM|SUCCESSOR_OF|VARIANT_OF*1..12]->(ancestor)
RETURN ancestor.name AS ancestor,
       head([label IN labels(ancestor) WHERE NOT label STARTS WITH 'Aigraph']) AS kind,
       ancestor.released AS released, min(length(way)) AS distance
ORDER BY distance, ancestor;
