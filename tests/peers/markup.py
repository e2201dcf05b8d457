"""Reads a file of ours as networkx or igraph do and prints what they see of it, as JSON.

markup.py READER FILE [COPY]: nodes as [id, attributes], links as [start, end, type, attributes], nodes
in the order of the file. With COPY, networkx writes there what it read.
"""

import json
import sys


def networkx_graphml(path, copy):
    import networkx

    graph = networkx.read_graphml(path, force_multigraph=True)
    if copy:
        networkx.write_graphml(graph, copy)
    return of_networkx(graph, "type")


def networkx_gexf(path, copy):
    import networkx

    return of_networkx(networkx.read_gexf(path), "label")


def networkx_json(path, copy):
    import networkx

    with open(path, encoding="utf-8") as file:
        graph = networkx.node_link_graph(json.load(file), edges="links")
    if copy:
        with open(copy, "w", encoding="utf-8") as file:
            json.dump(networkx.node_link_data(graph), file)
    return of_networkx(graph, "type")


def networkx_cytoscape(path, copy):
    import networkx

    with open(path, encoding="utf-8") as file:
        return of_networkx(networkx.cytoscape_graph(json.load(file)), "interaction")


def of_networkx(graph, kind):
    assert graph.is_directed() and graph.is_multigraph()
    links = [[start, end, data[kind], data] for start, end, data in graph.edges(data=True)]
    return list(graph.nodes(data=True)), links


def igraph_graphml(path, copy):
    import igraph

    graph = igraph.Graph.Read_GraphML(path)
    assert graph.is_directed()
    ids = graph.vs["id"]
    nodes = [[vertex["id"], vertex.attributes()] for vertex in graph.vs]
    links = [
        [ids[edge.source], ids[edge.target], edge["type"], edge.attributes()] for edge in graph.es
    ]
    return nodes, links


READERS = {
    "networkx-graphml": networkx_graphml,
    "networkx-gexf": networkx_gexf,
    "networkx-json": networkx_json,
    "networkx-cytoscape": networkx_cytoscape,
    "igraph-graphml": igraph_graphml,
}


def main():
    reader, path = sys.argv[1:3]
    copy = sys.argv[3] if len(sys.argv) > 3 else None
    nodes, links = READERS[reader](path, copy)
    # A number that is none is how igraph says that there is none.
    plain = json.dumps({"nodes": nodes, "links": links}, ensure_ascii=False)
    print(plain.replace(": NaN", ": null"))


main()
