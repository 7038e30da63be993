"""What of its style sheets a page carries: enough for all that stands on it, and little more."""

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sites import lay, served, site_of
from stories import ROOT, page, story

from dastan.styles import asked, drawn, faces, in_script, on_page, squeeze, used

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ViewportSize

SHEETS = {
    "index.html": ["title.css"],
    "contents.html": ["lists.css"],
    "timeline.html": ["timeline.css"],
    "book.html": ["chapter.css", "blocks.css", "whole.css"],
    "people/tulpar.html": ["lists.css", "chapter.css", "blocks.css"],
    "chapters/steppe/the-races.html": ["chapter.css", "blocks.css"],
    "chapters/epilogue.html": ["chapter.css", "blocks.css"],
}
"""Pages of “hard”, and the sheets that their templates name beside those of every page."""

NARROW: "ViewportSize" = {"width": 900, "height": 700}
"""Without notes in the margin, which have a sheet of their own."""
OTHERWISE = """async whole => {
    const look = () => [...document.body.querySelectorAll("*")].flatMap((element, at) =>
        ["", "::before", "::after"].map(pseudo => {
            const style = getComputedStyle(element, pseudo);
            return [...style].map(name => `${at} ${element.className}${pseudo}
                ${name}: ${style.getPropertyValue(name)}`);
        })).flat();
    await document.fonts.ready;
    const before = look();
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(whole);
    document.querySelector("style").disabled = true;
    document.adoptedStyleSheets = [sheet];
    await Promise.all([...document.fonts].map(face => face.load().catch(() => 0)));
    const after = new Set(look());
    return [before.length, before.filter(line => !after.has(line))];
}"""
"""How much looks in some way, and what of that does not look so with `whole` for its style."""


@pytest.mark.parametrize(
    ("css", "html", "kept"),
    [
        (".a{x:y}.b{x:y}", '<p class="b c">', ".b{x:y}"),
        (".a,.b{x:y}", "<p class=b>", ".b{x:y}"),
        ("p .a em{x:y}p em{x:y}", "<p><em>", "p em{x:y}"),
        (":is(.a,em) em{x:y}", "<em>", ":is(.a,em) em{x:y}"),
        (":is(.a,p:not(.c,:is(.d,.e))) em,.f{x:y}", "<em>", ":is(.a,p:not(.c,:is(.d,.e))) em{x:y}"),
        (".a:hover::before{x:y}:root{x:y}[hidden]{x:y}", "<p>", ":root{x:y}[hidden]{x:y}"),
        ("@media print{.a{x:y}}@media print{.a,p{x:y}}", "<p>", "@media print{p{x:y}}"),
        ('p{background:url("data:}<svg class=a>{")}', "<P>", None),
        ("@page{x:y}@keyframes a{from{x:y}}@import 'b';.a{x:y}", "<p>", None),
        (".a{x:y;.b{x:y}}", "<p class='a'>", None),
        ("p{x:y}.never-closed{x:y", "<p>", "p{x:y}"),
    ],
)
def test_a_rule_stays_where_it_is_of_use(css: str, html: str, kept: str | None) -> None:
    assert used(css, on_page(html)) == (css if kept is None else kept)


def test_what_a_script_puts_on_a_page_counts() -> None:
    names = in_script("node.classList.add('night'); make(\"dl\", `a ${b} c`)")
    assert {".night", "dl"} <= names
    assert ".add" not in names
    assert used(".night dl{x:y}.day{x:y}", names) == ".night dl{x:y}"


def test_all_that_selectors_name_is_asked_for() -> None:
    css = squeeze("p > .a, H2.b:not(.c) { x: y } @media print { dl#d [e] { x: y } } @page { x: y }")
    assert asked(css) == {"p", ".a", "h2", ".b", "dl"}


def test_of_two_faces_that_have_a_letter_the_later_one_draws_it() -> None:
    rule = "@font-face{{font-family:F;src:url('{}');unicode-range:{}}}".format
    css = rule("ext", "U+A2-237") + rule("latin", "U+20-FC,U+152") + rule("cyrillic", "U+401-45F")
    tried = faces(css)

    def names(letters: str) -> set[str]:
        return {name for name in ("ext", "latin", "cyrillic") for f in drawn(tried, letters)
                if f"'{name}'" in f}  # fmt: skip

    assert names("Café") == {"latin"}
    assert names("Œ, Ḑ, ā") == {"latin", "ext"}
    assert names("Ёлка") == {"cyrillic"}
    assert used(css, drawn(tried, "a")) == rule("latin", "U+20-FC,U+152")


def test_a_page_carries_the_faces_of_its_letters() -> None:
    chapters = {
        "site_src/chapters/01-a.md": "# A\n\nPlain.\n",
        "site_src/chapters/02-b.md": "# B\n\nÖ and *Ғ*.\n",
    }
    report = story(chapters)
    found = [page(report, f"chapters/{name}.html").count("literata-cyrillic") for name in "ab"]
    assert found == [0, 1]
    assert "literata-cyrillic" in page(report, "search.html"), "which shows words of any page"


@pytest.mark.parametrize("path", SHEETS)
def test_nothing_looks_otherwise_for_the_rules_that_are_left_out(
    path: str, browser: "Browser", tmp_path: Path
) -> None:
    names = ["book.css", *SHEETS[path]]
    whole = squeeze("".join((ROOT / "static" / name).read_text("utf-8") for name in names))
    with served(lay(site_of("hard"), tmp_path)) as base, browser.new_page(viewport=NARROW) as shown:
        for media in ("screen", "print"):
            shown.goto(base + path)
            shown.emulate_media(media=media)
            own = "".join(re.findall(r"@font-face{.*?}", shown.inner_html("style")))
            assert len(shown.inner_html("style")) - len(own) < len(whole)
            looks, others = shown.evaluate(OTHERWISE, own + whole)
            assert looks > 10_000 and not others, f"{media}: {others[:3]}"
