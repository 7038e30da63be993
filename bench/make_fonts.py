"""Make the book's face: `static/fonts/*.woff2`, its licence, and `static/fonts.css`.

Run once by hand, never by a build: what it writes stands in git, and the same versions write the
same bytes. It needs `npm` on the path and three packages, best in an environment of their own:

    pip install "fonttools==4.68.0" "brotli==1.2.1" "uharfbuzz==0.57.0"
    python bench/make_fonts.py

**The source** is Literata 3.103 (SIL OFL 1.1, no reserved name) at weight 400 and optical size 14,
whole, as npm's `@expo-google-fonts/literata` carries it. `@fontsource-variable/literata` has the
same outlines cut into pieces, without the asterism, the daggers and the hyphen proper; and there
the letters of Kazakh stand apart from those of Russian, so that no pair like ғж is kerned.

**The blocks** are chosen by language, so that most stories load one: *latin* is all that English,
French, German and Spanish prose needs, *latin-ext* the rest of Latin, *cyrillic* every letter of
Russian, Kazakh and their neighbours. Hinting is dropped; so is the kerning of *latin-ext*, whose
letters stand among those of *latin*, and no browser kerns across two files.

**The ranges** are loose, because `fonts.css` travels with every page: they join over small gaps
and may overlap. Browsers try the rules of one family and style from the last to the first, and pass
over one whose font lacks the character (CSS Fonts 4, "Composite Faces"). So *latin* follows
*latin-ext*, which is then fetched for its own letters only; and *cyrillic* comes last, for soft
hyphens and word joiners, which no font needs to draw, go to the first font that is tried: in
another than their word's they would cut it in two, and its kerning with it.

**The fallback** is `Literata Fallback`: the reader's own Times New Roman, scaled so that text takes
as much room as it will in Literata; of italics, which are few, browsers make their own. Noto Serif,
which Android has, is nearly as wide as it is. With A the advance of a passage, kerned, and M an
ascent or a descent, both in em:

    size-adjust = A(Literata) / A(local)        M-override = M(Literata) / size-adjust

Fonts that are nobody's to hand out are measured by those drawn to have the same widths: Tinos for
Times New Roman and Liberation Serif.
"""

import io
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path
from typing import NamedTuple

import uharfbuzz
from fontTools import subset
from fontTools.ttLib import TTFont

STATIC = Path(__file__).resolve().parent.parent / "static"
STYLES = {"normal": "400Regular", "italic": "400Regular_Italic"}

ASCII = {chr(code) for code in range(0x20, 0x7F)}
WESTERN = set("ÀÁÄÆÇÉÊÍÑÓÔÖÚÜŒßàáâäæçèéêëíîïñóôöùúûüœ¡¿")
PUNCTUATION = set("“”„‘’‚«»‹›–—‒―‐…·•†‡⁂§©°′″×£€") | set("\u00a0\u2009\u200a")
SOFT_HYPHEN = "\u00ad"
EXTENDED = {chr(code) for code in (*range(0xA1, 0x250), *range(0x1E00, 0x1F00))} | set("ʻʼ")
CYRILLIC = {chr(code) for code in range(0x400, 0x460)} | set("ҐґҒғҚқҢңҮүҰұҺһӘәӨө")

ALIASES = {"\u2011": "\u2010", "\u202f": "\u2009"}
"""No-break forms that Literata lacks -> the glyph that draws them."""

GAP = 40
"""Code points from one character of a range to the next, at most."""


class Block(NamedTuple):
    """One part of the face: a file for each style, loaded when a page has one of its characters."""

    name: str
    characters: set[str]
    """What to keep, where Literata has it."""

    features: tuple[str, ...]
    """OpenType features to keep."""


LATIN = ASCII | WESTERN | PUNCTUATION | set(ALIASES)
BLOCKS = (
    Block("latin-ext", EXTENDED - LATIN - {SOFT_HYPHEN}, ("locl", "ccmp")),
    Block("latin", LATIN, ("kern", "liga", "locl", "ccmp", "onum")),
    # The acute is the stress mark of Russian primers; the signs are number, tenge and rouble.
    Block("cyrillic", CYRILLIC | set("\u0301№₸₽"), ("kern", "ccmp", "mark")),
)


class Local(NamedTuple):
    """A font that readers have, and where to measure it."""

    names: tuple[str, ...]
    """Full names, as `local()` wants them."""

    package: str
    """The npm package, with its version, of a font with the same widths."""

    file: str
    """Its roman, by the path within that package."""


def _google(family: str) -> dict[str, str]:
    """Style -> where the npm packages of Google's fonts keep it."""
    return {style: f"{folder}/{family}_{folder}.ttf" for style, folder in STYLES.items()}


LITERATA = "@expo-google-fonts/literata@0.4.3"
LITERATA_FILES = _google("Literata")
LOCALS = (
    Local(
        ("Times New Roman", "Liberation Serif"),
        "@expo-google-fonts/tinos@0.4.2",
        _google("Tinos")["normal"],
    ),
)

PASSAGE = """The road to the well was longer than it had been in spring. Aigul counted her steps,
as her grandfather had taught her, and stopped where the old fence ended. “You came back,” said the
boy; he did not look up from the bridle in his hands. “I said I would.” She put the bucket down.
Somewhere behind the hill a dog barked twice, and then there was nothing but the wind in the dry
grass, a sound like pages being turned, one after another, by somebody who is in no hurry at all.
“They’ll ask you where you were,” he went on. “And what will you say?” She thought of the station,
of the letter that was still in her coat, of the year when nobody had written. “The truth,” said
Aigul. “It’s shorter.”""".replace("\n", " ")


def fetch(package: str, into: Path) -> Path:
    """Unpack an npm package into a new folder of `into`; the folder that holds its files."""
    room = Path(tempfile.mkdtemp(dir=into))
    subprocess.run(["npm", "pack", "--silent", package], cwd=room, check=True, capture_output=True)
    with tarfile.open(next(room.glob("*.tgz"))) as archive:
        archive.extractall(room, filter="data")
    return room / "package"


def cut(source: Path, block: Block) -> tuple[bytes, set[str]]:
    """One block of a font as woff2, and the characters that it draws."""
    options = subset.Options(
        flavor="woff2",
        hinting=False,
        glyph_names=False,
        layout_features=list(block.features),
        name_IDs=[0, 1, 2, 4, 6, 13, 14],  # names; copyright and licence, as the OFL wants
        drop_tables=[*subset.Options().drop_tables, "STAT", "vhea", "vmtx"],
    )
    font = subset.load_font(source, options)
    for table in font["cmap"].tables:
        table.cmap |= {ord(new): table.cmap[ord(old)] for new, old in ALIASES.items()}
    drawn = block.characters & {chr(code) for code in font.getBestCmap()}
    subsetter = subset.Subsetter(options)
    subsetter.populate(text="".join(drawn))
    subsetter.subset(font)
    body = io.BytesIO()
    subset.save_font(font, body, options)
    return body.getvalue(), drawn


def unicode_range(characters: set[str]) -> str:
    """Characters as the value of `unicode-range`, in order, joined over gaps up to `GAP`."""
    runs: list[list[int]] = []
    for code in sorted(map(ord, characters)):
        if runs and code - runs[-1][1] <= GAP:
            runs[-1][1] = code
        else:
            runs.append([code, code])
    return ", ".join(f"U+{a:X}" if a == b else f"U+{a:X}-{b:X}" for a, b in runs)


def advance(source: Path) -> float:
    """The width of the passage, kerned as a browser would, in em."""
    face = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(source))
    buffer = uharfbuzz.Buffer()
    buffer.add_str(PASSAGE)
    buffer.guess_segment_properties()
    uharfbuzz.shape(uharfbuzz.Font(face), buffer)
    return float(sum(glyph.x_advance for glyph in buffer.glyph_positions) / face.upem)


def rule(family: str, *descriptors: str) -> str:
    """One `@font-face` rule."""
    lines = (f"font-family: {family}", *descriptors)
    return "@font-face {\n" + "".join(f"  {line};\n" for line in lines) + "}\n"


def book_rules(package: Path) -> list[str]:
    """Write the blocks of both styles, print their sizes, and return their rules."""
    rules = []
    for style, path in LITERATA_FILES.items():
        for block in BLOCKS:
            body, drawn = cut(package / path, block)
            prefix = "literata" if style == "normal" else "literata-italic"
            name = f"{prefix}-{block.name}.woff2"
            (STATIC / "fonts" / name).write_bytes(body)
            print(f"{name:32}{len(body):7} bytes {len(drawn):4} characters")
            slope = ["font-style: italic"] if style == "italic" else []
            source = f'src: url("fonts/{name}")'
            span = f"unicode-range: {unicode_range(drawn)}"
            rules.append(rule("Literata", *slope, source, "font-display: swap", span))
    return rules


def fallback_rules(package: Path, scratch: Path) -> list[str]:
    """Measure the local fonts, print the figures, and return their rules, the best one last."""
    literata = TTFont(package / LITERATA_FILES["normal"])
    metrics, em = literata["hhea"], literata["head"].unitsPerEm
    rules = []
    for local in reversed(LOCALS):
        unpacked = fetch(local.package, scratch)
        ratio = advance(package / LITERATA_FILES["normal"]) / advance(unpacked / local.file)
        ascent, descent = metrics.ascent / em / ratio, -metrics.descent / em / ratio
        print(f"{local.names[0]:24} size {ratio:.2%}, ascent {ascent:.2%}, descent {descent:.2%}")
        rules.append(
            rule(
                "Literata Fallback",
                "src: " + ", ".join(f'local("{name}")' for name in local.names),
                f"size-adjust: {ratio:.2%}",
                f"ascent-override: {ascent:.2%}",
                f"descent-override: {descent:.2%}",
                "line-gap-override: 0%",
            )
        )
    return rules


def main() -> None:
    """Write everything anew."""
    (STATIC / "fonts").mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        package = fetch(LITERATA, Path(folder))
        shutil.copyfile(package / "LICENSE_FONT", STATIC / "fonts" / "OFL.txt")
        rules = book_rules(package) + fallback_rules(package, Path(folder))
    head = "/* The book's face: made by bench/make_fonts.py, which explains it. */\n"
    (STATIC / "fonts.css").write_text("\n".join([head, *rules]), encoding="utf-8")


if __name__ == "__main__":
    main()
