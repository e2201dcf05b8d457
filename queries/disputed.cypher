// Whose claims are disputed: relationships that a source contradicts, and why.
//
// aigraph run disputed
MATCH (subject)-[claim]->(object)
WHERE claim.status = 'disputed'
RETURN subject.name AS subject, type(claim) AS type, object.name AS object,
       claim.locator AS locator, claim.note AS note
ORDER BY subject, type, object;
