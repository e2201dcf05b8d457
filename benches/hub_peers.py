"""Answers the tasks of benches/scale.rs in another program: libraries for graphs, and databases.

hub_peers.py PROGRAM MODE FOLDER STORED QUESTION; PROGRAM is one of PROGRAMS, QUESTION what the tasks
ask about, as JSON. Prints lines of JSON. MODE is
  load      CSV to a graph that can be asked, properties and all
  lineage   CSV to the ancestors of one model, by any shortcut
  build     CSV to the program's own form, in STORED
  stored    the same lineage from that form
  warm      each task of benches/scale.rs in a loaded graph, timed here
What a program does not offer is left out. Nothing takes more than two threads.
"""

import csv
import gc
import json
import os
import pickle
import sys
import time
from collections import Counter

# The collector walks every object again and again while a program loads.
gc.disable()

LABELS = ["Model", "Organization", "Chip", "Policy", "Application"]
TYPES = {
    "BUILDS_ON": ("Model", "Model"),
    "RELEASES": ("Organization", "Model"),
    "TRAINED_ON": ("Model", "Chip"),
    "RESTRICTED_BY": ("Chip", "Policy"),
    "USES": ("Application", "Model"),
}
DAMPING, ROUNDS = 0.85, 20
os.environ["OMP_NUM_THREADS"] = os.environ["POLARS_MAX_THREADS"] = "2"


def say(**line):
    print(json.dumps(line), flush=True)


def frames(folder, properties=True):
    """Nodes and relationships as tables: polars parses, a join numbers the ids."""
    import polars as pl

    nodes = []
    for label in LABELS:
        rows = pl.read_csv(f"{folder}/nodes/{label}.csv", infer_schema=False)
        nodes.append(rows.rename({"id:ID": "id"}).with_columns(label=pl.lit(label)))
    nodes = pl.concat(nodes, how="diagonal").with_row_index("i")
    ids = nodes.select("id", "i")
    edges = []
    for name in TYPES:
        columns = None if properties else [":START_ID", ":END_ID"]
        rows = pl.read_csv(f"{folder}/relationships/{name}.csv", infer_schema=False, columns=columns)
        edges.append(rows.with_columns(type=pl.lit(name)))
    edges = pl.concat(edges)
    for end, number in ((":START_ID", "s"), (":END_ID", "t")):
        edges = edges.join(ids.rename({"id": end, "i": number}), on=end, how="left", maintain_order="left")
    return nodes, edges


def builds_on(folder):
    """The BUILDS_ON pairs alone, numbered by their own ids: all that a lineage needs."""
    import polars as pl

    pairs = pl.read_csv(f"{folder}/relationships/BUILDS_ON.csv", infer_schema=False, columns=[":START_ID", ":END_ID"])
    ids = pl.concat([pairs[":START_ID"], pairs[":END_ID"]]).unique().alias("id").to_frame().with_row_index("i")
    for end, number in ((":START_ID", "s"), (":END_ID", "t")):
        pairs = pairs.join(ids.rename({"id": end, "i": number}), on=end, how="left")
    number = ids["id"].to_list().index
    return len(ids), pairs["s"].to_numpy(), pairs["t"].to_numpy(), number


def two_hops(q, ids, nodes_of, releases):
    """Of the models trained on chips that a policy restricts: who releases how many."""
    chips = nodes_of({ids[q["policy"]]}, "RESTRICTED_BY")
    counts = Counter(releases(nodes_of(chips, "TRAINED_ON")))
    return [len(counts), sum(counts.values()), max(counts.values())]


class Library:
    """A library for graphs: a graph of numbers, and one of BUILDS_ON alone."""

    def __init__(self, folder, stored, q):
        self.folder, self.stored, self.q = folder, stored, q

    def load(self):
        graph, nodes, edges = self.whole()
        return [len(nodes), len(edges)]

    def whole(self):
        nodes, edges = frames(self.folder)
        graph = self.graph(len(nodes), edges["s"].to_numpy(), edges["t"].to_numpy())
        self.keep = (nodes.to_dict(as_series=False), edges.to_dict(as_series=False))
        return graph, nodes, edges

    def lineage(self):
        n, s, t, number = builds_on(self.folder)
        return self.reached(self.graph(n, s, t), number(self.q["root"]), False)

    def build(self):
        graph, nodes, edges = self.whole()
        with open(self.stored, "wb") as file:
            pickle.dump((graph, nodes["id"].to_list(), edges["type"].to_list(), self.keep), file, -1)

    def from_stored(self):
        import numpy as np

        with open(self.stored, "rb") as file:
            graph, ids, types, kept = pickle.load(file)
        chosen = np.array(types) == "BUILDS_ON"
        s, t = (np.array(kept[1][end])[chosen] for end in "st")
        return self.reached(self.graph(len(ids), s, t), ids.index(self.q["root"]), False)

    def tasks(self):
        nodes, edges = frames(self.folder, False)
        s, t = edges["s"].to_numpy(), edges["t"].to_numpy()
        graph = self.graph(len(nodes), s, t)
        chosen = (edges["type"] == "BUILDS_ON").to_numpy()
        models = self.graph(len(nodes), s[chosen], t[chosen])
        names = nodes["id"].to_list()
        ids = {name: i for i, name in enumerate(names)}
        types = edges["type"].to_list()
        q = self.q
        numbers = [ids[name] for name in q["some"]]
        pair = lambda key: [ids[name] for name in q[key]]
        every = {
            "descendants of the largest hub": lambda: self.reached(models, ids[q["hub"]], True),
            "1 000 ancestor sets": lambda: sum(self.reached(models, i, False) for i in numbers),
            "two-hop aggregation": lambda: self.aggregate(graph, s, types, ids),
            "weak components": lambda: self.components(graph),
            "topological order": lambda: len(self.order(graph)),
            "PageRank, 20 rounds": lambda: names[self.first(graph)],
            "one shortest path, undirected": lambda: self.path(graph, *pair("ends"), False),
            "one shortest path, directed": lambda: self.path(graph, *pair("ancestor"), True),
            "10 nodes with most descendants": lambda: self.most(models),
        }
        return {name: task for name, task in every.items() if name not in self.lacks(len(nodes))}

    def lacks(self, n):
        return ["10 nodes with most descendants"] if n > 500_000 else []


class Igraph(Library):
    def graph(self, n, s, t):
        import igraph
        import numpy as np

        self.version = igraph.__version__
        return igraph.Graph(n=n, edges=np.column_stack((s, t)).astype(np.int64), directed=True)

    def reached(self, graph, root, back):
        return len(graph.subcomponent(root, mode="in" if back else "out")) - 1

    def aggregate(self, graph, starts, types, ids):
        into = lambda nodes, kind: [i for v in nodes for i in graph.incident(v, mode="in") if types[i] == kind]
        nodes = lambda found, kind: {starts[i] for i in into(found, kind)}
        return two_hops(self.q, ids, nodes, lambda models: [starts[i] for i in into(models, "RELEASES")])

    def components(self, graph):
        return len(graph.connected_components(mode="weak"))

    def order(self, graph):
        return graph.topological_sorting(mode="out")

    def first(self, graph):
        # It solves to the machine's precision; rounds are not to be had.
        import numpy as np

        return int(np.argmax(graph.pagerank(damping=DAMPING)))

    def path(self, graph, a, b, directed):
        return len(graph.get_shortest_path(a, b, mode="out" if directed else "all")) - 1

    def most(self, graph):
        return sorted((n - 1 for n in graph.neighborhood_size(order=10**6, mode="in")), reverse=True)[:10]


class Rustworkx(Library):
    def graph(self, n, s, t):
        import rustworkx

        self.version = rustworkx.__version__
        graph = rustworkx.PyDiGraph(multigraph=True)
        graph.add_nodes_from(list(range(n)))
        graph.extend_from_edge_list(list(zip(s.tolist(), t.tolist())))
        return graph

    def reached(self, graph, root, back):
        import rustworkx

        return len((rustworkx.ancestors if back else rustworkx.descendants)(graph, root))

    def aggregate(self, graph, starts, types, ids):
        into = lambda nodes, kind: [i for v in nodes for i in graph.in_edge_indices(v) if types[i] == kind]
        nodes = lambda found, kind: {starts[i] for i in into(found, kind)}
        return two_hops(self.q, ids, nodes, lambda models: [starts[i] for i in into(models, "RELEASES")])

    def components(self, graph):
        import rustworkx

        return rustworkx.number_weakly_connected_components(graph)

    def order(self, graph):
        import rustworkx

        return rustworkx.topological_sort(graph)

    def first(self, graph):
        import rustworkx

        ranks = rustworkx.pagerank(graph, alpha=DAMPING, tol=1e-12, max_iter=200)
        return max(ranks.items(), key=lambda it: it[1])[0]

    def path(self, graph, a, b, directed):
        import rustworkx

        found = rustworkx.dijkstra_shortest_paths(graph, a, b, as_undirected=not directed)
        return len(found[b]) - 1

    def most(self, graph):
        import rustworkx

        return sorted((len(rustworkx.ancestors(graph, i)) for i in range(len(graph))), reverse=True)[:10]


class Networkit(Library):
    def graph(self, n, s, t):
        import networkit
        import numpy as np
        import scipy

        self.version = networkit.__version__
        networkit.setNumberOfThreads(2)
        ones = np.ones(len(s))
        matrix = scipy.sparse.coo_matrix((ones, (s.astype(np.int64), t.astype(np.int64))), shape=(n, n))
        graph = networkit.GraphFromCoo(matrix, n=n, weighted=False, directed=True)
        self.other = None
        return graph

    def reached(self, graph, root, back):
        # Against the steps: a graph turned round, once.
        import networkit
        import numpy

        if back:
            self.turned = getattr(self, "turned", None) or networkit.graphtools.transpose(graph)
            graph = self.turned
        search = networkit.distance.BFS(graph, root, storePaths=False).run()
        distances = numpy.array(search.getDistances())
        return int(((distances > 0) & (distances < 1e9)).sum())

    def undirected(self, graph):
        import networkit

        self.other = self.other or networkit.graphtools.toUndirected(graph)
        return self.other

    def components(self, graph):
        import networkit

        found = networkit.components.WeaklyConnectedComponents(graph)
        found.run()
        return found.numberOfComponents()

    def order(self, graph):
        import networkit

        return networkit.graphtools.topologicalSort(graph)

    def first(self, graph):
        import networkit

        spread = networkit.centrality.SinkHandling.DistributeSinks
        ranks = networkit.centrality.PageRank(graph, DAMPING, 1e-12, distributeSinks=spread)
        ranks.maxIterations = ROUNDS
        ranks.run()
        return ranks.ranking()[0][0]

    def path(self, graph, a, b, directed):
        import networkit

        asked = graph if directed else self.undirected(graph)
        return int(networkit.distance.BFS(asked, a, storePaths=False, target=b).run().distance(b))

    def lacks(self, n):
        return ["two-hop aggregation", "10 nodes with most descendants"]

    def build(self):
        # Its own form holds no properties, and its graphs cannot be pickled.
        return None


class Networkx(Library):
    def graph(self, n, s, t):
        import networkx

        self.version = networkx.__version__
        graph = networkx.MultiDiGraph()
        graph.add_nodes_from(range(n))
        graph.add_edges_from(zip(s.tolist(), t.tolist()))
        return graph

    def reached(self, graph, root, back):
        import networkx

        return len((networkx.ancestors if back else networkx.descendants)(graph, root))

    def components(self, graph):
        import networkx

        return networkx.number_weakly_connected_components(graph)

    def order(self, graph):
        import networkx

        return list(networkx.topological_sort(graph))

    def first(self, graph):
        import networkx

        ranks = networkx.pagerank(graph, alpha=DAMPING, tol=1e-12, max_iter=200)
        return max(ranks.items(), key=lambda it: it[1])[0]

    def path(self, graph, a, b, directed):
        import networkx

        shown = graph if directed else graph.to_undirected(as_view=True)
        return len(networkx.bidirectional_shortest_path(shown, a, b)) - 1

    def lacks(self, n):
        return ["two-hop aggregation", "10 nodes with most descendants"]


class Database:
    """A database that answers in SQL."""

    def __init__(self, folder, stored, q):
        self.folder, self.stored, self.q = folder, stored, q

    def load(self):
        self.fill(":memory:")
        nodes = sum(self.one(f"select count(*) from {label}") for label in LABELS)
        return [nodes, sum(self.one(f"select count(*) from {name}") for name in TYPES)]

    def build(self):
        self.fill(self.stored)
        self.link.close()

    def from_stored(self):
        self.open(self.stored)
        return self.one(self.ancestors(), self.q["root"])

    def tasks(self):
        self.fill(":memory:")
        q = self.q
        aggregate = (
            "with found as (select r.s o, count(*) n from restricted_by p, trained_on t, releases r "
            "where p.e = ? and t.e = p.s and r.e = t.s group by r.s, t.s) "
            "select count(*), sum(n), max(n) from (select o, count(*) n from found group by o)"
        )
        return {
            "descendants of the largest hub": lambda: self.one(self.descendants(), q["hub"]),
            "two-hop aggregation": lambda: [int(n) for n in self.row(aggregate, q["policy"])],
        }

    def one(self, text, *given):
        return self.row(text, *given)[0]

    def row(self, text, *given):
        return self.link.execute(text, given).fetchone()


def recursion(seed, step, union="union"):
    """How many are reached, the one that is asked about left out."""
    return (
        f"with recursive met(i) as (select {seed} from builds_on where {step[0]} = ? {union} "
        f"select {seed} from builds_on, met where {step[0]} = met.i) select count(*) from met"
    )


class Duckdb(Database):
    def open(self, name):
        import duckdb

        self.version = duckdb.__version__
        self.link = duckdb.connect(name, config={"threads": 2})

    def fill(self, name):
        self.open(name)
        for label in LABELS:
            self.link.execute(
                f"create table {label} as select \"id:ID\" as id, * exclude (\"id:ID\") "
                f"from read_csv('{self.folder}/nodes/{label}.csv', header = true)"
            )
        for kind in TYPES:
            self.link.execute(
                f"create table {kind} as select \":START_ID\" as s, \":END_ID\" as e, "
                f"* exclude (\":START_ID\", \":END_ID\") "
                f"from read_csv('{self.folder}/relationships/{kind}.csv', header = true)"
            )

    def lineage(self):
        self.open(":memory:")
        self.link.execute(
            "create view builds_on as select \":START_ID\" as s, \":END_ID\" as e "
            f"from read_csv('{self.folder}/relationships/BUILDS_ON.csv', header = true)"
        )
        self.link.execute("create table pairs as select s, e from builds_on")
        self.link.execute("drop view builds_on")
        self.link.execute("alter table pairs rename to builds_on")
        return self.one(self.ancestors(), self.q["root"])

    def ancestors(self):
        return recursion("e", "s")

    def descendants(self):
        return recursion("s", "e")


class Sqlite(Database):
    def open(self, name):
        import sqlite3

        self.version = sqlite3.sqlite_version
        self.link = sqlite3.connect(name)

    def fill(self, name):
        self.open(name)
        self.link.execute("pragma journal_mode = off")
        for label in LABELS:
            self.table(label, f"{self.folder}/nodes/{label}.csv")
            self.link.execute(f"create index {label}_id on {label}(id)")
        for kind in TYPES:
            self.relationships(kind)
        self.link.execute("analyze")
        self.link.commit()

    def relationships(self, kind):
        self.table(kind, f"{self.folder}/relationships/{kind}.csv")
        self.link.execute(f"create index {kind}_s on {kind}(s, e)")
        self.link.execute(f"create index {kind}_e on {kind}(e, s)")

    def table(self, name, path):
        renamed = {":START_ID": "s", ":END_ID": "e"}
        with open(path, encoding="utf-8", newline="") as file:
            rows = csv.reader(file)
            head = [renamed.get(column, column.partition(":")[0]) for column in next(rows)]
            self.link.execute(f"create table {name}({', '.join(head)})")
            self.link.executemany(f"insert into {name} values ({', '.join('?' * len(head))})", rows)

    def lineage(self):
        self.open(":memory:")
        self.relationships("BUILDS_ON")
        return self.one(self.ancestors(), self.q["root"])

    def ancestors(self):
        return recursion("e", "s")

    def descendants(self):
        return recursion("s", "e")


PROGRAMS = {
    "igraph": Igraph,
    "rustworkx": Rustworkx,
    "networkit": Networkit,
    "networkx": Networkx,
    "duckdb": Duckdb,
    "sqlite": Sqlite,
}


def warm(program):
    began = time.perf_counter()
    tasks = program.tasks()
    say(version=program.version, load=time.perf_counter() - began)
    for name, task in tasks.items():
        seconds, answer = [], None
        # Fewer runs where all would take minutes.
        while len(seconds) < 5 and not (sum(seconds) > 10 and len(seconds) % 2):
            began = time.perf_counter()
            answer = task()
            seconds.append(time.perf_counter() - began)
        say(task=name, seconds=seconds, answer=answer)


def main():
    name, mode, folder, stored, question = sys.argv[1:]
    try:
        program = PROGRAMS[name](folder, stored, json.loads(question))
        if mode == "warm":
            warm(program)
        else:
            run = {"stored": program.from_stored} if mode == "stored" else {mode: getattr(program, mode)}
            say(answer=run[mode]())
    except ImportError:
        say(absent=name)
    sys.stdout.flush()
    # Taking a big heap down is not the work that is measured.
    os._exit(0)


main()
