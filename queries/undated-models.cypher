// Models of which no source says when they came out.
//
// aigraph run undated-models
MATCH (model:Model) WHERE model.released IS NULL
OPTIONAL MATCH (maker)-[:RELEASES]->(model)
WITH model, maker ORDER BY maker.name
RETURN model.name AS model, collect(maker.name) AS makers
ORDER BY model;
