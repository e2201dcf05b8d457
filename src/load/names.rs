//! The names that others give to the columns of their files, and to the files.
//!
//! Names are compared without case, spaces and signs: `From Node-ID` is `fromnodeid`.

use crate::model::Origin;

/// Two columns that name the ends of a relationship.
pub(super) struct Pair {
    pub(super) start: &'static str,
    pub(super) end: &'static str,
    /// Which end came first or feeds the other, as far as the names tell.
    pub(super) origin: Origin,
    /// The relationship type of rows that name none.
    pub(super) kind: &'static str,
}

/// The relationship type of rows that name none, where the columns suggest no better one.
pub(super) const RELATED_TO: &str = "RELATED_TO";

const fn pair(start: &'static str, end: &'static str) -> Pair {
    Pair {
        start,
        end,
        origin: Origin::End,
        kind: RELATED_TO,
    }
}

const fn meaning(
    start: &'static str,
    end: &'static str,
    origin: Origin,
    kind: &'static str,
) -> Pair {
    Pair {
        start,
        end,
        origin,
        kind,
    }
}

/// All known pairs; the first that a header has is taken.
const PAIRS: &[Pair] = &[
    pair("source", "target"),
    pair("sourceid", "targetid"),
    pair("sourcenode", "targetnode"),
    pair("src", "dst"),
    pair("src", "dest"),
    pair("src", "tgt"),
    pair("srcid", "dstid"),
    pair("source", "dest"),
    pair("source", "destination"),
    pair("from", "to"),
    pair("fromid", "toid"),
    pair("fromnode", "tonode"),
    pair("fromnodeid", "tonodeid"),
    pair("start", "end"),
    pair("startid", "endid"),
    pair("startnode", "endnode"),
    pair("head", "tail"),
    pair("headid", "tailid"),
    pair("subject", "object"),
    pair("node1", "node2"),
    pair("nodea", "nodeb"),
    pair("id1", "id2"),
    pair("u", "v"),
    pair("tail", "arrowhead"),
    meaning("parent", "child", Origin::Start, "PARENT_OF"),
    meaning("parentid", "childid", Origin::Start, "PARENT_OF"),
    meaning("ancestor", "descendant", Origin::Start, "ANCESTOR_OF"),
    meaning("predecessor", "successor", Origin::Start, "PRECEDES"),
    meaning("upstream", "downstream", Origin::Start, "FEEDS"),
    meaning("supplier", "customer", Origin::Start, "SUPPLIES"),
    meaning("dependent", "dependency", Origin::End, "DEPENDS_ON"),
    meaning("citing", "cited", Origin::End, "CITES"),
    meaning("follower", "followed", Origin::End, "FOLLOWS"),
    meaning("follower", "followee", Origin::End, "FOLLOWS"),
    pair("头实体", "尾实体"),
    pair("源节点", "目标节点"),
    pair("源", "目标"),
    pair("起点", "终点"),
    pair("主语", "宾语"),
    meaning("上游", "下游", Origin::Start, "FEEDS"),
];

/// Columns that name the type of a relationship, the likeliest first.
const TYPES: &[&str] = &[
    "relation",
    "relationship",
    "relationshiptype",
    "relationtype",
    "reltype",
    "edgetype",
    "predicate",
    "rel",
    "interaction",
    "关系",
    "谓语",
    "type",
    "label",
];

/// Columns that hold the id of a node, the likeliest first.
const IDS: &[&str] = &[
    "id", "nodeid", "vertexid", "entityid", "node", "vertex", "编号",
];

/// Columns that hold the labels of a node; `label` only beside a name.
const LABELS: &[&str] = &["labels", "label", "nodetype", "type", "类型"];

/// Further words that stand in headers and hardly ever in a third cell of data.
const OTHERS: &[&str] = &[
    "weight",
    "name",
    "date",
    "year",
    "time",
    "timestamp",
    "since",
    "until",
    "count",
    "value",
    "score",
    "note",
    "capacity",
    "distance",
    "权重",
];

/// Files whose name says that they hold nodes, and nothing more.
const NODE_FILES: &[&str] = &["nodes", "node", "vertices", "vertex", "entities", "points"];
/// Files whose name says that they hold relationships, and nothing more.
const EDGE_FILES: &[&str] = &[
    "edges",
    "edge",
    "links",
    "relationships",
    "relations",
    "rels",
    "arcs",
    "edgelist",
    "triples",
];

/// A name without case, spaces and signs.
pub(super) fn plain(name: &str) -> String {
    let kept = name.chars().filter(|c| c.is_alphanumeric());
    kept.flat_map(char::to_lowercase).collect()
}

fn find(header: &[String], name: &str) -> Option<usize> {
    header.iter().position(|cell| plain(cell) == name)
}

/// The columns of the ends, and what their names say.
pub(super) fn ends(header: &[String]) -> Option<(usize, usize, &'static Pair)> {
    let of = |pair: &'static Pair| Some((find(header, pair.start)?, find(header, pair.end)?, pair));
    PAIRS.iter().find_map(of)
}

/// The columns that may name the type of a relationship, the likeliest first.
pub(super) fn types(header: &[String]) -> Vec<usize> {
    TYPES.iter().filter_map(|name| find(header, name)).collect()
}

/// The column that holds the id of a node.
pub(super) fn id(header: &[String]) -> Option<usize> {
    IDS.iter().find_map(|name| find(header, name))
}

/// The column that holds the name of a node: `name`, else what others call so.
pub(super) fn name(header: &[String]) -> Option<usize> {
    find(header, "name")
        .or_else(|| find(header, "label"))
        .or_else(|| find(header, "title"))
        .or_else(|| find(header, "名称"))
}

/// The column that holds labels of a node, other than the one that holds its name.
pub(super) fn label(header: &[String], name: Option<usize>) -> Option<usize> {
    let found = LABELS.iter().filter_map(|word| find(header, word));
    found.into_iter().find(|&i| Some(i) != name)
}

/// Whether a row is a header by the words in it.
pub(super) fn is_header(row: &[String]) -> bool {
    let rest = row.get(2..).unwrap_or_default();
    let word = |cell: &String| OTHERS.contains(&plain(cell).as_str());
    ends(row).is_some() || id(row).is_some() || rest.iter().any(word)
}

/// The name of a file without folders and extensions.
pub(super) fn stem(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.split('.').next().unwrap_or(name)
}

/// Whether the name says that the file holds nodes.
pub(super) fn is_node_file(path: &str) -> bool {
    NODE_FILES.contains(&plain(stem(path)).as_str()) || extension(path) == "nodes"
}

/// Whether the name says that the file holds relationships.
pub(super) fn is_edge_file(path: &str) -> bool {
    EDGE_FILES.contains(&plain(stem(path)).as_str())
        || ["edges", "edgelist", "el"].contains(&extension(path))
}

/// The extension, before `.gz`.
pub(super) fn extension(path: &str) -> &str {
    let path = path.strip_suffix(".gz").unwrap_or(path);
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rsplit_once('.').map_or("", |(_, extension)| extension)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(text: &str) -> Vec<String> {
        text.split(',').map(str::to_owned).collect()
    }

    #[test]
    fn finds_ends() {
        let table = [
            ("Source,Target,Type", Some((0, 1, "RELATED_TO"))),
            ("head,relation,tail", Some((0, 2, "RELATED_TO"))),
            ("weight,TO,From", Some((2, 1, "RELATED_TO"))),
            ("FromNodeId,ToNodeId", Some((0, 1, "RELATED_TO"))),
            ("child,parent", Some((1, 0, "PARENT_OF"))),
            ("头实体,关系,尾实体", Some((0, 2, "RELATED_TO"))),
            ("source_id,title", None),
        ];
        for (text, wanted) in table {
            let found = ends(&header(text)).map(|(s, e, pair)| (s, e, pair.kind));
            assert_eq!(found, wanted, "{text}");
        }
    }

    #[test]
    fn tells_names_from_labels() {
        let table = [
            ("id,name,label", Some(1), Some(2)),
            ("Id,Label", Some(1), None),
            ("id,label,type", Some(1), Some(2)),
        ];
        for (text, named, labelled) in table {
            let header = header(text);
            let found = name(&header);
            assert_eq!((found, label(&header, found)), (named, labelled), "{text}");
        }
    }

    #[test]
    fn the_pairs_are_told_by_their_plain_form() {
        for pair in PAIRS {
            assert_eq!(plain(pair.start), pair.start);
            assert_eq!(plain(pair.end), pair.end);
        }
    }
}
