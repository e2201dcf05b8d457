// How two things hang together: all shortest ways between them, whatever the direction.
//
// $a = 'A100'  name or id of the one
// $b = 'ChatGPT'  name or id of the other
//
// aigraph run connection a=Baidu b=Meta
MATCH (a) WHERE $a IN [a.id, a.name]
MATCH (b) WHERE $b IN [b.id, b.name]
MATCH way = allShortestPaths((a)-[*..8]-(b))
RETURN length(way) AS length, [node IN nodes(way) | node.name] AS names,
       [link IN relationships(way) | type(link)] AS types
ORDER BY names, types;
