// Who depends on a product, an API, a model: what integrates it or builds on it, and who brings
// that out.
//
// Up to six steps away; the distance is that of the shortest way.
//
// $name = 'GPT-4'  name or id of what others depend on
//
// aigraph run dependents name=PyTorch
MATCH (origin) WHERE $name IN [origin.id, origin.name]
MATCH way = (origin)<-[:BUILDS_ON|FINE_TUNED_FROM|SUCCESSOR_OF|VARIANT_OF|
                        RUNS_ON|USES_FRAMEWORK|INTEGRATES|USES*1..6]-(dependent)
WITH dependent, min(length(way)) AS distance
OPTIONAL MATCH (dependent)<-[:RELEASES]-(maker)
WITH dependent, distance, maker ORDER BY maker.name
RETURN dependent.name AS dependent,
       head([label IN labels(dependent) WHERE NOT label STARTS WITH 'Aigraph']) AS kind,
       distance,
       collect(DISTINCT maker.name) AS makers
ORDER BY distance, dependent;
