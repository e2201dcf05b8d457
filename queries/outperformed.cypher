// Who is said to do better than whom, with the measure where it is stated.
//
// aigraph run outperformed
MATCH (better)-[claim:OUTPERFORMS]->(worse)
RETURN better.name AS better, worse.name AS worse, claim.metric AS metric,
       claim.locator AS locator
ORDER BY better, worse, locator;
