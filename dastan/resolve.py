"""All files to one value: what they say of each other, and whether it is true.

Pure: parsed values and the names of the assets in, `Story` out. Here chapters get their order and
their addresses, links are held against what there is, and drafts leave the story.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from itertools import groupby
from posixpath import dirname, normpath, splitext
from unicodedata import normalize

from dastan.diagnostics import (
    Checked,
    Diagnostic,
    Related,
    did_you_mean,
    error,
    in_order,
    nearest,
    warning,
)
from dastan.model import Asset, Chapter, Entry, Event, Page, Part, Prose, Ref, Section, Story, Words
from dastan.parse import Parsed, default_part
from dastan.urls import file_slug, slug

_IMAGES = (".avif", ".gif", ".jpeg", ".jpg", ".png", ".svg", ".webp")


@dataclass(frozen=True, slots=True)
class Audience:
    """For whom a site is built."""

    now: datetime
    """Aware of its zone; a chapter with a later date waits."""
    drafts: bool = False
    future: bool = False

    def may_read(self, chapter: Chapter) -> bool:
        if chapter.draft and not self.drafts:
            return False
        return self.future or chapter.date is None or chapter.date <= self.now


def resolve(
    parsed: Sequence[Parsed], assets: Mapping[str, Asset], audience: Audience
) -> Checked[Story]:
    """The story that `audience` may read, from all its files; `assets` by their path."""
    every = tuple(value for value in parsed if isinstance(value, Chapter))
    known = {value.folder: value for value in parsed if isinstance(value, Part)}
    parts = {folder: known.get(folder) or default_part(folder) for folder in _folders(every)}
    entries = tuple(value for value in parsed if isinstance(value, Entry))
    pages = tuple(value for value in parsed if isinstance(value, Page))
    chapters = _in_telling_order(every, parts)
    shown = tuple(chapter for chapter in chapters if audience.may_read(chapter))
    read_pages = tuple(page for page in pages if audience.drafts or not page.draft)
    visible = {c.path for c in shown} | {p.path for p in read_pages} | {e.path for e in entries}
    urls = _urls(chapters, parts, entries, pages)
    links = _Links(urls, visible, assets, _anchors(parsed))
    targets: dict[tuple[str, str], str] = {}
    problems: list[Diagnostic] = []
    linking: tuple[_Linking, ...] = (*chapters, *pages, *entries, *known.values())
    for value in linking:
        for ref in refs_of(value):
            checked = links.judge(value.path, ref)
            targets[value.path, ref.target] = checked.value
            problems += checked.diagnostics
    loose = tuple(event for value in parsed if isinstance(value, tuple) for event in value)
    problems += _twin_events(chapters, loose)
    problems += _unknown_names(chapters, entries)
    story = Story(
        chapters=shown,
        sections=_sections(shown, parts),
        parts=tuple(parts[folder] for folder in _folders(shown)),
        people=_of_kind(entries, "people"),
        places=_of_kind(entries, "places"),
        things=_of_kind(entries, "things"),
        pages=tuple(sorted(read_pages, key=lambda page: page.order)),
        events=tuple(event for chapter in shown for event in chapter.events) + loose,
        urls={path: url for path, url in urls.items() if path in visible} | links.published,
        targets=targets,
        hidden=tuple(chapter for chapter in chapters if chapter.path not in visible),
    )
    return Checked(story, in_order(problems))


def outline(story: Story) -> Story:
    """The story without its texts: all that templates see of it, so that a page depends on the
    texts that it is handed, and on no other."""
    bare = {chapter.path: _bare(chapter) for chapter in story.chapters}
    return replace(
        story,
        chapters=tuple(bare.values()),
        sections=tuple(
            replace(section, chapters=tuple(bare[chapter.path] for chapter in section.chapters))
            for section in story.sections
        ),
        people=tuple(replace(entry, prose=Prose()) for entry in story.people),
        places=tuple(replace(entry, prose=Prose()) for entry in story.places),
        things=tuple(replace(entry, prose=Prose()) for entry in story.things),
        pages=tuple(replace(page, prose=Prose()) for page in story.pages),
        events=(),
        targets={},
        so_far={},
        marks={},
        timeline=story.timeline and type(story.timeline)(),
        hidden=(),
    )


def _bare(chapter: Chapter) -> Chapter:
    return replace(
        chapter, events=(), epigraph=None, note_before=None, note_after=None, prose=Prose()
    )


def _folders(chapters: Iterable[Chapter]) -> tuple[str, ...]:
    """The parts of some chapters, each once, in the order of the chapters."""
    return tuple(dict.fromkeys(chapter.part for chapter in chapters if chapter.part))


def _sections(chapters: Iterable[Chapter], parts: Mapping[str, Part]) -> tuple[Section, ...]:
    runs = groupby(chapters, key=lambda chapter: chapter.part)
    return tuple(Section(parts.get(folder), tuple(run)) for folder, run in runs)


def _of_kind(entries: Iterable[Entry], kind: str) -> tuple[Entry, ...]:
    mine = (entry for entry in entries if entry.kind == kind)
    return tuple(sorted(mine, key=lambda entry: (entry.name.casefold(), entry.path)))


def _in_telling_order(
    chapters: Iterable[Chapter], parts: Mapping[str, Part]
) -> tuple[Chapter, ...]:
    """Folder by folder: a part stands among the chapters beside it as its own order says."""

    def order(chapter: Chapter) -> tuple[tuple[object, ...], ...]:
        if chapter.part:
            return parts[chapter.part].order, (chapter.part,), chapter.order
        return (chapter.order,)

    return tuple(sorted(chapters, key=order))


def _urls(
    chapters: Iterable[Chapter],
    parts: Mapping[str, Part],
    entries: Iterable[Entry],
    pages: Iterable[Page],
) -> dict[str, str]:
    urls = {}
    for chapter in chapters:
        folder = f"{parts[chapter.part].slug}/" if chapter.part else ""
        urls[chapter.path] = f"chapters/{folder}{chapter.slug}.html"
    for entry in entries:
        urls[entry.path] = f"{entry.kind}/{slug(entry.id) or file_slug(entry.id)}.html"
    for page in pages:
        urls[page.path] = f"pages/{page.slug}.html"
    return urls


# --- links

_Linking = Chapter | Page | Entry | Part


def _texts(value: _Linking) -> Iterator[Prose]:
    if not isinstance(value, Part):
        yield value.prose
    if isinstance(value, Chapter):
        yield from (note for note in (value.note_before, value.note_after) if note)
    if isinstance(value, Chapter | Part) and value.epigraph:
        yield value.epigraph.text


def refs_of(value: _Linking) -> Iterator[Ref]:
    """Every link and picture of a chapter, a part, a page or an entry."""
    for text in _texts(value):
        yield from (ref for ref in text.refs if ref.kind != "event")
    if not isinstance(value, Page) and value.image:
        yield value.image


def _anchors(parsed: Iterable[Parsed]) -> dict[str, tuple[str, ...]]:
    return {
        value.path: tuple(anchor for text in _texts(value) for anchor in text.anchors)
        for value in parsed
        if isinstance(value, Chapter | Page | Entry)
    }


class _Links:
    """All that a link may lead to."""

    def __init__(
        self,
        urls: Mapping[str, str],
        visible: set[str],
        assets: Mapping[str, Asset],
        anchors: Mapping[str, tuple[str, ...]],
    ) -> None:
        self.urls = urls
        self.visible = visible
        self.assets = assets
        self.anchors = anchors
        self.published: dict[str, str] = {}
        """The assets that some text shows, and where they will stand."""
        self.by_case = {path.casefold(): path for path in (*urls, *assets)}

    def judge(self, owner: str, ref: Ref) -> Checked[str]:
        """The output that a link leads to; empty, and why, where there is none."""
        name, mark, anchor = ref.target.partition("#")
        name = name.partition("?")[0]
        path = normalize("NFC", normpath(f"{dirname(owner)}/{name}")) if name else owner
        if name.startswith("/"):
            return Checked("", (self._dead(owner, ref, path),))
        if path in self.assets:
            self.published[path] = asset_url(self.assets[path])
            return Checked(self.published[path] + mark + anchor)
        if path not in self.urls:
            return Checked("", (self._dead(owner, ref, path),))
        if ref.kind == "image":
            return Checked("", (error("dead-image", f"“{ref.target}” is no image", ref.span),))
        if anchor and anchor not in self.anchors[path]:
            there = self.anchors[path]
            hint = did_you_mean(anchor, there) or (
                "there are: " + ", ".join(there[:8]) if there else f"{path} has no headings yet"
            )
            message = f"“#{anchor}” is no heading of {path}"
            return Checked("", (error("dead-anchor", message, ref.span, hint),))
        if path not in self.visible:
            message = f"“{name}” is not published yet, so this link is left out for now"
            return Checked("", (warning("hidden-link", message, ref.span),))
        return Checked(self.urls[path] + mark + anchor)

    def _dead(self, owner: str, ref: Ref, path: str) -> Diagnostic:
        code, what = ("dead-image", "image") if ref.kind == "image" else ("dead-link", "file")
        message = f"there is no {what} “{ref.target}”"
        if ref.target.startswith("/"):
            hint = "write where it lies as seen from this file, such as `03-home.md`"
            return error(code, message, ref.span, hint)
        if same := self.by_case.get(path.casefold()):
            hint = f"upper and lower case matter on the web: write “{_from(owner, same)}”"
            return error(code, message, ref.span, hint)
        known = [path for path in self.assets if path.startswith("site_src/")]
        known = known if ref.kind == "image" else [*self.urls, *known]
        links = {link.removesuffix(".md"): link for link in (_from(owner, p) for p in known)}
        links.pop(_from(owner, owner).removesuffix(".md"), None)
        hint = f"its place would be {path}" if path.startswith("site_src/") else ""
        if near := nearest(_from(owner, path).removesuffix(".md"), links):
            hint = f"did you mean “{links[near]}”?"
        return error(code, message, ref.span, hint)


def _from(owner: str, path: str) -> str:
    """A source's path as a link from another source."""
    ups = 0
    folder = dirname(owner)
    while folder and not path.startswith(folder + "/"):
        folder, ups = dirname(folder), ups + 1
    return "../" * ups + path[len(folder) + 1 if folder else 0 :]


def asset_url(asset: Asset) -> str:
    """Where an asset stands: under a name that changes with its bytes.

    What lies in `site_src/root/` keeps its name.
    """
    if asset.path.startswith("site_src/root/"):
        return asset.path.removeprefix("site_src/root/")
    stem, ending = splitext(asset.path.rpartition("/")[2])
    folder = "images" if ending.lower() in _IMAGES else "files"
    folder = "static" if asset.path.startswith("static/") else folder
    digest = sha256(asset.data).hexdigest()[:10]
    return f"{folder}/{slug(stem)[:60] or 'file'}.{digest}{ending.lower()}"


# --- what files say of each other


def _twin_events(chapters: Iterable[Chapter], loose: Sequence[Event]) -> Iterator[Diagnostic]:
    seen: dict[str, Event] = {}
    for event in (*(event for chapter in chapters for event in chapter.events), *loose):
        first = seen.setdefault(event.id, event)
        if event.id and first is not event:
            message = f"there are two events “{event.id}”"
            related = (Related(first.span, "the other one"),)
            yield error("duplicate-event", message, event.span, "rename one", related)


def _unknown_names(chapters: Iterable[Chapter], entries: Iterable[Entry]) -> Iterator[Diagnostic]:
    """People and places without a file; none at all while nobody has made such a file."""
    files = {
        kind: [entry.id for entry in entries if entry.kind == kind] for kind in ("people", "places")
    }
    for chapter in chapters:
        people: tuple[Words, ...] = (*chapter.people, *((chapter.pov,) if chapter.pov else ()))
        places = chapter.place
        for event in chapter.events:
            people += event.people + event.mentions + event.absent_from
            places += event.place
        for kind, folder, names in (("person", "people", people), ("place", "places", places)):
            for words in names if files[folder] else ():
                if words.text not in (*files["people"], *files["places"]):
                    hint = did_you_mean(words.text, files[folder])
                    message = f"no file tells of the {kind} “{words.text}”"
                    hint = hint or f"make site_src/{folder}/{slug(words.text)}.md"
                    yield warning(f"unknown-{kind}", message, words.span, hint)
