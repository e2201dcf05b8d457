// What came out between two days.
//
// Something dated to a month or a year counts where all of that lies between them.
//
// $from = '2023-03-01'  first day
// $to = '2023-03-31'  last day
//
// aigraph run released-between from=2022-11-01 to=2022-12-31
MATCH (thing)
WHERE thing.released_from >= date($from) AND thing.released_to <= date($to)
OPTIONAL MATCH (maker)-[:RELEASES]->(thing)
WITH thing, maker ORDER BY maker.name
RETURN thing.released AS released,
       head([label IN labels(thing) WHERE NOT label STARTS WITH 'Aigraph']) AS kind,
       thing.name AS name,
       collect(maker.name) AS makers
ORDER BY released, kind, name;
