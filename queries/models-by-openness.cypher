// How many models are open, closed, or to be had through an interface only.
//
// aigraph run models-by-openness
MATCH (model:Model)
WITH coalesce(model.openness, 'not stated') AS openness, model ORDER BY model.name
RETURN openness, count(*) AS models, collect(model.name)[..5] AS some
ORDER BY models DESC, openness;
