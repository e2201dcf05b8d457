// Which policies there are, who issued them, who enforces them, since when.
//
// aigraph run policies
MATCH (policy:Policy)
OPTIONAL MATCH (policy)-[:ISSUED_BY]->(issuer)
WITH policy, issuer ORDER BY issuer.name
WITH policy, collect(issuer.name) AS issuers
OPTIONAL MATCH (policy)-[:ENFORCED_BY]->(enforcer)
WITH policy, issuers, enforcer ORDER BY enforcer.name
RETURN policy.name AS policy, policy.country AS country,
       coalesce(policy.in_force, policy.issued, policy.released) AS date, issuers,
       collect(enforcer.name) AS enforcers
ORDER BY date, policy;
