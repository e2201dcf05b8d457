// Which chips are restricted, by what, since when, and who makes them.
//
// aigraph run restricted-chips
MATCH (chip:Chip)-[restriction:RESTRICTED_BY]->(policy:Policy)
OPTIONAL MATCH (maker)-[:RELEASES]->(chip)
WITH chip, policy, restriction, maker ORDER BY maker.name
RETURN chip.name AS chip, policy.name AS policy, restriction.since AS since,
       collect(maker.name) AS makers, restriction.locator AS locator
ORDER BY chip, policy;
