// What was open-sourced, by whom, when.
//
// aigraph run open-sourced
MATCH (thing)-[link:OPEN_SOURCED_BY]->(organization)
RETURN thing.name AS name,
       head([label IN labels(thing) WHERE NOT label STARTS WITH 'Aigraph']) AS kind,
       organization.name AS organization,
       link.since AS since
ORDER BY kind, name, organization;
