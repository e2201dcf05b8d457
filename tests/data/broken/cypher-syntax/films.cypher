CREATE (matrix:Film {title: 'The Matrix'});
CREATE (keanu:Person {name: 'Keanu'})-[:ACTED_IN]->(matrix;
CREATE (hugo:Person {name: 'Hugo'});
