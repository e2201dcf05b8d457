"""Writes Parquet files as others do: pandas-like nodes by pyarrow, relationships by DuckDB."""

import datetime
import decimal
import sys

import duckdb
import pyarrow
import pyarrow.parquet

folder = sys.argv[1]
nodes = pyarrow.table(
    {
        "id": pyarrow.array([1, 2, 3], pyarrow.int32()),
        "label": ["Person", "Person;Parent", None],
        "name": ["Child", "母亲", "Father"],
        "born": [datetime.date(1990, 5, 1), None, datetime.date(1958, 1, 31)],
        "seen": pyarrow.array(
            [datetime.datetime(2023, 3, 1, 12, 30), None, None], pyarrow.timestamp("us")
        ),
        "height": pyarrow.array([1.5, None, 2.0], pyarrow.float32()),
        "money": pyarrow.array([decimal.Decimal("12.50"), None, None], pyarrow.decimal128(9, 2)),
        "tall": [True, False, None],
        "names": [["a", None, "b"], [], None],
        "small": pyarrow.array([200, 1, None], pyarrow.uint8()),
        "address": [{"city": "x", "street": "y"}, None, None],
        "released": ["2023-02", "soon", None],
        "released_from": [datetime.date(2023, 2, 1), None, None],
        "released_to": [datetime.date(2023, 2, 28), None, None],
    }
)
pyarrow.parquet.write_table(
    nodes, f"{folder}/people.parquet", compression="zstd", row_group_size=2
)
duckdb.sql(
    f"""COPY (SELECT * FROM (VALUES (1, 2, 'CHILD_OF', 0.5), (1, 3, 'CHILD_OF', NULL))
    AS t(source, target, relation, weight))
    TO '{folder}/edges.parquet' (FORMAT parquet)"""
)
