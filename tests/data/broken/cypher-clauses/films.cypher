CREATE (matrix:Film {title: 'The Matrix', length: {hours: 2}});
MATCH (film:Film) SET film.seen = true;
CREATE (keanu)-[:ACTED_IN|LIKES]->(film);
MATCH (a)-->(b) CREATE (b)-[:KNOWS]->(a);
MERGE (x)-[:KNOWS]->(y);
CREATE (hugo:Person {name: born.name});
UNWIND range(1, 100000000000) AS i CREATE (:Number {value: i});
CREATE (carrie:Person {name: 'Carrie'}), (carrie:Person {name: 'Anne'});
