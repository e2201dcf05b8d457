//! What the columns of a file hold, and headers in neo4j-admin's form.

use crate::model::PropertyType;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// The id of a node.
    Id,
    /// The id of the node that a relationship starts at.
    Start,
    /// The id of the node that it ends at.
    End,
    /// Labels of a node, split at `;`.
    Label,
    /// The type of a relationship.
    Type,
    /// What tells a relationship from parallel ones.
    Key,
    /// A property of a declared type.
    Property(PropertyType),
    /// A property whose type its cells tell.
    Inferred,
    /// Nothing that is read.
    Ignored,
}

/// A column of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Column {
    pub(super) role: Role,
    /// The property; empty where the role says all.
    pub(super) key: String,
    /// The id group of an id or an end.
    pub(super) group: String,
}

impl Column {
    /// A column of that role.
    pub(super) fn new(role: Role, key: &str) -> Column {
        Column {
            role,
            key: key.to_owned(),
            group: String::new(),
        }
    }

    /// Its name as headers write it, by which problems of the graph find it.
    pub(super) fn name(&self) -> String {
        match self.role {
            Role::Id => ":ID".to_owned(),
            Role::Start => ":START_ID".to_owned(),
            Role::End => ":END_ID".to_owned(),
            Role::Label => ":LABEL".to_owned(),
            Role::Type => ":TYPE".to_owned(),
            Role::Ignored => String::new(),
            _ => self.key.clone(),
        }
    }
}

/// Names of types that Neo4j has and we have not; their cells stay text.
const OTHER_TYPES: &[&str] = &[
    "datetime",
    "localdatetime",
    "time",
    "localtime",
    "duration",
    "point",
    "vector",
];

/// The column that a header cell in neo4j-admin's form declares: `id:ID(Person)`, `name`,
/// `released:date`, `:START_ID`.
///
/// # Errors
/// The type name that does not exist.
pub(super) fn parse(cell: &str) -> Result<Column, String> {
    let cell = match cell.split_once('{') {
        Some((declared, _)) if declared.contains(':') => declared,
        _ => cell,
    };
    let Some((key, declared)) = cell.rsplit_once(':') else {
        let kind = match cell {
            "aliases" => PropertyType::TextList,
            _ => PropertyType::Text,
        };
        return Ok(Column::new(Role::Property(kind), cell));
    };
    let (word, group) = match declared.split_once('(') {
        Some((word, group)) => (word, group.trim_end_matches(')')),
        None => (declared, ""),
    };
    let role = match word.trim().to_ascii_uppercase().as_str() {
        "ID" => Role::Id,
        "START_ID" => Role::Start,
        "END_ID" => Role::End,
        "LABEL" => Role::Label,
        "TYPE" => Role::Type,
        "IGNORE" => Role::Ignored,
        _ => Role::Property(property_type(word.trim()).ok_or_else(|| word.to_owned())?),
    };
    let mut column = Column::new(role, key);
    column.group = group.to_owned();
    Ok(column)
}

fn property_type(name: &str) -> Option<PropertyType> {
    let item = name.strip_suffix("[]").unwrap_or(name);
    let other = OTHER_TYPES.iter().any(|t| t.eq_ignore_ascii_case(item));
    match PropertyType::parse(name) {
        None if other && item.len() == name.len() => Some(PropertyType::Text),
        None if other => Some(PropertyType::TextList),
        known => known,
    }
}

/// Whether a header cell is one that only neo4j-admin's files have.
pub(super) fn is_marked(cell: &str) -> bool {
    let Some((_, declared)) = cell.rsplit_once(':') else {
        return false;
    };
    let word = declared.split(['(', '{']).next().unwrap_or_default();
    ["ID", "START_ID", "END_ID"]
        .iter()
        .any(|w| w.eq_ignore_ascii_case(word.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_headers() {
        let table: &[(&str, Role, &str, &str)] = &[
            ("id:ID", Role::Id, "id", ""),
            (":ID(Person)", Role::Id, "", "Person"),
            (
                "personId:ID(Person){label:Person}",
                Role::Id,
                "personId",
                "Person",
            ),
            (":START_ID(Person)", Role::Start, "", "Person"),
            (":end_id", Role::End, "", ""),
            (":LABEL", Role::Label, "", ""),
            ("x:IGNORE", Role::Ignored, "x", ""),
            ("name", Role::Property(PropertyType::Text), "name", ""),
            ("n:LONG", Role::Property(PropertyType::Integer), "n", ""),
            (
                "aliases:string[]",
                Role::Property(PropertyType::TextList),
                "aliases",
                "",
            ),
            ("at:datetime", Role::Property(PropertyType::Text), "at", ""),
            (
                "rdf:type:string",
                Role::Property(PropertyType::Text),
                "rdf:type",
                "",
            ),
        ];
        for &(cell, role, key, group) in table {
            let mut wanted = Column::new(role, key);
            wanted.group = group.to_owned();
            assert_eq!(parse(cell), Ok(wanted), "{cell}");
        }
        assert_eq!(parse("n:lnog"), Err("lnog".to_owned()));
    }
}
