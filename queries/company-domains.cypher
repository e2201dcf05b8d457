// In which fields what a company brings out is applied.
//
// $company = 'Baidu'  name or id of the company
//
// aigraph run company-domains company=Tencent
MATCH (company)-[:RELEASES]->(thing)-[:APPLIED_IN]->(domain:Domain)
WHERE $company IN [company.id, company.name]
WITH domain, thing ORDER BY thing.name
RETURN domain.name AS domain, collect(DISTINCT thing.name) AS things
ORDER BY domain;
