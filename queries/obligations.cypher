// What duties a policy lays on whom.
//
// $policy = 'interim-measures'  name or id of the policy
//
// aigraph run obligations policy=interim-measures
MATCH (policy:Policy)-[:IMPOSES]->(duty:Obligation)
WHERE $policy IN [policy.id, policy.name]
RETURN duty.article AS article, duty.name AS duty, duty.bearer AS bearer
ORDER BY article, duty;
