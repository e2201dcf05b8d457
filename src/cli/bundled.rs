//! The data that is compiled into the program.

use std::borrow::Cow;

use include_dir::{Dir, include_dir};

static GRAPH: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/graph");

/// Every file of the bundled graph: its path within the folder, and its bytes.
pub(super) fn files() -> Vec<(String, Cow<'static, [u8]>)> {
    let mut files = Vec::new();
    let mut folders = vec![&GRAPH];
    while let Some(folder) = folders.pop() {
        folders.extend(folder.dirs());
        files.extend(folder.files().map(|file| {
            let path = file.path().to_string_lossy().replace('\\', "/");
            (path, Cow::Borrowed(file.contents()))
        }));
    }
    files.sort();
    files
}
