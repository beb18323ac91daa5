"""Makes stamp.otf: the characters a stamp may need, out of Noto Sans CJK SC.

The characters: GB 2312 whole, the rest of the Table of General Standard Chinese Characters (2013), which has the rare
characters of place names (beyond-gb2312.txt), and ASCII. Hints and layout tables go, because a stamp is one line of
plain text at 14 pixels and more.

    apt-get install fonts-noto-cjk && pip install fonttools && python3 crates/photos/fonts/make.py
"""

from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTCollection

HERE = Path(__file__).parent
SOURCE = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"
FACE = "Noto Sans CJK SC"


def gb2312() -> str:
    cells = (bytes([row, cell]) for row in range(0xA1, 0xF8) for cell in range(0xA1, 0xFF))
    return "".join(cell.decode("gb2312", "ignore") for cell in cells)


font = next(face for face in TTCollection(SOURCE, recalcTimestamp=False).fonts if face["name"].getDebugName(4) == FACE)
options = subset.Options(
    hinting=False,
    layout_features=[],
    notdef_outline=True,
    name_IDs=[0, 1, 2, 3, 5, 13, 14],
)
options.drop_tables += ["vhea", "vmtx", "VORG", "BASE", "GSUB", "GPOS"]
subsetter = subset.Subsetter(options)
ascii_text = "".join(map(chr, range(0x20, 0x7F)))
# As phones type them today; GB 2312 stands for other code points of the same signs.
signs = "·–—•"
beyond = (HERE / "beyond-gb2312.txt").read_text("utf-8").strip()
subsetter.populate(text=ascii_text + signs + gb2312() + beyond)
subsetter.subset(font)
font.save(HERE / "stamp.otf")
print((HERE / "stamp.otf").stat().st_size, "bytes,", len(font.getBestCmap()), "characters")
