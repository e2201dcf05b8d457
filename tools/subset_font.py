#!/usr/bin/env python3
"""Makes assets/font/*.otf: the fonts that PNG and PDF are drawn with.

Noto Sans CJK SC (SIL Open Font License 1.1) as Debian's package fonts-noto-cjk installs it, cut to
Latin, Greek, punctuation, arrows, CJK punctuation, full-width forms, and Chinese characters: those
of GB 2312 and all that the bundled graph uses. The bold face has GB 2312's first level only.

    apt-get install fonts-noto-cjk && pip install fonttools==4.60.1
    tools/subset_font.py
"""
import pathlib
import sys

from fontTools import subset
from fontTools.ttLib import TTCollection

SOURCE = pathlib.Path("/usr/share/fonts/opentype/noto")
ROOT = pathlib.Path(__file__).resolve().parent.parent
LIMIT = 3_000_000


def gb2312(last_row):
    "The Chinese characters of GB 2312 up to a row; rows 16 to 55 are its first level."
    for row in range(16, last_row + 1):
        for cell in range(1, 95):
            try:
                yield ord(bytes([row + 0xA0, cell + 0xA0]).decode("gb2312"))
            except UnicodeDecodeError:
                pass


def characters(last_row):
    chosen = set(gb2312(last_row))
    for first, last in [(0x20, 0x7E), (0xA0, 0x17F), (0x391, 0x3C9), (0x2010, 0x2027), (0x2030, 0x203A),
                        (0x2190, 0x2193), (0x2200, 0x2212), (0x2460, 0x2473), (0x3000, 0x3017),
                        (0xFF01, 0xFF5E)]:
        chosen.update(range(first, last + 1))
    chosen.update(map(ord, "€™≈≠≤≥×÷∞√□○●◆★✓�"))
    for path in sorted((ROOT / "graph").rglob("*.csv")):
        chosen.update(map(ord, path.read_text(encoding="utf-8")))
    return {c for c in chosen if c >= 0x20}


def main():
    total = 0
    for face, last_row in [("Regular", 87), ("Bold", 55)]:
        collection = TTCollection(SOURCE / f"NotoSansCJK-{face}.ttc")
        font = next(f for f in collection.fonts if f["name"].getDebugName(1).startswith("Noto Sans CJK SC"))
        options = subset.Options()
        options.layout_features = ["kern"]
        options.hinting = False
        options.desubroutinize = False
        options.name_IDs = [0, 1, 2, 4, 6, 13, 14]
        options.name_languages = [0x409]
        options.notdef_outline = True
        options.drop_tables += ["VORG", "vhea", "vmtx", "BASE"]
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=characters(last_row))
        cutter.subset(font)
        # The time of making would differ from run to run.
        font["head"].modified = font["head"].created
        font.recalcTimestamp = False
        target = ROOT / "assets" / "font" / f"NotoSansSC-{face}-subset.otf"
        font.save(target)
        total += target.stat().st_size
        print(target.name, target.stat().st_size)
    if total > LIMIT:
        sys.exit(f"{total} bytes are more than {LIMIT}")


main()
