"""A story's folder, and the walk from there: the reader and `build` in a row.

`build`, `check` and `serve` all come through `make`; it writes nothing.
"""

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from posixpath import basename, dirname

from dastan import config
from dastan.diagnostics import Diagnostic, Span, error, in_order
from dastan.memo import Map, Memo
from dastan.model import Feature
from dastan.parse import kind
from dastan.pipeline import Report, build
from dastan.resolve import Audience
from dastan.sources import FOLDERS, LOOK, read
from dastan.urls import natural, numbered, slug
from dastan.write.create import create


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

    drafts: bool = False
    future: bool = False
    base_url: str | None = None
    """Where the site will stand, instead of story.yml's `url`."""


@dataclass(frozen=True, slots=True)
class Made:
    """A site in memory, and all there is to say about it."""

    report: Report
    diagnostics: tuple[Diagnostic, ...]
    texts: Mapping[str, str]
    """The story's texts by path, to show lines of."""

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
        if (folder / "site_src").is_dir():
            look = package / "look"
            root = Path(os.path.abspath(folder))
            site = Path(os.path.abspath(output)) if output else root / "_site"
            return Project(root, look if look.is_dir() else package.parent, site)
    return None


def make(
    project: Project, wish: Wish, *, memo: Memo, map: Map, features: Sequence[Feature]
) -> Made:
    """The site of a story as it lies on the disk now; see `pipeline.build` for the last three."""
    sources = read(project.story, project.look)
    by_path = {source.path: source for source in sources.value.texts}
    configured = config.parse(by_path.get(config.PATH))
    problems = [*sources.diagnostics, *configured.diagnostics]
    settings = configured.value
    if wish.base_url is not None:
        if trouble := config.url_problem(wish.base_url):
            hint = "such as --base-url https://example.org/story/"
            problems.append(error("wrong-value", f"--base-url: {trouble}", Span("."), hint))
        else:
            settings = replace(settings, url=wish.base_url.rstrip("/"))
    report = build(
        sources.value,
        settings,
        audience=Audience(_now(), wish.drafts, wish.future),
        memo=memo,
        map=map,
        features=features,
    )
    diagnostics = in_order((*problems, *report.diagnostics))
    return Made(report, diagnostics, {path: source.text for path, source in by_path.items()})


def _now() -> datetime:
    """The clock, or what SOURCE_DATE_EPOCH says it is."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    return datetime.fromtimestamp(int(epoch), UTC) if epoch.isdecimal() else datetime.now(UTC)


def new_chapter(project: Project, title: str) -> Path | None:
    """Begin a chapter after the last one, in its folder; its file.

    None where no name can be made of the title. No file is touched: the number is a new one.
    """
    name = slug(title)
    if not name:
        return None
    sources = read(project.story, project.look).value
    paths = [s.path for s in sources.texts if kind(s.path) == "chapter"]
    folder, numbers = "site_src/chapters", [numbered(basename(path))[0] for path in paths]
    if paths:
        folder = dirname(max(paths, key=lambda path: tuple(map(natural, path.split("/")))))
        numbers = [numbered(basename(path))[0] for path in paths if dirname(path) == folder]
    width = max((len(number) for number in numbers), default=2)
    number = max((int(number) for number in numbers if number), default=0) + 1
    quoted = json.dumps(title, ensure_ascii=False)
    path = project.story / folder / f"{number:0{width}}-{name}.md"
    create(path, f"---\ntitle: {quoted}\n---\n\n")
    return path
