// How a company's own layers hang together: what it brings out that depends on what else it brings
// out.
//
// $company = 'NVIDIA'  name or id of the company
//
// aigraph run company-chain company=Baidu
MATCH (company)-[:RELEASES]->(thing),
      (thing)-[link:BUILDS_ON|FINE_TUNED_FROM|SUCCESSOR_OF|VARIANT_OF|
                    RUNS_ON|USES_FRAMEWORK|INTEGRATES]->(base),
      (base)<-[:RELEASES]-(company)
WHERE $company IN [company.id, company.name]
RETURN DISTINCT thing.name AS thing,
       head([label IN labels(thing) WHERE NOT label STARTS WITH 'Aigraph']) AS kind,
       type(link) AS depends,
       base.name AS base,
       head([label IN labels(base) WHERE NOT label STARTS WITH 'Aigraph']) AS base_kind
ORDER BY thing, depends, base;
