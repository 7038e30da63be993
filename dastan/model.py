"""The nouns of a story: frozen values, no logic.

They are made by the walk in this order: `Source` and `Asset` by the reader, `Chapter`, `Entry` and
`Page` by parsing, `Story` by resolving, `Output` by the features.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal, Protocol, TypeVar

from dastan.diagnostics import Span

if TYPE_CHECKING:
    from dastan.chronology import Timelines
    from dastan.config import Config
    from dastan.time import SoFar

Kept = TypeVar("Kept")

# --- what the reader gives


@dataclass(frozen=True, slots=True)
class Source:
    """A text file of the story."""

    path: str
    """Relative to the story's folder, with `/`, in NFC."""
    text: str
    """Decoded; lines end in LF; no byte order mark, no control characters."""


@dataclass(frozen=True, slots=True)
class Asset:
    """A file that is published as its bytes: an image, a font, a style sheet."""

    path: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Sources:
    """All that a story is made of, sorted by path."""

    texts: tuple[Source, ...] = ()
    """Under `site_src/` (Markdown, YAML) and `templates/`; the look's where the story has none."""
    assets: tuple[Asset, ...] = ()
    """Under `site_src/` and `static/`; the look's where the story has none of that name."""


# --- what parsing gives


@dataclass(frozen=True, slots=True)
class Words:
    """The author's own words, and where they stand."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Ref:
    """A local link or image in a text: the hole `ref:N` in its HTML, judged by resolve."""

    target: str
    """As written, percent-decoded: `03-home.md#the-station`, `images/map.png`, `#note`."""
    span: Span
    kind: Literal["link", "image", "event"]
    """A page, a file to show, or (the target is then its id) an event on the timeline."""


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote of a text, in the order of first mention."""

    html: str
    mentions: int
    """How often the text refers to it: 1 or more."""


@dataclass(frozen=True, slots=True)
class Prose:
    """A text as HTML, with the holes that the page which embeds it fills."""

    html: str = ""
    """Local links stand as `ref:0`, `ref:1`, ...: indices into `refs`. Every text node is the
    author's."""
    notes: tuple[Note, ...] = ()
    refs: tuple[Ref, ...] = ()
    """Those of `html`, then those of the notes."""
    anchors: tuple[str, ...] = ()
    """The ids in `html`, in order."""
    words: int = 0


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happens, as the author wrote it down; see `dastan.time` for what follows."""

    id: str
    title: str
    span: Span
    """Where its entry begins."""
    chapter: str | None = None
    """Source path of the chapter that tells it; None in `timeline.yml`."""
    when: tuple[Words, ...] = ()
    lasts: Words | None = None
    ends: tuple[Words, ...] = ()
    place: tuple[Words, ...] = ()
    """One place, or a journey: from, to."""
    people: tuple[Words, ...] = ()
    mentions: tuple[Words, ...] = ()
    absent_from: tuple[Words, ...] = ()
    phrase: Words | None = None
    """The evidence: words of the chapter."""
    told: Literal["", "flashback", "flashforward", "mentioned", "imagined"] = ""
    known_from: Words | None = None
    """The chapter from which a reader may know an event of `timeline.yml`."""


@dataclass(frozen=True, slots=True)
class Travel:
    """How long a journey takes at the least, in either direction."""

    between: tuple[Words, Words]
    at_least: Words


@dataclass(frozen=True, slots=True)
class TimeSettings:
    """`time:` of story.yml, as raw statements that `dastan.time` reads."""

    words: tuple[tuple[Words, Words], ...] = ()
    """The lexicon's own meanings: ("years", "at least 3 years"), ("a child", "4-11")."""
    days: tuple[tuple[Words, Words], ...] = ()
    """Named days: ("nauryz", "21 March")."""
    south: bool = False
    """`hemisphere: south`."""
    travel: tuple[Travel, ...] = ()


@dataclass(frozen=True, slots=True)
class Epigraph:
    text: Prose
    source: str = ""


@dataclass(frozen=True, slots=True)
class Chapter:
    path: str
    """Of its source."""
    title: str
    slug: str
    order: tuple[object, ...]
    """Sorts chapters within their folder."""
    part: str = ""
    """Name of the folder that is its part, empty where there is none."""
    language: str = ""
    """BCP 47; the story's where the chapter names none."""
    draft: bool = False
    date: datetime | None = None
    """Publication, aware of its zone."""
    summary: str = ""
    description: str = ""
    epigraph: Epigraph | None = None
    place: tuple[Words, ...] = ()
    people: tuple[Words, ...] = ()
    pov: Words | None = None
    events: tuple[Event, ...] = ()
    aliases: tuple[Words, ...] = ()
    image: Ref | None = None
    note_before: Prose | None = None
    note_after: Prose | None = None
    prose: Prose = field(default_factory=Prose)
    title_span: Span | None = None
    timing: str = ""
    """A digest of all that it says of the story's time."""


@dataclass(frozen=True, slots=True)
class Part:
    """A folder of chapters."""

    path: str
    """Of its part.yml, whether there is one or not."""
    folder: str
    title: str
    slug: str
    order: tuple[object, ...] = ()
    summary: str = ""
    epigraph: Epigraph | None = None
    image: Ref | None = None


EntryKind = Literal["people", "places", "things"]


@dataclass(frozen=True, slots=True)
class Entry:
    """A person, a place or a thing: a file of its own, named by the file's name."""

    path: str
    kind: EntryKind
    id: str
    name: str
    aliases: tuple[str, ...] = ()
    born: tuple[Words, ...] = ()
    died: tuple[Words, ...] = ()
    within: Words | None = None
    """The place that this one lies in (`in:`)."""
    coordinates: tuple[float, float] | None = None
    """Latitude and longitude in degrees."""
    summary: str = ""
    image: Ref | None = None
    prose: Prose = field(default_factory=Prose)
    timing: str = ""
    """A digest of all that it says of the story's time."""


@dataclass(frozen=True, slots=True)
class Page:
    """An extra page: about, thanks."""

    path: str
    slug: str
    title: str
    order: tuple[object, ...] = ()
    summary: str = ""
    draft: bool = False
    prose: Prose = field(default_factory=Prose)


# --- what resolving gives


@dataclass(frozen=True, slots=True)
class Section:
    """Chapters that follow one another in one part, or in none."""

    part: Part | None
    chapters: tuple[Chapter, ...]


@dataclass(frozen=True, slots=True)
class Story:
    """The story as a reader may see it; drafts and scheduled chapters are checked and gone."""

    chapters: tuple[Chapter, ...] = ()
    """In telling order."""
    sections: tuple[Section, ...] = ()
    """The same chapters, part by part."""
    parts: tuple[Part, ...] = ()
    """Those that have a chapter, in telling order."""
    people: tuple[Entry, ...] = ()
    places: tuple[Entry, ...] = ()
    things: tuple[Entry, ...] = ()
    pages: tuple[Page, ...] = ()
    events: tuple[Event, ...] = ()
    """As told; those of `timeline.yml` last."""
    urls: Mapping[str, str] = field(default_factory=dict)
    """From a source's path to its output's: pages, and the assets that a text shows."""
    images: Mapping[str, str] = field(default_factory=dict)
    """Those of `urls` that are images which some page shows."""
    cover: str = ""
    """The output path of the author's own cover, where there is one."""
    targets: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """From a source's path and a `Ref.target` in it to an output's path, perhaps with `#anchor`;
    empty where the target is not published yet."""
    timeline: bool = False
    """Whether anything happens: then there is one, `Site.timelines`."""
    so_far: Mapping[str, "SoFar"] = field(default_factory=dict)
    """By a chapter's path, what its reader knows."""
    snapshots: Mapping[str, str] = field(default_factory=dict)
    """By a chapter's path, the output of the timeline so far, where one stands."""
    marks: Mapping[str, str] = field(default_factory=dict)
    """By an event's id, where the mark in its chapter leads."""
    time_digest: str = ""
    """Of all that these four depend on."""
    hidden: tuple[Chapter, ...] = ()
    """Drafts and chapters whose day has not come: for checking alone."""


# --- what pages show


@dataclass(frozen=True, slots=True)
class Variant:
    """A picture made smaller, for screens that need no more of it."""

    path: str
    """Of its output."""
    width: int
    """In pixels."""
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Picture:
    """An image of known size that a page shows. Its file is published as it is, too."""

    source: str
    """The path of its asset."""
    digest: str
    """Tells its bytes from all others."""
    width: int
    height: int
    """In pixels, as it is shown."""
    variants: tuple[Variant, ...] = ()
    """In WebP, from narrow to wide; the widest is as good as the file itself. None where the file
    is light already, or is no photograph or drawing in pixels."""


# --- what is written


@dataclass(frozen=True, slots=True)
class Plan:
    """The whole site, with no two outputs on one path: what the writer is to make true."""

    files: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Changes:
    """What the writer did, in files."""

    written: int = 0
    unchanged: int = 0
    removed: int = 0


# --- what features take and give


class Render(Protocol):
    """Fills a template: `render("chapter.html", path="chapters/a.html", chapter=...)`."""

    def __call__(self, template: str, /, **values: object) -> str: ...


class Keep(Protocol):
    """Does a costly work once: `keep("epub", digest, make)` gives what `make` gave when the digest
    was the same, in this build or an earlier one. The digest covers all that `make` looks at."""

    def __call__(self, kind: str, digest: str, make: Callable[[], Kept], /) -> Kept: ...


@dataclass(frozen=True, slots=True)
class Site:
    """All that a feature may know."""

    story: Story
    outline: Story
    """The story without its texts: what templates see of it."""
    config: "Config"
    assets: Mapping[str, Asset]
    """By source path: images, static files, root files."""
    render: Render
    shell: str
    """A digest of all that any page may depend on but for the texts and values that it is handed:
    templates, static files, configuration, the outline."""
    digests: Mapping[str, str]
    """By a text's path, a digest of what it was parsed from and how: texts of the same digest are
    the same."""
    whole: str
    """A digest of everything: what the whole book on one page depends on."""
    keep: Keep
    timelines: "Timelines"
    pictures: Mapping[str, Picture] = field(default_factory=dict)
    """By output path, the images of known size that pages show."""
    changed: Callable[[], Mapping[str, date]] = dict
    """By source path, the day of its last change where that is known; asking takes a while."""
    outputs: "tuple[Output, ...]" = ()
    """What the features before this one have made: for the last one, which tells of the site."""


@dataclass(frozen=True, slots=True)
class Output:
    """A file of the site."""

    path: str
    """Relative to the output folder, with `/`."""
    body: bytes
    made_by: str
    """What wrote it, for a person: "chapter site_src/chapters/01-a.md", "feature timeline"."""
    origin: Span = Span("site_src/story.yml")
    """Where in the story its path comes from, as far as one place can be named."""


Feature = Callable[[Site], Iterable[Output]]
