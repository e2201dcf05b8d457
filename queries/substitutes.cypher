// What stands in for what: domestic chips for restricted ones, one product for another.
//
// aigraph run substitutes
MATCH (substitute)-[link:SUBSTITUTES_FOR]->(original)
OPTIONAL MATCH (original)-[:RESTRICTED_BY]->(policy)
WITH substitute, link, original, count(policy) AS restrictions
RETURN substitute.name AS substitute, original.name AS original,
       restrictions > 0 AS restricted, link.status AS status
ORDER BY original, substitute;
