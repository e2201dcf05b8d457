// What replaced what, with both dates where they are known.
//
// aigraph run replacements
MATCH (new)-[:SUCCESSOR_OF]->(old)
RETURN old.name AS old, old.released AS released, new.name AS new,
       new.released AS replaced
ORDER BY old, new;
