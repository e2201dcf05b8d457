//! The words of the pictures themselves, in English and Chinese.

use crate::model::Lang;

/// A word in English and Chinese.
pub(super) type Word = (&'static str, &'static str);

pub(super) const OTHER: Word = ("Other", "其他");
pub(super) const CLOSED: Word = ("closed weights", "权重未公开");
pub(super) const RESTRICTION: Word = ("restriction", "管制");
pub(super) const DISPUTED: Word = ("dotted: disputed by a source", "点线：存在争议");
pub(super) const LINEAGE: Word = ("Model lineage", "大模型谱系");
pub(super) const LINEAGE_ABOUT: Word = (
    "x = release date · arrow = from an origin to what came of it",
    "横轴为发布时间 · 箭头 = 由来源指向后来者",
);
pub(super) const CHAIN: Word = ("AI industry chain", "AI 产业链");
pub(super) const CHAIN_ABOUT: Word = (
    "policy, chips, frameworks, models, applications · arrow = from what feeds to what is fed",
    "政策、芯片、框架、模型、应用 · 箭头 = 由上游指向下游",
);
pub(super) const FLOW: Word = ("Relationships", "关系图");
pub(super) const FLOW_ABOUT: Word = (
    "arrow = from an origin to what came of it",
    "箭头 = 由来源指向后来者",
);

/// The layers of the industry chain from top to bottom.
pub(super) const LAYERS: &[(&str, Word)] = &[
    ("policy", ("Policy", "政策")),
    ("chip", ("Chips", "芯片层")),
    ("framework", ("Frameworks", "框架层")),
    ("model", ("Models", "模型层")),
    ("application", ("Applications", "应用层")),
    ("organization", ("Organizations", "机构")),
];

/// The lanes of a timeline from top to bottom.
pub(super) const MODALITIES: &[(&str, Word)] = &[
    ("vision", ("Vision", "视觉")),
    ("multimodal", ("Multimodal", "多模态")),
    ("text", ("Text", "文本")),
    ("audio", ("Audio", "音频")),
    ("code", ("Code", "代码")),
];

const COUNTRIES: &[Word] = &[
    ("China", "中国"),
    ("United States", "美国"),
    ("United Kingdom", "英国"),
    ("Canada", "加拿大"),
    ("France", "法国"),
    ("Germany", "德国"),
    ("Israel", "以色列"),
    ("Japan", "日本"),
    ("South Korea", "韩国"),
    ("open", "开放"),
    ("closed", "闭源"),
    ("api", "仅接口"),
];

/// The word as that choice of language shows it.
pub(super) fn say(word: Word, lang: Lang) -> String {
    match lang {
        Lang::En => word.0.to_owned(),
        Lang::Zh => word.1.to_owned(),
        Lang::Both => format!("{} · {}", word.1, word.0),
    }
}

/// A value of the data, translated where it is a known one.
pub(super) fn value(text: &str, lang: Lang) -> String {
    match COUNTRIES.iter().find(|(en, _)| *en == text) {
        Some(&word) if lang != Lang::En => say(word, lang),
        _ => text.to_owned(),
    }
}

/// A lane's name and the smaller one below it.
pub(super) fn lane(word: Word, lang: Lang) -> (String, String) {
    match lang {
        Lang::En => (word.0.to_owned(), String::new()),
        Lang::Zh => (word.1.to_owned(), String::new()),
        Lang::Both => (word.1.to_owned(), word.0.to_owned()),
    }
}
