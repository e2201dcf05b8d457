#!/usr/bin/env python3
"""Makes Block.ttf beside it: a font of tests, in which every character is a block half an em wide.

It has Latin, some punctuation, arrows and one Egyptian hieroglyph, which the bundled font lacks.

    pip install fonttools==4.60.1 && tests/data/font/make.py
"""
import pathlib

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

RANGES = [(0x21, 0x7E), (0xA1, 0xFF), (0x2010, 0x2027), (0x2190, 0x2193), (0x13000, 0x13000)]


def block(points):
    "A glyph of one outline; an empty one for no points."
    pen = TTGlyphPen(None)
    for number, point in enumerate(points):
        (pen.lineTo if number else pen.moveTo)(point)
    if points:
        pen.closePath()
    return pen.glyph()


characters = [c for first, last in RANGES for c in range(first, last + 1)]
names = {c: f"u{c:04X}" for c in characters}
order = [".notdef", "space", *names.values()]
square = block([(40, 0), (40, 700), (460, 700), (460, 0)])
builder = FontBuilder(1000, isTTF=True)
builder.setupGlyphOrder(order)
builder.setupCharacterMap({0x20: "space", 0xA0: "space", **names})
builder.setupGlyf({name: block([]) if name == "space" else square for name in order})
builder.setupHorizontalMetrics({name: (500, 0 if name == "space" else 40) for name in order})
builder.setupHorizontalHeader(ascent=800, descent=-200)
builder.setupNameTable({"familyName": "Block", "styleName": "Regular", "psName": "Block-Regular"})
builder.setupOS2(sTypoAscender=800, sTypoDescender=-200, usWinAscent=800, usWinDescent=200)
builder.setupPost(keepGlyphNames=False)
builder.updateHead(created=0, modified=0)
builder.font.recalcTimestamp = False
builder.save(pathlib.Path(__file__).with_name("Block.ttf"))
