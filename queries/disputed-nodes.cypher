// Nodes whose row a source contradicts, and why.
//
// aigraph run disputed-nodes
MATCH (node)
WHERE node.status = 'disputed' AND node.name IS NOT NULL
RETURN node.name AS name,
       head([label IN labels(node) WHERE NOT label STARTS WITH 'Aigraph']) AS kind,
       node.locator AS locator, node.note AS note
ORDER BY name;
