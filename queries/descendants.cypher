// All that came of a model or product, by distance.
//
// $name = 'Transformer'  name or id
//
// aigraph run descendants name=LLaMA
MATCH (start) WHERE $name IN [start.id, start.name]
MATCH way = (start)<-[:BUILDS_ON|FINE_TUNED_FROM|SUCCESSOR_OF|VARIANT_OF*1..12]-(descendant)
RETURN descendant.name AS descendant,
       head([label IN labels(descendant) WHERE NOT label STARTS WITH 'Aigraph']) AS kind,
       descendant.released AS released, min(length(way)) AS distance
ORDER BY distance, descendant;
