// Where the facts about something stand: each relationship with its place in the source.
//
// $name = 'ChatGPT'  name or id
//
// aigraph run provenance name=A100
MATCH (node)-[fact]-(other)
WHERE $name IN [node.id, node.name]
RETURN fact.source_id AS source, fact.locator AS locator, type(fact) AS type,
       startNode(fact).name AS subject,
       endNode(fact).name AS object, fact.status AS status
ORDER BY source, locator, type, subject, object;
