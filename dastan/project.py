"""A story's folder, and the walk from there: the reader and `build` in a row.

`build`, `check` and `serve` all come through `make`; it writes nothing.
"""

import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from posixpath import basename, dirname

from dastan import config
from dastan.diagnostics import Diagnostic, in_order
from dastan.kinds import CHAPTERS, kind
from dastan.memo import Map, Memo
from dastan.model import Feature, Story
from dastan.pipeline import Report, build, more
from dastan.resolve import Audience
from dastan.sources import FOLDERS, LOOK, read
from dastan.urls import file_slug, natural, numbered, slug
from dastan.write.create import create

NAME_LIMIT = 60
"""Characters that a title gives to a file's name."""


@dataclass(frozen=True, slots=True)
class Project:
    """Where things are."""

    story: Path
    """Holds `site_src/`, and perhaps `templates/` and `static/`."""
    look: Path
    """Holds the default `templates/` and `static/`."""
    output: Path

    @property
    def cache(self) -> Path:
        return self.story / ".dastan"

    def watched(self) -> list[Path]:
        """The folders that a site is made from, whether they are there yet or not."""
        own = [self.story / folder for folder in FOLDERS]
        return own if self.look == self.story else own + [self.look / folder for folder in LOOK]

    def is_ours(self, path: Path) -> bool:
        """Whether a path is something that Dastan makes, and no part of the story."""
        ours = (self.output, self.cache, self.story / ".venv", self.story / ".git")
        return any(path.is_relative_to(folder) for folder in ours)


@dataclass(frozen=True, slots=True)
class Wish:
    """What a site is to be made for."""

    now: datetime
    """The time of the build, aware of its zone."""
    drafts: bool = False
    future: bool = False
    base_url: str | None = None
    """Where the site will stand, instead of story.yml's `url`; see `config.url_problem`."""
    skip: tuple[str, ...] = ()
    """Features to leave out, by name: pages then do not lead to what they make."""
    host_url: str = ""
    """Where the site will stand if nobody else says so."""


@dataclass(frozen=True, slots=True)
class Made:
    """A site in memory, and all there is to say about it."""

    report: Report
    diagnostics: tuple[Diagnostic, ...]
    texts: Mapping[str, str]
    """The story's texts by path, to show lines of."""
    fresh: tuple[float, float]
    """From when and until when, in seconds since 1970, the same story gives the same site."""

    def failed(self, strict: bool = False) -> bool:
        return any(strict or found.severity == "error" for found in self.diagnostics)


def find(story: Path | None, output: Path | None) -> Project | None:
    """The project that is meant; None where there is no story.

    That is the folder named, else the working directory if it holds a story, else the folder that
    build.py stands in.
    """
    package = Path(__file__).resolve().parent
    candidates = [story] if story else [Path.cwd(), package.parent]
    for folder in candidates:
        if os.path.isdir(folder / "site_src"):
            look = package / "look"
            root = Path(os.path.abspath(folder))
            site = Path(os.path.abspath(output)) if output else root / "_site"
            return Project(root, look if look.is_dir() else package.parent, site)
    return None


def make(
    project: Project,
    wish: Wish,
    *,
    memo: Memo,
    map: Map,
    features: Sequence[Feature],
    changed: Callable[[], Mapping[str, date]] = dict,
) -> Made:
    """The site of a story as it lies on the disk now; see `pipeline.build` for the last four."""
    sources = read(project.story, project.look)
    by_path = {source.path: source for source in sources.value.texts}
    configured = config.parse(by_path.get(config.PATH))
    settings = replace(configured.value, skip=wish.skip)
    if wish.base_url is not None:
        settings = replace(settings, url=wish.base_url.rstrip("/"))
    elif not settings.url:
        settings = replace(settings, url=wish.host_url)
    report = build(
        sources.value,
        settings,
        audience=Audience(wish.now, wish.drafts, wish.future),
        memo=memo,
        map=map,
        features=features,
        changed=changed,
    )
    said = in_order((*sources.diagnostics, *configured.diagnostics, *report.diagnostics))
    texts = {path: source.text for path, source in by_path.items()}
    return Made(report, said, texts, _fresh(report.story, wish.now.timestamp()))


def _fresh(story: Story, now: float) -> tuple[float, float]:
    days = [c.date.timestamp() for c in (*story.chapters, *story.hidden) if c.date]
    past, coming = (day for day in days if day <= now), (day for day in days if day > now)
    return max(past, default=0.0), min(coming, default=float("inf"))


def finish(made: Made, features: Sequence[Feature]) -> Made:
    """The same site with what these features make as well."""
    report = more(made.report, features)
    return replace(
        made, report=report, diagnostics=in_order((*made.diagnostics, *report.diagnostics))
    )


def clock() -> datetime | None:
    """The time, or what SOURCE_DATE_EPOCH says it is; None where that names no moment."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    try:
        return datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC)
    except (ValueError, OverflowError, OSError):
        return None


def new_chapter(project: Project, title: str) -> Path:
    """Begin a chapter after the last one, in its folder; its file.

    No file is touched: the name is a new one. Raises OSError where the folder cannot be written.
    """
    paths = [source.path for source in read(project.story, project.look).value.texts]
    known = [path for path in paths if kind(path) in ("chapter", "part")]
    last = max(known, key=lambda path: tuple(map(natural, path.split("/"))), default=CHAPTERS)
    folder = dirname(last)
    beside = [path for path in known if kind(path) == "chapter" and dirname(path) == folder]
    stems = [basename(path).removesuffix(".md") for path in beside] or ["00"]
    name = _free_name(slug(title), {file_slug(stem) for stem in stems})
    numbers = [number for stem in stems if (number := numbered(stem)[0])]
    if numbers or not name:
        number = f"{max(map(int, numbers), default=0) + 1:0{max(map(len, numbers), default=2)}}"
        name = f"{number}-{name}" if name else number
    path = project.story / folder / f"{name}.md"
    create(path, f"---\ntitle: {json.dumps(title, ensure_ascii=False)}\n---\n\n")
    return path


def _free_name(name: str, taken: set[str]) -> str:
    """A slug that a file's name has room for, and that no other has in its folder."""
    if len(name) > NAME_LIMIT:
        name = name[:NAME_LIMIT].rpartition("-")[0] or name[:NAME_LIMIT]
    free, count = name, 1
    while free in taken:
        count += 1
        free = f"{name}-{count}"
    return free
