//! Values as the kit's tables write them. Knows no query and no graph: nodes and relationships
//! have no identity here, only what can be seen of them.
//!
//! Notation: openCypher's TCK, `tck/README.adoc`, "Format of the expected results". A temporal
//! value is the string that it prints as.

use std::collections::{BTreeMap, BTreeSet};

/// A value, as far as the kit compares it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    Null,
    Boolean(bool),
    Integer(i64),
    Float(f64),
    String(String),
    List(Vec<Value>),
    Map(Map),
    Node(Node),
    Relationship(Relationship),
    Path(Node, Vec<Hop>),
}

/// Keys and values, by key.
pub(crate) type Map = BTreeMap<String, Value>;

/// `(:A:B {x: 1})`
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Node {
    pub(crate) labels: BTreeSet<String>,
    pub(crate) properties: Map,
}

/// `[:T {x: 1}]`
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Relationship {
    pub(crate) kind: String,
    pub(crate) properties: Map,
}

/// A step of a path: its relationship, whether it is followed from start to end, where to.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Hop {
    pub(crate) relationship: Relationship,
    pub(crate) forward: bool,
    pub(crate) to: Node,
}

impl Value {
    /// Reads a cell.
    ///
    /// # Errors
    /// What could not be read, and the rest of the cell from there.
    pub(crate) fn read(cell: &str) -> Result<Value, String> {
        let mut reader = Reader { rest: cell.trim() };
        let value = reader.value()?;
        match reader.rest {
            "" => Ok(value),
            rest => Err(format!("a value ends before {rest:?} in {cell:?}")),
        }
    }
}

/// What is left of a cell.
struct Reader<'t> {
    rest: &'t str,
}

impl<'t> Reader<'t> {
    fn take(&mut self, token: &str) -> bool {
        self.rest = self.rest.trim_start();
        let after = self.rest.strip_prefix(token);
        self.rest = after.unwrap_or(self.rest);
        after.is_some()
    }

    fn expect(&mut self, token: &str) -> Result<(), String> {
        match self.take(token) {
            true => Ok(()),
            false => Err(format!("no {token:?} at {:?}", self.rest)),
        }
    }

    fn take_while(&mut self, accept: impl Fn(char) -> bool) -> &'t str {
        let end = self.rest.find(|c| !accept(c)).unwrap_or(self.rest.len());
        let (taken, rest) = self.rest.split_at(end);
        self.rest = rest;
        taken
    }

    fn value(&mut self) -> Result<Value, String> {
        self.rest = self.rest.trim_start();
        match self.rest.chars().next() {
            Some('\'') => self.string().map(Value::String),
            Some('{') => self.map().map(Value::Map),
            Some('(') => self.node().map(Value::Node),
            Some('<') => self.path(),
            Some('[') if self.rest[1..].trim_start().starts_with(':') => {
                self.relationship().map(Value::Relationship)
            }
            Some('[') => self.list(),
            _ => self.word(),
        }
    }

    fn word(&mut self) -> Result<Value, String> {
        let word = self.take_while(|c| c.is_alphanumeric() || "+-.".contains(c));
        let value = match word {
            "null" => Value::Null,
            "true" => Value::Boolean(true),
            "false" => Value::Boolean(false),
            "NaN" => Value::Float(f64::NAN),
            "Inf" => Value::Float(f64::INFINITY),
            "-Inf" => Value::Float(f64::NEG_INFINITY),
            _ => {
                let number = word.parse().map(Value::Integer).ok();
                let is_float = word.contains(|c: char| c.is_ascii_digit());
                let float = || word.parse().map(Value::Float).ok().filter(|_| is_float);
                return number
                    .or_else(float)
                    .ok_or_else(|| format!("no value at {:?}", format!("{word}{}", self.rest)));
            }
        };
        Ok(value)
    }

    fn string(&mut self) -> Result<String, String> {
        let whole = self.rest;
        self.expect("'")?;
        let mut text = String::new();
        let mut chars = self.rest.chars();
        loop {
            match chars.next() {
                Some('\'') => break,
                Some('\\') => text.extend(chars.next()),
                Some(c) => text.push(c),
                None => return Err(format!("a string is not closed: {whole:?}")),
            }
        }
        self.rest = chars.as_str();
        Ok(text)
    }

    fn name(&mut self) -> Result<String, String> {
        self.rest = self.rest.trim_start();
        let name = match self.take("`") {
            true => {
                let name = self.take_while(|c| c != '`');
                self.expect("`")?;
                name
            }
            false => self.take_while(|c| c.is_alphanumeric() || c == '_'),
        };
        match name {
            "" => Err(format!("no name at {:?}", self.rest)),
            name => Ok(name.to_owned()),
        }
    }

    fn list(&mut self) -> Result<Value, String> {
        self.expect("[")?;
        let mut items = Vec::new();
        while !self.take("]") {
            if !items.is_empty() {
                self.expect(",")?;
            }
            items.push(self.value()?);
        }
        Ok(Value::List(items))
    }

    fn map(&mut self) -> Result<Map, String> {
        self.expect("{")?;
        let mut map = Map::new();
        while !self.take("}") {
            if !map.is_empty() {
                self.expect(",")?;
            }
            let key = self.name()?;
            self.expect(":")?;
            map.insert(key, self.value()?);
        }
        Ok(map)
    }

    fn optional_map(&mut self) -> Result<Map, String> {
        match self.rest.trim_start().starts_with('{') {
            true => self.map(),
            false => Ok(Map::new()),
        }
    }

    fn node(&mut self) -> Result<Node, String> {
        self.expect("(")?;
        let mut labels = BTreeSet::new();
        while self.take(":") {
            labels.insert(self.name()?);
        }
        let properties = self.optional_map()?;
        self.expect(")")?;
        Ok(Node { labels, properties })
    }

    fn relationship(&mut self) -> Result<Relationship, String> {
        self.expect("[")?;
        self.expect(":")?;
        let kind = self.name()?;
        let properties = self.optional_map()?;
        self.expect("]")?;
        Ok(Relationship { kind, properties })
    }

    fn path(&mut self) -> Result<Value, String> {
        self.expect("<")?;
        let start = self.node()?;
        let mut hops = Vec::new();
        while !self.take(">") {
            let backward = self.take("<-");
            if !backward {
                self.expect("-")?;
            }
            let relationship = self.relationship()?;
            self.expect(if backward { "-" } else { "->" })?;
            hops.push(Hop {
                relationship,
                forward: !backward,
                to: self.node()?,
            });
        }
        Ok(Value::Path(start, hops))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Value {
        Value::String(text.to_owned())
    }

    fn map(entries: &[(&str, Value)]) -> Map {
        let entries = entries.iter();
        entries.map(|(k, v)| ((*k).to_owned(), v.clone())).collect()
    }

    fn node(labels: &[&str], properties: Map) -> Node {
        Node {
            labels: labels.iter().map(|&label| label.to_owned()).collect(),
            properties,
        }
    }

    fn relationship(kind: &str, properties: Map) -> Relationship {
        Relationship {
            kind: kind.to_owned(),
            properties,
        }
    }

    fn check(table: &[(&str, Value)]) {
        for (cell, value) in table {
            assert_eq!(Value::read(cell).as_ref(), Ok(value), "{cell}");
        }
    }

    #[test]
    fn scalars_are_read() {
        check(&[
            ("null", Value::Null),
            (" true ", Value::Boolean(true)),
            ("-7", Value::Integer(-7)),
            ("9223372036854775807", Value::Integer(i64::MAX)),
            ("1.0", Value::Float(1.0)),
            ("-.5", Value::Float(-0.5)),
            ("1e-305", Value::Float(1e-305)),
            ("Inf", Value::Float(f64::INFINITY)),
            (r"'it\'s \\ “1”'", text(r"it's \ “1”")),
            ("'2015-07-21T21:40+01:00'", text("2015-07-21T21:40+01:00")),
        ]);
        assert!(matches!(Value::read("NaN"), Ok(Value::Float(x)) if x.is_nan()));
    }

    #[test]
    fn what_holds_others_is_read() {
        let one = || Value::Integer(1);
        let inner = Value::List(vec![text("a"), Value::Null]);
        let hop = |kind, forward, to: &str| Hop {
            relationship: relationship(kind, Map::new()),
            forward,
            to: node(&[to], Map::new()),
        };
        let start = || node(&["A"], Map::new());
        let hops = vec![hop("T", true, "B"), hop("U", false, "C")];
        let nested = map(&[("b", one()), ("a b", Value::Map(Map::new()))]);
        let labelled = node(&["A", "B"], map(&[("x", text("y"))]));
        let typed = relationship("T", map(&[("x", one())]));
        check(&[
            ("[]", Value::List(vec![])),
            ("[1, ['a', null]]", Value::List(vec![one(), inner])),
            ("{b: 1, `a b`: {}}", Value::Map(nested)),
            ("(:B:A {x: 'y'})", Value::Node(labelled)),
            ("[:T {x: 1}]", Value::Relationship(typed)),
            ("<(:A)>", Value::Path(start(), vec![])),
            ("<(:A)-[:T]->(:B)<-[:U]-(:C)>", Value::Path(start(), hops)),
        ]);
    }

    #[test]
    fn what_is_no_value_is_refused() {
        for cell in [
            "",
            "nul",
            "1 2",
            "[1",
            "'a",
            "{a 1}",
            "(:)",
            "<(:A)-[:T]-(:B)>",
            "infinity",
        ] {
            assert!(Value::read(cell).is_err(), "{cell}");
        }
    }
}
