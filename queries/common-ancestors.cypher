// What two models or products both come from.
//
// $a = 'ChatGPT'  name or id of the one
// $b = 'Bard'  name or id of the other
//
// aigraph run common-ancestors a=LLaMA b=OPT
MATCH (a) WHERE $a IN [a.id, a.name]
MATCH (b) WHERE $b IN [b.id, b.name]
MATCH (a)-[:BUILDS_ON|FINE_TUNED_FROM|SUCCESSOR_OF|VARIANT_OF|INTEGRATES*1..12]->(ancestor)
WITH DISTINCT b, ancestor
WHERE EXISTS { MATCH (b)-[:BUILDS_ON|FINE_TUNED_FROM|
                           SUCCESSOR_OF|VARIANT_OF|INTEGRATES*1..12]->(ancestor) }
RETURN DISTINCT ancestor.name AS ancestor,
       head([label IN labels(ancestor) WHERE NOT label STARTS WITH 'Aigraph']) AS kind,
       ancestor.released AS released
ORDER BY released, ancestor;
