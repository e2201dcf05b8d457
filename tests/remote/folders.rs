//! Graphs to push: random ones with cycles, and edits of one.

use std::fs;
use std::path::Path;

/// Three rows other than they were, and three rows less.
pub(super) fn edit(graph: &Path) {
    let replace = |file: &str, from: &str, to: &str| {
        let path = graph.join(file);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{file}: {from}");
        fs::write(path, text.replacen(from, to, 1)).unwrap();
    };
    replace("nodes/Company.csv", ",1978,Eastland,", ",1979,Eastland,");
    replace("relationships/RUNS.csv", "east,4,", "east,5,");
    replace("relationships/PART_OF.csv", "scanner-2,2,", "scanner-2,,");
    replace(
        "nodes/Material.csv",
        "lens-glass,Lens glass,镜头玻璃,,glass,handbook,3.3,stated,\n",
        "",
    );
    let made = "toolmaker-c,lens-glass,,handbook,3.3,stated,\n";
    replace("relationships/MAKES.csv", made, "");
    replace(
        "relationships/USES.csv",
        "scanner-1,lens-glass,handbook,3.3,stated,\n",
        "",
    );
}

/// A graph made of chance, the same for the same seed.
pub(super) struct Random {
    seed: u64,
}

/// The types, with their origins and whether lineage follows them.
const TYPES: [(&str, &str, bool); 4] = [
    ("COMES_FROM", "end", true),
    ("LEADS_TO", "start", true),
    ("KNOWS", "", false),
    ("BRINGS OUT", "start", false),
];

const NAMES: [&str; 8] = [
    "Alpha",
    "alpha",
    "Al-pha",
    "Beta 2",
    "文心一言",
    "文心 一言",
    "Γάμμα",
    "straße",
];

impl Random {
    pub(super) fn new(seed: u64) -> Random {
        Random { seed }
    }

    /// Numbers below so many, one after the other (xorshift).
    fn numbers(&self, salt: u64) -> impl FnMut(usize) -> usize {
        let mut state = (self.seed * 977 + salt + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        move |below| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state >> 33) as usize % below
        }
    }

    fn size(&self) -> usize {
        3 + self.seed as usize % 28
    }

    /// Writes it as a folder of ours.
    pub(super) fn write(&self, folder: &Path) {
        for part in ["nodes", "relationships"] {
            fs::create_dir_all(folder.join(part)).unwrap();
        }
        let mut number = self.numbers(1);
        fs::write(
            folder.join("labels.csv"),
            "label,name_zh,meaning\nThing,物,a thing\n",
        )
        .unwrap();
        let mut types = "type,from,to,meaning,inverse,origin,lineage,role\n".to_owned();
        for (name, origin, lineage) in TYPES {
            let role = if name == "BRINGS OUT" {
                "publisher"
            } else {
                ""
            };
            types.push_str(&format!("{name},,,,,{origin},{lineage},{role}\n"));
        }
        fs::write(folder.join("types.csv"), types).unwrap();
        fs::write(
            folder.join("sources.csv"),
            "id,title,date\nbook,A book,2020-02\n",
        )
        .unwrap();
        let mut nodes = ":ID,:LABEL,name,aliases:string[],released:date,size:long,weight:double,\
             source_id,status\n"
            .to_owned();
        let statuses = ["stated", "disputed", "inferred"];
        for i in 0..self.size() {
            let labels = ["Thing", "Thing;Other", "Other", ""][number(4)];
            let name = [NAMES[number(NAMES.len())].to_owned(), format!("Name {i}")];
            let alias = ["", "Alpha;A", "一;二"][number(3)];
            let date = ["", "2020", "2021-03", "2022-04-05"][number(4)];
            let (size, status) = (number(3), statuses[number(3)]);
            let name = &name[number(2)];
            let row =
                format!("n{i},{labels},{name},{alias},{date},{size},0.{size}5,book,{status}\n");
            nodes.push_str(&row);
        }
        fs::write(folder.join("nodes/_.csv"), nodes).unwrap();
        let mut rels =
            ":START_ID,:END_ID,:TYPE,since:date,share:double,source_id,status\n".to_owned();
        // More than there are pairs of nodes side by side: loops, cycles, parallels.
        for i in 0..self.size() * 2 {
            let (start, end) = (number(self.size()), number(self.size()));
            let (kind, since) = (TYPES[number(4)].0, ["", "2021", "2022-02"][number(3)]);
            let status = statuses[number(3)];
            rels.push_str(&format!(
                "n{start},n{end},{kind},{since},{i}.5,book,{status}\n"
            ));
        }
        fs::write(folder.join("relationships/_.csv"), rels).unwrap();
        let claims = "subject,property,value,source_id,locator,status\n\
                      n0,size,7,book,p. 1,disputed\nn1,released,2019-07,book,p. 2,stated\n";
        fs::write(folder.join("claims.csv"), claims).unwrap();
    }

    /// Questions about it.
    pub(super) fn questions(&self) -> Vec<Vec<String>> {
        let mut number = self.numbers(2);
        let mut node = || match number(3) {
            0 => NAMES[number(NAMES.len())].to_owned(),
            1 => format!("name{}", number(self.size() + 2)),
            _ => format!("n{}", number(self.size())),
        };
        let [a, b, c, d] = [node(), node(), node(), node()];
        let direction = ["--up", "--down"][number(2)];
        let depth = (number(4)).to_string();
        let more: &[&str] = [
            &["-k", "4"][..],
            &["--directed"],
            &["--all", "--max", "6"],
            &["--as-of", "2021", "-k", "2"],
            &["--type", "knows,LEADS_TO", "-k", "3"],
        ][number(5)];
        let path = [&["path", &c, &d], more].concat();
        let all: [&[&str]; 6] = [
            &["lineage", &a, direction],
            &[
                "lineage", &b, "--type", "*", "--depth", &depth, "--as-of", "2021-06",
            ],
            &path,
            &["show", &b],
            &[
                "list",
                "Thing",
                "--where",
                "size > 0",
                "--sort",
                "-weight,name",
            ],
            &["stats"],
        ];
        let owned = |words: &&[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        all.iter().map(owned).collect()
    }
}
