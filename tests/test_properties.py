"""What holds of every site: the same bytes again and elsewhere, and no link that leads nowhere."""

import os
import random
import re
import subprocess
import sys
from pathlib import Path
from posixpath import dirname, join, normpath
from urllib.parse import unquote

import pytest
from sites import Parts, files_of, site_of
from small_sites import tree
from stories import NOW, ROOT, story, write_story

from dastan import config
from dastan.features import FEATURES
from dastan.memo import Memo
from dastan.model import Sources
from dastan.pipeline import Report, build
from dastan.resolve import Audience
from dastan.sources import read

MANY = {f"site_src/chapters/3-many/{n}.md": f"# No. {n}\n\nIt “{n}” was.\n" for n in range(64)}
"""Chapters enough for several processes."""
SLIPS = {
    "site_src/chapters/1.md": "---\ntitle: One\npov: nobody\n---\n\n[[Two]] and [two](2.md#end).\n",
    "site_src/chapters/2.md": "---\ntitle: Two\n---\n\nText\n---\n\n![](no.png)\n",
    "site_src/people/a.md": "---\nname: Aigul\n---\n",
}


def built(sources: Sources, memo: Memo | None = None) -> Report:
    by_path = {source.path: source for source in sources.texts}
    return build(
        sources,
        config.parse(by_path[config.PATH]).value,
        audience=Audience(NOW),
        memo={} if memo is None else memo,
        map=map,
        features=FEATURES,
    )


# --- the same bytes


@pytest.mark.parametrize(
    ("jobs", "zone", "locale", "seed", "now"),
    [
        ("1", "Pacific/Kiritimati", "C", "1", "1767225600"),
        ("4", "America/Adak", "tr_TR.UTF-8", "2", "4102444800"),
    ],
)
def test_elsewhere_a_site_has_the_same_bytes(
    jobs: str, zone: str, locale: str, seed: str, now: str, tmp_path: Path
) -> None:
    here = {"TZ": zone, "LC_ALL": locale, "PYTHONHASHSEED": seed, "SOURCE_DATE_EPOCH": now}
    files = [*files_of("hard").items(), *MANY.items()]
    random.Random(seed).shuffle(files)  # so that folders list them in another order
    folder = write_story(tmp_path / zone / "story", dict(files))
    command = [sys.executable, ROOT / "build.py", "build", "--story", folder, "--jobs", jobs]
    for output in (tmp_path / "first", tmp_path / "from the memo"):
        subprocess.run([*command, "--output", output], env={**os.environ, **here}, check=True)
        assert tree(output) == story(dict(files)).plan.files
    manifests = [path.read_bytes() for path in tmp_path.glob("*/.dastan-manifest")]
    assert len(manifests) == 2 and len(set(manifests)) == 1


def test_the_order_of_the_sources_is_none() -> None:
    sources = read(ROOT / "tests" / "golden" / "hard" / "in", ROOT).value
    first = built(sources)
    for seed in range(3):
        chance = random.Random(seed)
        shuffled = Sources(
            tuple(chance.sample(sources.texts, len(sources.texts))),
            tuple(chance.sample(sources.assets, len(sources.assets))),
        )
        again = built(shuffled)
        assert again.plan == first.plan
        assert again.story.chapters == first.story.chapters
        assert again.diagnostics == first.diagnostics


@pytest.mark.parametrize("files", [files_of("hard"), SLIPS], ids=["hard", "slips"])
def test_with_a_memo_it_is_the_same(files: dict[str, str | bytes]) -> None:
    memo: Memo = {}
    first, again = story(files, memo=memo), story(files, memo=memo)
    assert again.plan == first.plan == story(files).plan
    assert again.diagnostics == first.diagnostics == story(files).diagnostics


def test_what_is_gone_is_gone_from_the_memo() -> None:
    memo: Memo = {}
    story(SLIPS, memo=memo)
    edited = {**SLIPS, "site_src/chapters/2.md": "# Two, mended\n\nText.\n"}
    assert story(edited, memo=memo).diagnostics == story(edited).diagnostics
    fewer = {path: text for path, text in edited.items() if "/2.md" not in path}
    fresh: Memo = {}
    assert story(fewer, memo=memo).plan == story(fewer, memo=fresh).plan
    assert memo.keys() == fresh.keys()


# --- links

SITES = [("seed", ""), ("plain", ""), ("hard", ""), ("hard", "https://site.test/repo")]


@pytest.mark.parametrize(("name", "url"), SITES)
def test_every_link_is_planned(name: str, url: str, request: pytest.FixtureRequest) -> None:
    if name == "seed":
        request.getfixturevalue("seed_story")
    files = site_of(name, url).plan.files
    pages = {path: Parts(body.decode()) for path, body in files.items() if path.endswith(".html")}
    dead = [
        f"{path}: {link}"
        for path, page in pages.items()
        for link in page.links
        if not is_planned(link, path, page.base, files, pages)
    ]
    assert not dead, "\n".join(dead)


def is_planned(
    link: str, path: str, base: str, files: dict[str, bytes], pages: dict[str, Parts]
) -> bool:
    """Whether a link leads to a file of the site, and its anchor to an element there."""
    if re.match(r"https://example\.org/|mailto:|data:", link):
        return True  # the author's own, and what is drawn in a style sheet
    way, _, anchor = map(unquote, link.partition("#"))
    folder = "" if base else dirname(path)
    target = normpath(join(folder, way)) if way or base else path
    return target in files and (not anchor or anchor in pages[target].ids)


def test_ids_are_unique() -> None:
    for path, body in site_of("hard").plan.files.items():
        if path.endswith(".html"):
            ids = Parts(body.decode()).ids
            assert len(ids) == len(set(ids)), (path, ids)


def test_pages_are_written_as_the_contract_says() -> None:
    """For scripts that read them: attributes in double quotes, one class that says “prose”."""
    tag = re.compile(r"<[a-z][\w-]*(?:\s+[\w:-]+(?:=\"[^\"]*\")?)*\s*/?>", re.I)
    for path, body in site_of("hard").plan.files.items():
        if path.endswith(".html"):
            page = re.sub(r"(?s)<(style|script)\b[^>]*>.*?</\1>", "", body.decode())
            odd = [
                found for found in re.findall(r"<[a-zA-Z][^>]*>", page) if not tag.fullmatch(found)
            ]
            assert not odd, path
            classes = {name for name in re.findall(r'class="([^"]*)"', page) if "prose" in name}
            assert classes <= {"prose"}, path
