// The models with most parameters.
//
// $n = 10  how many to show
//
// aigraph run largest-models n=3
MATCH (model:Model) WHERE model.parameters IS NOT NULL
OPTIONAL MATCH (maker)-[:RELEASES]->(model)
WITH model, maker ORDER BY maker.name
RETURN model.name AS model, model.parameters / 1000000000.0 AS billions,
       model.released AS released, collect(maker.name) AS makers
ORDER BY billions DESC, model
LIMIT $n;
