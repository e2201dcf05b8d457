// Which companies span several layers of the chain: chips, frameworks, models, products.
//
// $min = 3  how many layers at least
//
// aigraph run spanning-companies min=4
MATCH (company:Company)-[:RELEASES]->(thing)
WHERE thing:Chip OR thing:Framework OR thing:Model OR thing:Product
WITH company,
       head([label IN labels(thing) WHERE NOT label STARTS WITH 'Aigraph']) AS layer,
       count(DISTINCT thing) AS things
ORDER BY company.name, layer
WITH company, collect(layer) AS layers, sum(things) AS things
WHERE size(layers) >= $min
RETURN company.name AS company, layers, things
ORDER BY size(layers) DESC, things DESC, company;
