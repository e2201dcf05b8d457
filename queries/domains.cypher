// In which fields most is applied.
//
// $n = 10  how many to show
//
// aigraph run domains n=3
MATCH (thing)-[:APPLIED_IN]->(domain:Domain)
WITH domain, thing ORDER BY thing.name
WITH domain, collect(DISTINCT thing.name) AS things
RETURN domain.name AS domain, size(things) AS things, things[..5] AS some
ORDER BY things DESC, domain
LIMIT $n;
