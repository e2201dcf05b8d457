"""Answers the tasks of benches/query.rs in another program, in memory and warm.

peers.py PROGRAM FOLDER QUESTION RUNS; PROGRAM is kglite, ladybug, duckdb or sqlite, QUESTION what
the tasks ask about, as JSON. Prints a line of JSON for the program and for each task. Each is asked
in the way that was fastest here; kglite and Ladybug in Cypher where they have it, the others in SQL.
Programs that take a number of threads may use two. Ids are indexed, and the ends of relationships;
properties are not.
"""

import csv
import gc
import json
import sys
import time

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
THREADS = 2


def say(**line):
    print(json.dumps(line), flush=True)


def node_file(folder, label):
    return f"{folder}/nodes/{label}.csv"


def relationship_file(folder, name):
    return f"{folder}/relationships/{name}.csv"


def plain(head):
    """The names in the head of a file, without their types."""
    return [{":START_ID": "start_id", ":END_ID": "end_id"}.get(name, name.partition(":")[0]) for name in head]


def frame(path):
    """A file as a table of pyarrow."""
    import pyarrow
    from pyarrow import csv as read

    with open(path, encoding="utf-8", newline="") as file:
        head = plain(next(csv.reader(file)))
    numbers = ("downloads", "year")
    types = {name: pyarrow.int64() if name in numbers else pyarrow.string() for name in head}
    options = read.ReadOptions(column_names=head, skip_rows=1)
    convert = read.ConvertOptions(column_types=types, strings_can_be_null=True)
    return read.read_csv(path, options, convert_options=convert)


def kglite(folder, q):
    import kglite as program

    graph = program.KnowledgeGraph()
    for label in LABELS:
        graph.add_nodes(frame(node_file(folder, label)).to_pandas(), label, "id", "name")
    for name, (start, end) in TYPES.items():
        rows = frame(relationship_file(folder, name)).to_pandas()
        graph.add_relationships(rows, name, start, "start_id", end, "end_id")
    graph.build_id_indices()

    def ask(text):
        return lambda: [list(row.values()) for row in graph.cypher(text, params=q)]

    def path():
        ends = [("Application", q[name]) for name in ("start", "far")]
        return [[graph.shortest_path_length(*ends[0], *ends[1])]]

    tasks = cypher() | {
        # A star without a bound stops after ten hops.
        "lineage": "MATCH (a:Model {id: $hub})<-[:BUILDS_ON*1..1000]-(d:Model) "
        "RETURN count(DISTINCT d) AS n",
        # A third relationship in the pattern takes ten times as long as this condition.
        "triangles": "MATCH (a:Model)-[:BUILDS_ON]->(b:Model)-[:BUILDS_ON]->(c:Model) "
        "WHERE (a)-[:BUILDS_ON]->(c) RETURN count(*) AS n",
        # As one MATCH it did not end in 25 seconds.
        "three patterns": "MATCH (p:Policy {id: $policy})<-[:RESTRICTED_BY]-(c:Chip)"
        "<-[:TRAINED_ON]-(m:Model) MATCH (o:Organization)-[:RELEASES]->(m) "
        "MATCH (a:Application)-[:USES]->(m) "
        "RETURN o.id AS id, count(*) AS n ORDER BY n DESC, id LIMIT 10",
    }
    asked = {name: ask(text) for name, text in tasks.items()}
    return program.__version__, asked | {"shortest path": path}


def cypher():
    """The tasks that every Cypher has."""
    return {
        "two hops, top 10": "MATCH (o:Organization)-[:RELEASES]->(:Model)-[:BUILDS_ON]->(b:Model) "
        "RETURN o.id AS id, count(DISTINCT b) AS n ORDER BY n DESC, id LIMIT 10",
        "triangles": "MATCH (a:Model)-[:BUILDS_ON]->(b:Model)-[:BUILDS_ON]->(c:Model)<-[:BUILDS_ON]-(a) "
        "RETURN count(*) AS n",
        "filter and sort": "MATCH (m:Model) WHERE m.downloads > 500000 AND m.license = 'mit' "
        "RETURN m.id AS id, m.downloads AS n ORDER BY n DESC, id LIMIT 20",
        "three patterns": "MATCH (o:Organization)-[:RELEASES]->(m:Model), "
        "(m)-[:TRAINED_ON]->(:Chip)-[:RESTRICTED_BY]->(:Policy {id: $policy}), "
        "(:Application)-[:USES]->(m) "
        "RETURN o.id AS id, count(*) AS n ORDER BY n DESC, id LIMIT 10",
    }


def ladybug(folder, q):
    import ladybug as program

    base = program.Database(":memory:", buffer_pool_size=8 << 30)
    link = program.Connection(base, num_threads=THREADS)
    for label in LABELS:
        rows = frame(node_file(folder, label))
        columns = ", ".join(
            f"{name} {'int64' if name == 'downloads' else 'string'}" for name in rows.column_names
        )
        link.execute(f"create node table {label}({columns}, primary key(id))")
        link.execute(f"copy {label} from rows")
    for name, (start, end) in TYPES.items():
        rows = frame(relationship_file(folder, name))
        columns = "year int64, source_id string, locator string"
        link.execute(f"create rel table {name}(from {start} to {end}, {columns})")
        link.execute(f"copy {name} from rows")
    link.execute("call var_length_extend_max_depth=10000")

    def ask(text):
        given = {name: value for name, value in q.items() if f"${name}" in text}

        def run():
            found = link.execute(text, given)
            return [list(found.get_next()) for _ in range(found.get_num_tuples())]

        return run

    types = "|".join(TYPES)
    tasks = {
        # Its * without `shortest` goes through every walk.
        "lineage": "MATCH (a:Model {id: $hub})<-[:BUILDS_ON* SHORTEST 1..10000]-(d:Model) "
        "RETURN count(DISTINCT d)",
        "shortest path": "MATCH p = (a:Application {id: $start})"
        f"-[:{types}* SHORTEST 1..10000]-(b:Application {{id: $far}}) RETURN length(p)",
    }
    tasks |= cypher()
    return program.__version__, {name: ask(text) for name, text in tasks.items()}


# What the two programs that speak SQL are asked; every end of a relationship is a number.
SQL = {
    "two hops, top 10": """
        select o.id, count(distinct b.e) as n from organization o
        join releases r on r.s = o.i join builds_on b on b.s = r.e
        group by o.i, o.id order by n desc, o.id limit 10""",
    "triangles": """
        select count(*) from builds_on x join builds_on y on y.s = x.e
        join builds_on z on z.s = x.s and z.e = y.e""",
    "filter and sort": """
        select id, downloads from model where downloads > 500000 and license = 'mit'
        order by downloads desc, id limit 20""",
    "three patterns": """
        select o.id, count(*) as n from policy p join restricted_by c on c.e = p.i
        join trained_on t on t.e = c.s join releases r on r.e = t.s
        join uses u on u.e = t.s join organization o on o.i = r.s
        where p.id = $policy group by o.i, o.id order by n desc, o.id limit 10""",
    "lineage": """
        with recursive met(i) as (select i from model where id = $hub
            union select b.s from met join builds_on b on b.e = met.i)
        select count(*) - 1 from met""",
}


def duckdb(folder, q):
    import duckdb as program

    link = program.connect()
    link.execute(f"set threads = {THREADS}; set preserve_insertion_order = false")
    first = 0
    for label in LABELS:
        with open(node_file(folder, label), encoding="utf-8") as file:
            head = plain(file.readline().strip().split(","))
        columns = {name: "BIGINT" if name == "downloads" else "VARCHAR" for name in head}
        link.execute(
            f"create table {label} as select row_number() over () - 1 + {first} as i, * "
            f"from read_csv('{node_file(folder, label)}', header = true, columns = {columns})"
        )
        link.execute(f"create unique index {label}_id on {label}(id)")
        first += link.execute(f"select count(*) from {label}").fetchone()[0]
    head = {"start_id": "VARCHAR", "end_id": "VARCHAR", "year": "BIGINT"}
    head |= {"source_id": "VARCHAR", "locator": "VARCHAR"}
    for name, (start, end) in TYPES.items():
        link.execute(
            f"create table {name} as select s.i as s, e.i as e, year, r.source_id, r.locator "
            f"from read_csv('{relationship_file(folder, name)}', header = true, columns = {head}) r "
            f"join {start} s on s.id = r.start_id join {end} e on e.id = r.end_id order by s.i"
        )
    every = " union all ".join(f"select s, e from {name}" for name in TYPES)
    back = " union all ".join(f"select e, s from {name}" for name in TYPES)
    link.execute(f"create table around as {every} union all {back}")
    try:
        link.execute("load duckpgq")
        say(note="its extension duckpgq is there, but is not asked")
    except program.Error:
        say(note="its extension duckpgq is not installed, so that paths are recursive queries")

    def ask(text):
        given = {name: value for name, value in q.items() if f"${name}" in text}
        return lambda: [list(row) for row in link.execute(text, given).fetchall()]

    path = """
        with recursive r(i, d) using key (i) as (
            select i, 0 from application where id = $start union
            select a.e, min(r.d + 1) from r join around a on a.s = r.i
            left join recurring.r f on f.i = a.e
            where f.i is null and not exists (from recurring.r z
                where z.i = (select i from application where id = $far)) group by a.e)
        select d from r where i = (select i from application where id = $far)"""
    return program.__version__, {name: ask(text) for name, text in {**SQL, "shortest path": path}.items()}


def sqlite(folder, q):
    import sqlite3 as program

    link = program.connect(":memory:")
    numbers = {}
    for label in LABELS:
        with open(node_file(folder, label), encoding="utf-8", newline="") as file:
            rows = csv.reader(file)
            head = plain(next(rows))
            columns = ", ".join(
                f"{name} {'integer' if name == 'downloads' else 'text'}" for name in head
            )
            link.execute(f"create table {label}(i integer primary key, {columns})")
            marks = ", ".join("?" * (len(head) + 1))
            all_rows = []
            for row in rows:
                numbers[label, row[0]] = len(numbers)
                all_rows.append((len(numbers) - 1, *row))
            link.executemany(f"insert into {label} values ({marks})", all_rows)
            link.execute(f"create unique index {label}_id on {label}(id)")
    for name, (start, end) in TYPES.items():
        with open(relationship_file(folder, name), encoding="utf-8", newline="") as file:
            rows = csv.reader(file)
            next(rows)
            link.execute(f"create table {name}(s int, e int, year int, source_id text, locator text)")
            all_rows = ((numbers[start, s], numbers[end, e], *rest) for s, e, *rest in rows)
            link.executemany(f"insert into {name} values (?, ?, ?, ?, ?)", all_rows)
        link.execute(f"create index {name}_s on {name}(s, e)")
        link.execute(f"create index {name}_e on {name}(e, s)")
    link.execute("analyze")
    link.commit()

    def ask(text):
        given = {name: value for name, value in q.items() if f"${name}" in text}
        return lambda: [list(row) for row in link.execute(text, given)]

    nexts = [f"select e from {name} where s = ?" for name in TYPES]
    nexts += [f"select s from {name} where e = ?" for name in TYPES]
    around = " union all ".join(text.replace("?", "?1") for text in nexts)

    def path():
        """Breadth first from both ends: a recursive query keeps no node from being met again."""
        find = "select i from application where id = ?"
        sides = [link.execute(find, (q[name],)).fetchone()[0] for name in ("start", "far")]
        met, levels, length = [{side} for side in sides], [[side] for side in sides], 0
        while all(levels):
            near = 0 if len(levels[0]) <= len(levels[1]) else 1
            length += 1
            found = []
            for node in levels[near]:
                for (other,) in link.execute(around, (node,)):
                    if other in met[1 - near]:
                        return [[length]]
                    if other not in met[near]:
                        met[near].add(other)
                        found.append(other)
            levels[near] = found
        return []

    return program.sqlite_version, {**{name: ask(text) for name, text in SQL.items()}, "shortest path": path}


def main():
    name, folder, question, runs = sys.argv[1:]
    question = json.loads(question)
    question["start"], question["far"] = question["ends"]
    question = {key: question[key] for key in ("hub", "start", "far", "policy")}
    began = time.perf_counter()
    programs = {"kglite": kglite, "ladybug": ladybug, "duckdb": duckdb, "sqlite": sqlite}
    try:
        version, tasks = programs[name](folder, question)
    except ImportError:
        say(absent=name)
        return
    say(version=version, load=time.perf_counter() - began)
    for task, ask in tasks.items():
        seconds, rows = [], None
        # Fewer runs, but an odd number, where all would take minutes.
        while len(seconds) < int(runs) and not (sum(seconds) > 20 and len(seconds) % 2):
            began = time.perf_counter()
            rows = ask()
            seconds.append(time.perf_counter() - began)
        say(task=task, seconds=seconds, rows=rows)


main()
