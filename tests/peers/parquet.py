"""Prints the tables of a folder of Parquet files as a program reads them.

Called with the program (pyarrow or duckdb), the folder, and the names of tables.
"""

import datetime
import json
import sys


def by_pyarrow(path):
    import pyarrow.parquet

    return pyarrow.parquet.read_table(path).to_pylist()


def by_duckdb(path):
    import duckdb

    found = duckdb.sql(f"select * from read_parquet('{path}')")
    return [dict(zip(found.columns, row)) for row in found.fetchall()]


def plain(value):
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value


read = {"pyarrow": by_pyarrow, "duckdb": by_duckdb}[sys.argv[1]]
folder = sys.argv[2]
tables = {}
for name in sys.argv[3:]:
    rows = read(f"{folder}/{name}.parquet")
    tables[name] = [
        {key: plain(value) for key, value in row.items() if value is not None} for row in rows
    ]
json.dump(tables, sys.stdout, ensure_ascii=False)
