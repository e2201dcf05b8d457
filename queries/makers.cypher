// Who brought out most, by kind.
//
// $n = 10  how many to show
//
// aigraph run makers n=3
MATCH (maker)-[:RELEASES]->(thing)
WITH maker,
     count(DISTINCT CASE WHEN thing:Chip THEN thing END) AS chips,
     count(DISTINCT CASE WHEN thing:Framework THEN thing END) AS frameworks,
     count(DISTINCT CASE WHEN thing:Model THEN thing END) AS models,
     count(DISTINCT CASE WHEN thing:Product THEN thing END) AS products,
     count(DISTINCT thing) AS things
RETURN maker.name AS maker, chips, frameworks, models, products, things
ORDER BY things DESC, maker
LIMIT $n;
