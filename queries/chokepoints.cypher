// What most depends on: nodes by how many others come from them, directly or not.
//
// $n = 10  how many to show
//
// aigraph run chokepoints n=5
MATCH (origin)<-[:BUILDS_ON|FINE_TUNED_FROM|SUCCESSOR_OF|VARIANT_OF|
                  RUNS_ON|USES_FRAMEWORK|INTEGRATES*1..12]-(dependent)
WHERE origin <> dependent
WITH origin, count(DISTINCT dependent) AS dependents
RETURN origin.name AS name,
       head([label IN labels(origin) WHERE NOT label STARTS WITH 'Aigraph']) AS kind,
       dependents
ORDER BY dependents DESC, name
LIMIT $n;
