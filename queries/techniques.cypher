// Which techniques are used most.
//
// $n = 10  how many to show
//
// aigraph run techniques n=3
MATCH (user)-[:USES_TECHNIQUE]->(technique:Technique)
WITH technique, user ORDER BY user.name
WITH technique, collect(DISTINCT user.name) AS users
RETURN technique.name AS technique, size(users) AS uses, users[..4] AS some
ORDER BY uses DESC, technique
LIMIT $n;
