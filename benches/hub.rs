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
pub(crate) const NODES: u32 = ORGANIZATIONS + MODELS + CHIPS + POLICIES + APPLICATIONS;
pub(crate) const RELATIONSHIPS: usize = 1_000_000;
const ORGANIZATIONS: u32 = 12_000;
const MODELS: u32 = 170_000;
const CHIPS: u32 = 400;
const POLICIES: u32 = 40;
const APPLICATIONS: u32 = 17_560;
const TRAINED_ON: usize = 240_000;
const RESTRICTED_BY: usize = 800;

/// What the tasks ask about.
#[derive(Debug, serde::Serialize)]
pub(crate) struct Hub {
    /// The model on which most others build.
    pub(crate) hub: String,
    /// An application, and one as far from it as any node is.
    pub(crate) ends: [String; 2],
    /// The policy that restricts most chips.
    pub(crate) policy: String,
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
pub(crate) fn write(path: &Path) -> io::Result<Hub> {
    let mut random = Random(7);
    let types = types(&mut random);
    let mut files = vec![
        ("types.csv".to_owned(), TYPES.to_owned()),
        ("labels.csv".to_owned(), LABELS.to_owned()),
        ("sources.csv".to_owned(), "id,title\nhub,A hub\n".to_owned()),
        ("nodes/Model.csv".to_owned(), models(&mut random)),
    ];
    let others = [
        ("Organization", ORGANIZATIONS),
        ("Chip", CHIPS),
        ("Policy", POLICIES),
        ("Application", APPLICATIONS),
    ];
    for (label, count) in others {
        let mut text = "id:ID,name,source_id,locator\n".to_owned();
        for i in 0..count {
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
    Ok(Hub {
        hub: id("Model", most(&types[0].2, MODELS)),
        ends: far(&types),
        policy: id("Policy", most(&types[3].2, POLICIES)),
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

fn types(random: &mut Random) -> Vec<Type> {
    let builds_on = builds_on(random);
    let mut releases = Pairs::default();
    for model in 0..MODELS {
        releases.add(random.low(ORGANIZATIONS, 4), model);
    }
    let (mut trained, mut restricted, mut uses) =
        (Pairs::default(), Pairs::default(), Pairs::default());
    while trained.all.len() < TRAINED_ON {
        trained.add(random.below(MODELS), random.low(CHIPS, 2));
    }
    while restricted.all.len() < RESTRICTED_BY {
        restricted.add(random.below(CHIPS), random.low(POLICIES, 2));
    }
    let others = [&builds_on, &releases, &trained, &restricted];
    let left = RELATIONSHIPS - others.iter().map(|pairs| pairs.all.len()).sum::<usize>();
    while uses.all.len() < left {
        // Half of them use what others build on.
        let model = match random.below(2) {
            0 => random.below(MODELS),
            _ => random.pick(&builds_on.all).1,
        };
        uses.add(random.below(APPLICATIONS), model);
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
fn builds_on(random: &mut Random) -> Pairs {
    let mut pairs = Pairs::default();
    pairs.add(1, 0);
    let mut parents: Vec<u32> = vec![u32::MAX; MODELS as usize];
    parents[1] = 0;
    for model in 2..MODELS {
        for nth in 0..random.below(10).min(6).div_ceil(2) {
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

fn models(random: &mut Random) -> String {
    let mut text = "id:ID,name,released:date,downloads:long,license,source_id,locator\n".to_owned();
    let mut numbers: Vec<u32> = (0..MODELS).collect();
    random.shuffle(&mut numbers);
    for number in numbers {
        let day = number / 46;
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
fn far(types: &[Type]) -> [String; 2] {
    let labels = ["Model", "Organization", "Chip", "Policy", "Application"];
    let counts = [MODELS, ORGANIZATIONS, CHIPS, POLICIES, APPLICATIONS];
    let place = |label: &str| labels.iter().position(|known| *known == label).unwrap_or(0);
    let first = |label: &str| counts[..place(label)].iter().sum::<u32>();
    let mut around = vec![Vec::new(); NODES as usize];
    for (_, [from, to], pairs) in types {
        for (start, end) in pairs {
            let (start, end) = (first(from) + start, first(to) + end);
            around[start as usize].push(end);
            around[end as usize].push(start);
        }
    }
    let application = first("Application");
    let start = types[4].2[0].0 + application;
    let (mut met, mut found) = (vec![false; NODES as usize], vec![start]);
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
