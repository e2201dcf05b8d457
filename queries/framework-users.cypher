// Which models and products are built with which framework, and on which chips that runs.
//
// aigraph run framework-users
MATCH (user)-[:USES_FRAMEWORK]->(framework:Framework)
OPTIONAL MATCH (framework)-[:RUNS_ON]->(chip:Chip)
WITH framework, user.name AS user, chip.name AS chip ORDER BY framework.name, user, chip
RETURN framework.name AS framework, collect(DISTINCT user) AS users,
       collect(DISTINCT chip) AS chips
ORDER BY framework;
