"""What bench/reading.py measures beside a chapter's page: search, fonts, typography."""

import sys
from collections.abc import Iterator
from pathlib import Path

from figures import Figure
from host import PAGE, Site
from playwright.sync_api import Browser, Request

ROOT = Path(__file__).parent.parent
FONTS = ROOT / "static" / "fonts"
WORDS = ("harbour", "the", "Margit said")
"""Asked for: a common word, the commonest, two."""


def searching(browser: Browser, site: Site) -> Iterator[Figure]:
    """Bytes that a search takes, beside its engine; before it is opened, none."""
    for words in ("", *WORDS):
        with browser.new_context() as context:
            page = context.new_page()
            asked = list[Request]()
            page.on("requestfinished", lambda request, asked=asked: asked.append(request))
            page.goto(site.base + ("search.html" if words else PAGE), wait_until="networkidle")
            if words:
                page.locator("input").press_sequentially(words)
                page.wait_for_timeout(1500)
            sizes = [r.sizes()["responseBodySize"] for r in asked if "/search/" in r.url]
            what = f"a search for “{words}”" if words else "search, before it is opened"
            yield Figure(what, sum(sizes), 30_000 if words else 0, unit=" B")


def fonts() -> Iterator[Figure]:
    """Both faces, by the blocks that a story's letters need."""

    def weight(*blocks: str) -> int:
        styles = ("literata", "literata-italic")
        files = (FONTS / f"{style}-{block}.woff2" for style in styles for block in blocks)
        return sum(file.stat().st_size for file in files)

    yield Figure("both faces, all of Latin", weight("latin", "latin-ext"), 36_000, unit=" B")
    yield Figure("what Russian and Kazakh add", weight("cyrillic"), 26_000, unit=" B")


def typography() -> Iterator[Figure]:
    """Cases of tests/typography that come out right, of a hundred."""
    sys.path += [str(ROOT), str(ROOT / "tests" / "typography")]
    from test_typography import LANGUAGES, cases

    from dastan.prose.typography import typeset

    for language in LANGUAGES:
        all_cases = [case for part in cases(language) for case in part]
        right = sum(typeset(html, language) == wanted for _, html, wanted in all_cases)
        share = 100 * right / len(all_cases)
        yield Figure(
            f"typography, {language}: of {len(all_cases)} cases", share, 100, 99, unit=" %"
        )
