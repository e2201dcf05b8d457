//! A random folder of data, the same on every machine: models that build on earlier ones and use
//! techniques, rows in random order, a few properties each.

use std::fmt::Write;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// What was written.
#[derive(Debug)]
pub(crate) struct Folder {
    pub(crate) path: PathBuf,
    /// The id of the youngest model.
    pub(crate) root: String,
    /// The size of all files.
    pub(crate) bytes: usize,
}

/// splitmix64, by Sebastiano Vigna: small, and equal everywhere.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub(crate) fn below(&mut self, n: u32) -> u32 {
        (self.next() % u64::from(n.max(1))) as u32
    }

    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in (1..items.len()).rev() {
            items.swap(i, self.below(i as u32 + 1) as usize);
        }
    }

    /// A number below `n`, low ones more often, the more the greater `power` is.
    pub(crate) fn low(&mut self, n: u32, power: u32) -> u32 {
        let unit = f64::from(self.below(1 << 30)) / f64::from(1u32 << 30);
        let mut share = 1.0;
        for _ in 0..power {
            share *= unit;
        }
        (f64::from(n) * share) as u32
    }

    /// One of some, of which there is at least one.
    pub(crate) fn pick<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.below(items.len() as u32) as usize]
    }
}

/// Four nodes in five are models; every model but the first builds on an earlier one, further
/// relationships fall at random, half of them `BUILDS_ON` in all.
pub(crate) fn write(path: &Path, nodes: u32, relationships: u32) -> io::Result<Folder> {
    let mut random = Random(1);
    let (models, builds_on) = (nodes / 5 * 4, relationships / 2);
    let files = [
        ("types.csv", TYPES.to_owned()),
        ("labels.csv", "label\nModel\nTechnique\n".to_owned()),
        ("sources.csv", "id,title\nhub,A model hub\n".to_owned()),
        ("nodes/Model.csv", model_rows(&mut random, models)),
        ("nodes/Technique.csv", technique_rows(nodes - models)),
        (
            "relationships/BUILDS_ON.csv",
            builds_on_rows(&mut random, models, builds_on),
        ),
        (
            "relationships/USES.csv",
            uses_rows(
                &mut random,
                models,
                nodes - models,
                relationships - builds_on,
            ),
        ),
    ];
    let bytes = write_files(path, &files)?;
    Ok(Folder {
        path: path.to_owned(),
        root: model_id(models - 1),
        bytes,
    })
}

/// Writes files by their paths in a folder; gives how many bytes they hold.
pub(crate) fn write_files<N: AsRef<Path>>(
    folder: &Path,
    files: &[(N, String)],
) -> io::Result<usize> {
    let mut bytes = 0;
    for (name, text) in files {
        let file = folder.join(name);
        fs::create_dir_all(file.parent().unwrap_or(folder))?;
        bytes += text.len();
        fs::write(file, text)?;
    }
    Ok(bytes)
}

const TYPES: &str = "type,from,to,meaning,inverse,origin,lineage\n\
    BUILDS_ON,Model,Model,builds on,is built on by,end,true\n\
    USES,Model,Technique,uses,is used by,end,false\n";

/// Ids whose order is not that of age.
fn model_id(age: u32) -> String {
    format!("model-{:08x}", age.wrapping_mul(0x9e37_79b1))
}

/// Writing to a `String` cannot fail.
macro_rules! line {
    ($out:expr, $($what:tt)*) => {{ let _ = writeln!($out, $($what)*); }};
}

fn model_rows(random: &mut Random, models: u32) -> String {
    let mut ages: Vec<u32> = (0..models).collect();
    random.shuffle(&mut ages);
    let mut text = "id:ID,name,released:date,parameters:long,source_id,locator\n".to_owned();
    for age in ages {
        let id = model_id(age);
        let name = match random.below(10) {
            0 => format!("\"Model {age}, large\""),
            1 => format!("模型 {age}"),
            _ => format!("Model {age}"),
        };
        let released = released(random, age, models);
        let parameters = match random.below(4) {
            0 => String::new(),
            _ => (u64::from(random.below(1 << 20)) * 1_000_000).to_string(),
        };
        line!(
            text,
            "{id},{name},{released},{parameters},hub,page {}",
            age % 97
        );
    }
    text
}

/// A date of any precision, or none, growing with age.
fn released(random: &mut Random, age: u32, models: u32) -> String {
    let day = u64::from(age) * 12 * 28 * 20 / u64::from(models);
    let (year, month, day) = (2004 + day / 336, 1 + day / 28 % 12, 1 + day % 28);
    match random.below(4) {
        0 => String::new(),
        1 => format!("{year}"),
        2 => format!("{year}-{month:02}"),
        _ => format!("{year}-{month:02}-{day:02}"),
    }
}

fn technique_rows(techniques: u32) -> String {
    let mut text = "id:ID,name,source_id,locator\n".to_owned();
    for i in 0..techniques {
        line!(text, "technique-{i},Technique {i},hub,list");
    }
    text
}

fn builds_on_rows(random: &mut Random, models: u32, count: u32) -> String {
    let mut starts: Vec<u32> = (0..count).map(|i| 1 + i % (models - 1)).collect();
    random.shuffle(&mut starts);
    let mut text = ":START_ID,:END_ID,since:date,share:double,source_id,locator,note\n".to_owned();
    for start in starts {
        let (from, to) = (model_id(start), model_id(random.below(start)));
        let (since, share) = (2004 + random.below(20), random.below(1000));
        line!(
            text,
            "{from},{to},{since},0.{share:03},hub,card {},",
            share % 50
        );
    }
    text
}

fn uses_rows(random: &mut Random, models: u32, techniques: u32, count: u32) -> String {
    let mut text = ":START_ID,:END_ID,layers:long,source_id,locator,note\n".to_owned();
    for _ in 0..count {
        let (model, technique) = (random.below(models), random.below(techniques));
        let (from, layers) = (model_id(model), random.below(100));
        line!(
            text,
            "{from},technique-{technique},{layers},hub,card {},",
            layers % 50
        );
    }
    text
}
