// How many models work with which kind of data.
//
// aigraph run models-by-modality
MATCH (model:Model)
UNWIND model.modality AS modality
WITH modality, model ORDER BY model.name
RETURN modality, count(*) AS models, collect(model.name)[..5] AS some
ORDER BY models DESC, modality;
