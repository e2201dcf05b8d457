// What a restriction reaches: the chips it names, and all that depends on them.
//
// Follows what runs on a chip, is built on or integrates what does, to at most eight steps, and
// names who brought each out.
//
// $policy = 'US chip export control (September 2022)'  name or id of the policy
//
// aigraph run restriction-reach policy='US chip export control (August 2023)'
MATCH (policy:Policy)<-[:RESTRICTED_BY]-(chip:Chip)
WHERE $policy IN [policy.id, policy.name]
MATCH (chip)<-[:BUILDS_ON|FINE_TUNED_FROM|SUCCESSOR_OF|VARIANT_OF|
                RUNS_ON|USES_FRAMEWORK|INTEGRATES*0..8]-(reached)
WITH DISTINCT chip, reached
OPTIONAL MATCH (reached)<-[:RELEASES]-(maker)
WITH chip, reached, maker ORDER BY maker.name
RETURN chip.name AS chip,
       head([label IN labels(reached) WHERE NOT label STARTS WITH 'Aigraph']) AS kind,
       reached.name AS reached,
       collect(DISTINCT maker.name) AS makers
ORDER BY chip, kind, reached;
