// Which companies build on what others bring out, and on whose.
//
// aigraph run borrowers
MATCH (borrower:Company)-[:RELEASES]->(thing),
      (thing)-[:BUILDS_ON|FINE_TUNED_FROM|SUCCESSOR_OF|VARIANT_OF|INTEGRATES]->(base),
      (base)<-[:RELEASES]-(lender)
WHERE borrower <> lender AND NOT (borrower)-[:RELEASES]->(base)
WITH borrower, lender, base ORDER BY base.name
RETURN borrower.name AS borrower, lender.name AS lender,
       collect(DISTINCT base.name) AS borrowed
ORDER BY borrower, lender;
