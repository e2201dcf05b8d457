// How many models came out in which year, and who brought out most.
//
// aigraph run models-by-year
MATCH (model:Model) WHERE model.released_from IS NOT NULL
OPTIONAL MATCH (maker)-[:RELEASES]->(model)
WITH model.released_from.year AS year, maker.name AS maker, count(DISTINCT model) AS models
ORDER BY year, models DESC, maker
WITH year, sum(models) AS releases, collect(maker)[..3] AS makers
RETURN year, releases, makers
ORDER BY year;
