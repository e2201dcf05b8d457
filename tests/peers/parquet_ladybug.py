"""Prints what Ladybug has after a COPY of nodes and relationships from Parquet files."""

import json
import sys

import ladybug

folder = sys.argv[1]
db = ladybug.Connection(ladybug.Database(":memory:"))
db.execute("CREATE NODE TABLE Node(id STRING PRIMARY KEY, labels STRING[], name STRING, released_to DATE)")
db.execute("CREATE REL TABLE Relationship(FROM Node TO Node, type STRING)")
db.execute(
    f"COPY Node FROM (LOAD FROM '{folder}/nodes.parquet' RETURN id, labels, name, released_to)"
)
db.execute(
    f"COPY Relationship FROM (LOAD FROM '{folder}/relationships.parquet' RETURN src, dst, type)"
)


def rows(query):
    return db.execute(query).get_all()


nodes = rows("MATCH (n:Node) RETURN n.id, n.labels, n.name, cast(n.released_to AS STRING)")
relationships = rows("MATCH (a)-[r:Relationship]->(b) RETURN a.id, r.type, b.id")
json.dump({"nodes": nodes, "relationships": relationships}, sys.stdout, ensure_ascii=False)
