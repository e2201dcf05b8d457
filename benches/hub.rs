//! A random graph the size of a model hub, the same on every machine: organizations release models
//! that build on earlier ones, a few of them on by thousands; models are trained on chips, which
//! policies restrict; applications use models. No two relationships are of one type and between
//! the same nodes, so that programs that count walks and programs that count trails agree.

use std::collections::HashSet;
use std::fmt::Write;
use std::io;
use std::path::Path;

use crate::folder::{Random, write_files};

/// How many of what there are.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Size {
    pub(crate) name: &'static str,
    pub(crate) relationships: usize,
    organizations: u32,
    models: u32,
    chips: u32,
    applications: u32,
    trained_on: usize,
    /// Of ten models, how many build on none, one, two; the others on three.
    parents: [u32; 3],
}

const POLICIES: u32 = 40;

/// A few seconds, half a minute, minutes, and as large as fits into 24 GB.
pub(crate) const SIZES: [Size; 4] = [S, M, L, XL];

const S: Size = Size {
    name: "S",
    relationships: 30_000,
    organizations: 600,
    models: 8_500,
    chips: 60,
    applications: 800,
    trained_on: 5_000,
    parents: [3, 4, 2],
};

/// What queries are measured on.
pub(crate) const M: Size = Size {
    name: "M",
    relationships: 1_000_000,
    organizations: 12_000,
    models: 170_000,
    chips: 400,
    applications: 17_560,
    trained_on: 240_000,
    parents: [1, 2, 2],
};

const L: Size = Size {
    name: "L",
    relationships: 6_000_000,
    organizations: 120_000,
    models: 1_700_000,
    chips: 400,
    applications: 179_560,
    trained_on: 1_000_000,
    parents: [3, 4, 2],
};

const XL: Size = Size {
    name: "XL",
    relationships: 40_000_000,
    organizations: 600_000,
    models: 8_500_000,
    chips: 400,
    applications: 899_560,
    trained_on: 8_500_000,
    parents: [2, 3, 3],
};

impl Size {
    pub(crate) fn nodes(&self) -> u32 {
        self.counts().iter().map(|(_, count)| count).sum()
    }

    /// The labels, in the order in which [`far`] numbers nodes.
    fn counts(&self) -> [(&'static str, u32); 5] {
        [
            ("Model", self.models),
            ("Organization", self.organizations),
            ("Chip", self.chips),
            ("Policy", POLICIES),
            ("Application", self.applications),
        ]
    }
}

/// What the tasks ask about.
#[derive(Debug, serde::Deserialize, serde::Serialize)]
pub(crate) struct Hub {
    /// The model on which most others build.
    pub(crate) hub: String,
    /// An application, and one as far from it as any node is.
    pub(crate) ends: [String; 2],
    /// The policy that restricts most chips.
    pub(crate) policy: String,
    /// The model with most ancestors among the last ones, and an ancestor as far from it as any.
    pub(crate) ancestor: [String; 2],
    /// The first of these.
    pub(crate) root: String,
    /// A thousand models.
    pub(crate) some: Vec<String>,
    /// The size of all files.
    pub(crate) bytes: usize,
}

/// Pairs of numbers, each once, in the order in which they were found.
#[derive(Default)]
struct Pairs {
    all: Vec<(u32, u32)>,
    known: HashSet<(u32, u32)>,
}

impl Pairs {
    fn add(&mut self, from: u32, to: u32) {
        if self.known.insert((from, to)) {
            self.all.push((from, to));
        }
    }
}

/// A relationship type: its name, the labels of its ends, what hangs between them.
type Type = (&'static str, [&'static str; 2], Vec<(u32, u32)>);

/// Writes the folder of data.
pub(crate) fn write(path: &Path, size: &Size) -> io::Result<Hub> {
    let mut random = Random(7);
    let types = types(&mut random, size);
    let mut files = vec![
        ("types.csv".to_owned(), TYPES.to_owned()),
        ("labels.csv".to_owned(), LABELS.to_owned()),
        ("sources.csv".to_owned(), "id,title\nhub,A hub\n".to_owned()),
        (
            "nodes/Model.csv".to_owned(),
            models(&mut random, size.models),
        ),
    ];
    for (label, count) in &size.counts()[1..] {
        let mut text = "id:ID,name,source_id,locator\n".to_owned();
        for i in 0..*count {
            let _ = writeln!(text, "{},{label} {i},hub,list", id(label, i));
        }
        files.push((format!("nodes/{label}.csv"), text));
    }
    for (name, [from, to], pairs) in &types {
        let mut pairs = pairs.clone();
        random.shuffle(&mut pairs);
        let mut text = ":START_ID,:END_ID,year:long,source_id,locator\n".to_owned();
        for (start, end) in pairs {
            let year = 2017 + random.below(9);
            let (start, end) = (id(from, start), id(to, end));
            let _ = writeln!(text, "{start},{end},{year},hub,card {}", year % 7);
        }
        files.push((format!("relationships/{name}.csv"), text));
    }
    let bytes = write_files(path, &files)?;
    let ancestor = deepest(&types[0].2, size.models).map(|number| id("Model", number));
    let some = (0..1000.min(size.models)).map(|_| id("Model", random.below(size.models)));
    Ok(Hub {
        hub: id("Model", most(&types[0].2, size.models)),
        ends: far(&types, size),
        policy: id("Policy", most(&types[3].2, POLICIES)),
        some: some.collect(),
        root: ancestor[0].clone(),
        ancestor,
        bytes,
    })
}

const LABELS: &str = "label\nModel\nOrganization\nChip\nPolicy\nApplication\n";

const TYPES: &str = "type,from,to,meaning,inverse,origin,lineage\n\
    BUILDS_ON,Model,Model,builds on,is built on by,end,true\n\
    RELEASES,Organization,Model,releases,is released by,start,false\n\
    TRAINED_ON,Model,Chip,is trained on,trains,end,false\n\
    RESTRICTED_BY,Chip,Policy,is restricted by,restricts,end,false\n\
    USES,Application,Model,uses,is used by,end,false\n";

fn id(label: &str, number: u32) -> String {
    let mixed = number.wrapping_mul(0x9e37_79b1);
    format!("{}-{mixed:08x}", label.to_lowercase())
}

fn types(random: &mut Random, size: &Size) -> Vec<Type> {
    let builds_on = builds_on(random, size);
    let mut releases = Pairs::default();
    for model in 0..size.models {
        releases.add(random.low(size.organizations, 4), model);
    }
    let (mut trained, mut restricted, mut uses) =
        (Pairs::default(), Pairs::default(), Pairs::default());
    while trained.all.len() < size.trained_on {
        trained.add(random.below(size.models), random.low(size.chips, 2));
    }
    while restricted.all.len() < size.chips as usize * 2 {
        restricted.add(random.below(size.chips), random.low(POLICIES, 2));
    }
    let others = [&builds_on, &releases, &trained, &restricted];
    let left = size.relationships - others.iter().map(|pairs| pairs.all.len()).sum::<usize>();
    while uses.all.len() < left {
        // Half of them use what others build on.
        let model = match random.below(2) {
            0 => random.below(size.models),
            _ => random.pick(&builds_on.all).1,
        };
        uses.add(random.below(size.applications), model);
    }
    vec![
        ("BUILDS_ON", ["Model", "Model"], builds_on.all),
        ("RELEASES", ["Organization", "Model"], releases.all),
        ("TRAINED_ON", ["Model", "Chip"], trained.all),
        ("RESTRICTED_BY", ["Chip", "Policy"], restricted.all),
        ("USES", ["Application", "Model"], uses.all),
    ]
}

/// Up to three earlier models of each: half of them what others build on as well, which makes
/// hubs; a fifth what the first one builds on, which makes triangles; some the model before, which
/// makes long chains.
fn builds_on(random: &mut Random, size: &Size) -> Pairs {
    let mut pairs = Pairs::default();
    pairs.add(1, 0);
    let mut parents: Vec<u32> = vec![u32::MAX; size.models as usize];
    parents[1] = 0;
    let [none, one, two] = size.parents;
    for model in 2..size.models {
        let draw = random.below(10);
        let count = match draw {
            _ if draw < none => 0,
            _ if draw < none + one => 1,
            _ if draw < none + one + two => 2,
            _ => 3,
        };
        for nth in 0..count {
            let grandparent = parents[model as usize];
            let above = parents.get(grandparent as usize).copied();
            let parent = match (random.below(100), nth > 0, above) {
                (0..20, true, Some(above)) if above != u32::MAX => above,
                (0..60, _, _) => random.pick(&pairs.all).1,
                (60..85, _, _) => random.below(model),
                _ => model - 1,
            };
            parents[model as usize] = parent;
            pairs.add(model, parent);
        }
    }
    pairs
}

const LICENSES: [&str; 8] = [
    "apache-2.0",
    "mit",
    "llama3",
    "gemma",
    "cc-by-4.0",
    "cc-by-nc-4.0",
    "openrail",
    "other",
];

fn models(random: &mut Random, count: u32) -> String {
    let mut text = "id:ID,name,released:date,downloads:long,license,source_id,locator\n".to_owned();
    let mut numbers: Vec<u32> = (0..count).collect();
    random.shuffle(&mut numbers);
    for number in numbers {
        // Twelve years of days, whatever the number of models.
        let day = (u64::from(number) * 3700 / u64::from(count)) as u32;
        let (year, month, day) = (2015 + day / 336, 1 + day / 28 % 12, 1 + day % 28);
        let (downloads, license) = (random.low(5_000_000, 3), random.below(8));
        let _ = writeln!(
            text,
            "{},Model {number},{year}-{month:02}-{day:02},{downloads},{},hub,card",
            id("Model", number),
            LICENSES[license as usize]
        );
    }
    text
}

/// The number that is an end most often, of those below a limit.
fn most(pairs: &[(u32, u32)], limit: u32) -> u32 {
    let mut counts = vec![0u32; limit as usize];
    pairs.iter().for_each(|&(_, end)| counts[end as usize] += 1);
    let best = (0..limit).max_by_key(|&n| (counts[n as usize], n));
    best.unwrap_or(0)
}

/// The first application that uses a model, and the application that a search over all
/// relationships from it meets last.
fn far(types: &[Type], size: &Size) -> [String; 2] {
    let counts = size.counts();
    let first = |label: &str| -> u32 {
        let before = counts.iter().take_while(|(known, _)| *known != label);
        before.map(|(_, count)| count).sum()
    };
    let mut around = vec![Vec::new(); size.nodes() as usize];
    for (_, [from, to], pairs) in types {
        for (start, end) in pairs {
            let (start, end) = (first(from) + start, first(to) + end);
            around[start as usize].push(end);
            around[end as usize].push(start);
        }
    }
    let application = first("Application");
    let start = types[4].2[0].0 + application;
    let (mut met, mut found) = (vec![false; size.nodes() as usize], vec![start]);
    met[start as usize] = true;
    let mut at = 0;
    while let Some(&node) = found.get(at) {
        at += 1;
        for &next in &around[node as usize] {
            if !std::mem::replace(&mut met[next as usize], true) {
                found.push(next);
            }
        }
    }
    let last = found.iter().rev().find(|&&node| node >= application);
    [start, *last.unwrap_or(&start)].map(|node| id("Application", node - application))
}

/// Of the last models that build on others the one with most ancestors, and the ancestor that a
/// search from it meets last.
fn deepest(pairs: &[(u32, u32)], models: u32) -> [u32; 2] {
    let mut parents = vec![Vec::new(); models as usize];
    pairs
        .iter()
        .for_each(|&(start, end)| parents[start as usize].push(end));
    let reached = |from: u32| {
        let (mut met, mut found, mut at) = (HashSet::from([from]), vec![from], 0);
        while let Some(&node) = found.get(at) {
            at += 1;
            found.extend(
                parents[node as usize]
                    .iter()
                    .filter(|&&next| met.insert(next)),
            );
        }
        found
    };
    let tried = (1..=40).map(|i| reached(models - i * (models / 80)));
    let most = tried.max_by_key(Vec::len).unwrap_or_default();
    [most.first(), most.last()].map(|node| node.copied().unwrap_or(0))
}
