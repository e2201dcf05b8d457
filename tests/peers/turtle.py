"""Prints what rdflib reads in a Turtle file of ours: nodes, relationships, claims, sources."""

import json
import sys
from urllib.parse import unquote

import rdflib
from rdflib.namespace import DCTERMS, PROV, RDF, RDFS, XSD

OURS = "urn:aigraph:"
graph = rdflib.Graph()
graph.parse(sys.argv[1], format="turtle")


def names(iri, of):
    """The names that an IRI of ours is made of."""
    return [unquote(name) for name in iri.removeprefix(f"{OURS}{of}:").split("/")]


def plain(literal):
    if literal.datatype in (XSD.integer, XSD.double, XSD.boolean):
        return literal.toPython()
    return str(literal)


def properties(subject):
    found = {}
    for predicate, value in graph.predicate_objects(subject):
        if predicate.startswith(f"{OURS}property:"):
            key = names(predicate, "property")[0]
            found.setdefault(key, []).append(plain(value))
    return {key: sorted(values, key=repr) for key, values in found.items()}


def subjects(of):
    prefix = f"{OURS}{of}:"
    return sorted(s for s in set(graph.subjects()) if str(s).startswith(prefix))


def source(subject):
    found = graph.value(subject, PROV.qualifiedPrimarySource)
    if found is None:
        return None
    term = rdflib.Namespace(f"{OURS}term:")
    texts = [graph.value(found, term.locator), graph.value(found, term.status)]
    iri = graph.value(found, PROV.entity)
    assert (subject, PROV.hadPrimarySource, iri) in graph
    assert (found, RDF.type, PROV.PrimarySource) in graph
    cells = [names(iri, "source")[0], *texts, graph.value(found, RDFS.comment)]
    return [None if cell is None else str(cell) for cell in cells]


def node(subject):
    classes = (t for t in graph.objects(subject, RDF.type))
    return {
        "id": str(graph.value(subject, DCTERMS.identifier)),
        "labels": sorted(names(label, "label")[0] for label in classes),
        "properties": properties(subject),
        "source": source(subject),
    }


def statement(subject):
    start, kind, end = (
        graph.value(subject, part) for part in (RDF.subject, RDF.predicate, RDF.object)
    )
    assert (subject, RDF.type, RDF.Statement) in graph
    assert (start, kind, end) in graph
    return {
        "start": names(start, "node")[0],
        "type": names(kind, "type")[0],
        "end": names(end, "node")[0],
        "properties": properties(subject),
        "source": source(subject),
    }


def claim(subject):
    about = graph.value(subject, RDF.subject)
    key = graph.value(subject, RDF.predicate)
    of = "node" if about.startswith(f"{OURS}node:") else "relationship"
    values = sorted((plain(v) for v in graph.objects(subject, RDF.object)), key=repr)
    return [
        " ".join(names(about, of)),
        names(key, "property")[0] if key else "",
        values,
        *source(subject),
    ]


json.dump(
    {
        "nodes": [node(s) for s in subjects("node")],
        "relationships": [statement(s) for s in subjects("relationship")],
        "claims": [claim(s) for s in subjects("claim")],
        "sources": {names(s, "source")[0]: str(graph.value(s, DCTERMS.title, default="")) for s in subjects("source")},
        "types": {names(s, "type")[0]: str(graph.value(s, RDFS.label, default="")) for s in subjects("type")},
        "labels": [names(s, "label")[0] for s in subjects("label")],
    },
    sys.stdout,
    ensure_ascii=False,
)
