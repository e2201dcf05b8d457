//! Names of properties where a format keeps some names for itself.

use std::borrow::Cow;

/// What stands before a property's key whose name is taken.
const PREFIX: &str = "property_";

/// The name of a property among names that a format keeps for itself: `property_id` where `id` is
/// taken. Different keys have different names.
pub fn rename<'k>(key: &'k str, taken: &[&str]) -> Cow<'k, str> {
    rename_if(key, |name| taken.contains(&name))
}

/// As [`rename`], where a rule says which names are taken.
pub fn rename_if(key: &str, is_taken: impl FnOnce(&str) -> bool) -> Cow<'_, str> {
    match is_taken(bare(key)) {
        true => Cow::Owned(format!("{PREFIX}{key}")),
        false => Cow::Borrowed(key),
    }
}

/// The key of the property that [`rename`] gives this name.
pub fn restore<'k>(name: &'k str, taken: &[&str]) -> &'k str {
    match name.strip_prefix(PREFIX) {
        Some(key) if taken.contains(&bare(key)) => key,
        _ => name,
    }
}

fn bare(mut name: &str) -> &str {
    while let Some(rest) = name.strip_prefix(PREFIX) {
        name = rest;
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_leads_back_to_its_key() {
        let taken = ["id", "type"];
        for (key, name) in [
            ("id", "property_id"),
            ("property_id", "property_property_id"),
            ("property_", "property_"),
            ("property_name", "property_name"),
            ("name", "name"),
        ] {
            assert_eq!(rename(key, &taken), name);
            assert_eq!(restore(name, &taken), key);
        }
    }
}
