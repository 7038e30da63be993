"""Stories of every length, before the checkers: nothing yet, one chapter, a chapter a day.

EPUBCheck and the feed parser read the same stories in test_epub.py and test_feeds.py.
"""

from collections.abc import Callable, Iterable
from pathlib import Path
from xml.etree import ElementTree

import pytest
from books import ONE, YEAR, in_every_script, year
from sites import lay
from stories import Files, story

from dastan.features import FEATURES, cards
from dastan.pipeline import Report

URL = "https://example.org/repo"
STORIES: dict[str, Callable[[], Files]] = {
    "no chapters": dict,
    "one chapter": lambda: ONE,
    "every script": in_every_script,
    "year": year,
}
FEW = 12
"""Pages of one kind that are enough for the Nu checker, which is slow."""
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture(scope="module")
def reports() -> dict[str, Report]:
    features = [feature for feature in FEATURES if feature is not cards]
    found = {}
    for name, files in STORIES.items():
        told = {"site_src/story.yml": "title: A test\n", **files()}
        text = told["site_src/story.yml"]
        text = text if isinstance(text, str) else text.decode()
        url = "" if "url:" in text else f"url: {URL}\n"
        found[name] = story({**told, "site_src/story.yml": text + url}, features=features)
    return found


@pytest.mark.parametrize("name", STORIES)
def test_they_are_built(name: str, reports: dict[str, Report]) -> None:
    assert not reports[name].failed
    chapters = len(reports[name].story.chapters)
    assert chapters == {"no chapters": 0, "one chapter": 1, "year": YEAR}.get(name, chapters)


def some(files: Iterable[str]) -> list[str]:
    """All pages of a kind where there are few, else some of them from first to last."""
    pages = [path for path in files if path.endswith(".html")]
    several = [path for path in pages if path.startswith(("chapters/", "timeline/"))]
    return [path for path in pages if path not in several] + several[:: len(several) // FEW + 1]


def test_the_nu_checker_finds_no_error(
    reports: dict[str, Report], tmp_path: Path, nu: Callable[[Iterable[Path]], list[str]]
) -> None:
    pages = []
    for name, report in reports.items():
        folder = lay(report, tmp_path / name.replace(" ", "-"))
        pages += [folder / path for path in some(report.plan.files)]
    assert len(pages) > 60
    found = nu(pages)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("name", STORIES)
def test_whatever_is_xml_parses(name: str, reports: dict[str, Report]) -> None:
    report = reports[name]
    files = {path: body for path, body in report.plan.files.items() if path.endswith(".xml")}
    assert files.keys() == {"feed.xml", "sitemap.xml"}
    for body in files.values():
        ElementTree.fromstring(body)
    locations = ElementTree.fromstring(files["sitemap.xml"]).iter(f"{SITEMAP}loc")
    addresses = [location.text or "" for location in locations]
    assert len(set(addresses)) == len(addresses) > len(report.story.chapters)
    assert all(address.isascii() and address.startswith("https://") for address in addresses)
