#!/usr/bin/env python3
"""How often edges cross where Graphviz draws the same pictures. Standard library only.

usage: dot_baseline.py FOLDER CSV

FOLDER holds pictures of aigraph, *.svg. `dot` is given the same boxes at the same sizes and the
same edges, and what the picture holds to as well:
  lineage*  columns of boxes, in their order, as rank=same, and lanes as clusters;
  chain*    rows of boxes likewise, and lanes as clusters;
  others    nothing more, ranks from left to right.
Its splines are flattened and their crossings counted as the tests count ours: every curve in
twelve steps, crossings within 5 px are one, those at a box of both edges none. CSV gets a line a
picture: its name, how many nodes and edges it had (so that a stale line is seen) and the
crossings. Our own counts are printed beside them, and the version of dot.

`make crossings` writes the pictures and calls this.
"""
import csv
import json
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET

NS = "{http://www.w3.org/2000/svg}"
STEPS = 12


class Picture:
    "The boxes, edges and lanes of an SVG text."

    def __init__(self, path):
        root = ET.parse(path).getroot()
        self.boxes, self.edges = {}, []
        for group in root.iter(NS + "g"):
            if "node" in (group.get("class") or "").split():
                self.boxes[group.get("data-id")] = rectangle(group.find(NS + "rect"))
        for path in root.iter(NS + "path"):
            if "edge" in (path.get("class") or "").split():
                ends = path.get("data-from"), path.get("data-to")
                self.edges.append((*ends, flatten(path.get("d"))))
        # Bands are drawn first, straight below the root; marks of the legend hold no box.
        bands = [rectangle(r) for r in root.findall(NS + "rect") if r.get("x")]
        lanes = [[key for key, box in self.boxes.items() if within(box, b)] for b in bands]
        self.lanes = [lane for lane in lanes if lane]

    def lines(self, axis):
        "Boxes whose middles share a place on an axis, in its order."
        lines = []
        middle = lambda key: (self.boxes[key][axis] + self.boxes[key][axis + 2]) / 2
        for key in sorted(self.boxes, key=middle):
            if not lines or middle(key) - middle(lines[-1][0]) > 2:
                lines.append([])
            lines[-1].append(key)
        return lines


def rectangle(rect):
    x, y, w, h = (float(rect.get(k)) for k in ("x", "y", "width", "height"))
    return x, y, x + w, y + h


def within(box, band):
    return all(box[k] >= band[k] and box[k + 2] <= band[k + 2] for k in (0, 1))


def flatten(d):
    "Path data of absolute M, L and C as points."
    points = []
    for command, text in re.findall(r"([A-Z])([^A-Z]*)", d):
        numbers = [float(n) for n in re.findall(r"-?[\d.]+", text)]
        given = list(zip(numbers[::2], numbers[1::2]))
        if command == "C":
            curve(points, given)
        elif command in "ML":
            points += given
        else:
            raise ValueError("path command %s" % command)
    return points


def curve(points, controls):
    "Adds cubic curves that go on from the last point."
    for a, b, c in zip(controls[::3], controls[1::3], controls[2::3]):
        p = points[-1]
        for step in range(1, STEPS + 1):
            t = step / STEPS
            u = 1 - t
            points.append(tuple(
                u * u * u * p[k] + 3 * u * u * t * a[k] + 3 * u * t * t * b[k] + t * t * t * c[k]
                for k in (0, 1)))


def crossing(p, q, r, s):
    side = lambda a, b, c: (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
    d1, d2, d3, d4 = side(p, q, r), side(p, q, s), side(r, s, p), side(r, s, q)
    if d1 * d2 < 0 and d3 * d4 < 0:
        t = d3 / (d3 - d4)
        return p[0] + t * (q[0] - p[0]), p[1] + t * (q[1] - p[1])
    return None


def crossings(boxes, edges):
    "How often edges cross, within 5 px once."
    spots = set()
    segments = [list(zip(points, points[1:])) for _, _, points in edges]
    for i, (a, b, _) in enumerate(edges):
        for j in range(i):
            both = {a, b} & set(edges[j][:2])
            near = [boxes[key] for key in both]
            for p, q in segments[i]:
                for r, s in segments[j]:
                    x = crossing(p, q, r, s)
                    if x and not any(n[0] - 6 <= x[0] <= n[2] + 6 and n[1] - 6 <= x[1] <= n[3] + 6
                                     for n in near):
                        spots.add((round(x[0] / 5), round(x[1] / 5)))
    return len(spots)


def dot_text(picture, name):
    "The picture as a question to dot."
    number = {key: "n%d" % index for index, key in enumerate(picture.boxes)}
    kind = name.split("-")[0]
    axis = {"lineage": 0, "chain": 1}.get(kind)
    out = ["digraph {", "rankdir=%s; newrank=true;" % ("TB" if kind == "chain" else "LR"),
           'node [shape=box, fixedsize=true, label=""]; edge [arrowhead=none];']
    for key, (x0, y0, x1, y1) in picture.boxes.items():
        out.append("%s [width=%.4f, height=%.4f];"
                   % (number[key], (x1 - x0) / 72, (y1 - y0) / 72))
    at = {}
    if axis is not None:
        for index, lane in enumerate(picture.lanes):
            out.append("subgraph cluster_%d { %s }"
                       % (index, " ".join(number[key] + ";" for key in lane)))
        # A small unseen box in every line keeps the lines in order and pulls at none of them.
        for index, line in enumerate(picture.lines(axis)):
            at.update((key, index) for key in line)
            out.append("l%d [width=0.01, height=0.01, style=invis];" % index)
            members = " ".join(number[key] + ";" for key in line)
            out.append("subgraph { rank=same; l%d; %s }" % (index, members))
            if index:
                out.append("l%d -> l%d [style=invis, weight=0];" % (index - 1, index))
    for tail, head, _ in picture.edges:
        back = at and at[tail] >= at[head]
        out.append("%s -> %s%s;" % (number[tail], number[head],
                                    " [constraint=false]" if back else ""))
    return "\n".join(out + ["}", ""])


def by_dot(picture, name):
    "The boxes and edges where dot puts them."
    keys = {"n%d" % index: key for index, key in enumerate(picture.boxes)}
    run = subprocess.run(["dot", "-Tjson"], input=dot_text(picture, name), text=True,
                         capture_output=True, check=True)
    answer = json.loads(run.stdout)
    boxes, names = {}, {}
    for thing in answer["objects"]:
        key = keys.get(thing["name"])
        if key is not None:
            x, y = (float(n) for n in thing["pos"].split(","))
            w, h = (float(thing[k]) * 72 for k in ("width", "height"))
            boxes[key] = x - w / 2, y - h / 2, x + w / 2, y + h / 2
            names[thing["_gvid"]] = key
    edges = []
    for edge in answer["edges"]:
        if edge["tail"] not in names:
            continue
        points = []
        controls = [tuple(float(n) for n in p.split(",")) for p in edge["pos"].split()]
        points.append(controls[0])
        curve(points, controls[1:])
        edges.append((names[edge["tail"]], names[edge["head"]], points))
    if len(boxes) != len(picture.boxes) or len(edges) != len(picture.edges):
        raise ValueError("%s: dot left something out" % name)
    return boxes, edges


def main():
    folder, table = sys.argv[1:]
    version = subprocess.run(["dot", "-V"], text=True, capture_output=True, check=True)
    print(version.stderr.strip())
    rows = []
    for file in sorted(os.listdir(folder)):
        name, ending = os.path.splitext(file)
        if ending != ".svg":
            continue
        picture = Picture(os.path.join(folder, file))
        theirs = crossings(*by_dot(picture, name))
        ours = crossings(picture.boxes, picture.edges)
        rows.append((name, len(picture.boxes), len(picture.edges), theirs))
        print("%-12s ours %4d  dot %4d" % (name, ours, theirs))
    with open(table, "w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(("name", "nodes", "edges", "crossings"))
        writer.writerows(rows)


if __name__ == "__main__":
    main()
