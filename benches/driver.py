"""Pushes a folder with Neo4j's own driver for Python: the same UNWIND batches as aigraph's.

driver.py URL PASSWORD_FILE GRAPH_NAME BATCH FOLDER; prints the seconds that writing took, without
the reading of the folder. It writes the properties that bench folders have.
"""

import csv
import sys
import time

import neo4j

CONSTRAINT = (
    "CREATE CONSTRAINT aigraph_node IF NOT EXISTS FOR (n:AigraphNode) "
    "REQUIRE (n.aigraph_graph, n.id, n.aigraph_group) IS UNIQUE"
)
NODES = (
    "UNWIND $rows AS row MERGE (n:AigraphNode {aigraph_graph: $graph, aigraph_group: row[0], "
    "id: row[1]}) SET n += row[2] SET n:`%s`"
)
RELATIONSHIPS = (
    "UNWIND $rows AS row "
    "MATCH (s:AigraphNode {aigraph_graph: $graph, aigraph_group: row[0], id: row[1]}) "
    "MATCH (e:AigraphNode {aigraph_graph: $graph, aigraph_group: row[2], id: row[3]}) "
    "MERGE (s)-[r:`%s` {aigraph_graph: $graph, aigraph_key: row[4]}]->(e) SET r += row[5]"
)
READ = {"long": int, "double": float, "boolean": lambda text: text == "true"}


def properties(head, cells):
    """The cells of a row that are properties, in their types."""
    found = {}
    for name, cell in zip(head, cells):
        key, _, kind = name.partition(":")
        if not cell or kind in ("ID", "START_ID", "END_ID") or name == "key":
            continue
        if kind == "date":
            # As a day, twice, and as it is written.
            day = (cell + "-01-01")[:10]
            date = neo4j.time.Date.from_iso_format(day)
            found |= {key: cell, key + "_from": date, key + "_to": date}
        else:
            found[key] = READ.get(kind, str)(cell)
    return found


def rows(path, parallels):
    """The rows of a file, as a statement takes them."""
    with open(path, encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        head = next(reader)
        for cells in reader:
            if head[0] != ":START_ID":
                names = "\n" + cells[0].replace("-", "") + "\n"
                yield ["", cells[0], properties(head, cells) | {"aigraph_names": names}]
                continue
            ends = (path, cells[0], cells[1])
            parallels[ends] = parallels.get(ends, 0) + 1
            yield ["", cells[0], "", cells[1], str(parallels[ends]), properties(head, cells)]


def main():
    url, password, graph, batch, folder = sys.argv[1:]
    with open(password, encoding="utf-8") as file:
        auth = ("neo4j", file.read().strip())
    files = [("nodes", NODES, "Model"), ("nodes", NODES, "Technique")]
    files += [("relationships", RELATIONSHIPS, "BUILDS_ON"), ("relationships", RELATIONSHIPS, "USES")]
    read = []
    for kind, text, name in files:
        read.append((text % name, list(rows(f"{folder}/{kind}/{name}.csv", {}))))
    began = time.perf_counter()
    with neo4j.GraphDatabase.driver(url, auth=auth) as driver, driver.session() as session:
        session.run(CONSTRAINT).consume()
        for text, all_rows in read:
            for at in range(0, len(all_rows), int(batch)):
                part = all_rows[at : at + int(batch)]
                session.execute_write(
                    lambda tx: tx.run(text, rows=part, graph=graph).consume()
                )
    print(time.perf_counter() - began)


main()
