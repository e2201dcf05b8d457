//! Characters that look like Cypher's but are not: what Chinese input methods, word processors
//! and web pages put in their place. Knows which ASCII characters were meant, nothing else.

/// The ASCII that was most likely meant by a character Cypher does not know.
pub(super) fn ascii_for(c: char) -> Option<String> {
    let ascii = match c {
        '“' | '”' | '„' | '‟' | '«' | '»' | '『' | '』' | '〝' | '〞' => "\"",
        '‘' | '’' | '‚' | '‛' | '´' | '「' | '」' | '‹' | '›' => "'",
        '、' => ",",
        '。' | '．' | '｡' | '·' | '・' => ".",
        '…' | '‥' => "..",
        '【' | '〔' | '〖' => "[",
        '】' | '〕' | '〗' => "]",
        '《' | '〈' | '⟨' | '﹤' => "<",
        '》' | '〉' | '⟩' | '﹥' => ">",
        '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | '﹘' | '﹣' | '\u{AD}' => "-",
        '→' | '⟶' | '➔' | '➜' => "->",
        '←' | '⟵' => "<-",
        '↔' | '⟷' => "--",
        '≤' | '⩽' => "<=",
        '≥' | '⩾' => ">=",
        '≠' => "<>",
        '×' | '∗' | '⋅' => "*",
        '÷' | '∕' => "/",
        '∧' => "AND",
        '∨' => "OR",
        '¬' => "NOT",
        '∈' => "IN",
        '¥' | '￥' => "$",
        '︰' | '﹕' | '∶' => ":",
        '\u{FF01}'..='\u{FF5E}' => return full_width(c),
        _ => return None,
    };
    Some(ascii.to_string())
}

/// The full-width forms stand in the order of ASCII.
fn full_width(c: char) -> Option<String> {
    let ascii = u32::from(c).checked_sub(0xFEE0).and_then(char::from_u32)?;
    Some(ascii.to_string())
}
