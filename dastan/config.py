"""story.yml to `Config`: what the whole story shares.

Pure: the text comes from the reader. A story without a story.yml, or with a broken one, still gets
a `Config`, so that everything else can be checked in the same run.
"""

import re
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from dastan.diagnostics import Checked, Span, did_you_mean, error
from dastan.fields import Fields
from dastan.frontmatter import parse_mapping
from dastan.model import Ref, Source, TimeSettings, Travel
from dastan.urls import slug

PATH = "site_src/story.yml"
_EPUBS = ("book", "parts")


@dataclass(frozen=True, slots=True)
class Config:
    """The keys of story.yml."""

    title: str = "A story"
    subtitle: str = ""
    author: str = ""
    language: str = "en"
    """BCP 47, as in `lang` attributes."""
    description: str = ""
    url: str = ""
    """Where the site will stand, without a slash at its end: by `url`, else `cname`; or empty."""
    timezone: tzinfo = UTC
    """Of every date and time of publication that names no zone of its own."""
    font: str = "book"
    """`book` (Literata, sent along) or `system` (costs nothing)."""
    repository: str = ""
    """Where the story's source can be read."""
    cname: str = ""
    """The site's own domain."""
    untrusted: bool = False
    """Chapters come from people who may not write raw HTML."""
    epub: tuple[str, ...] = ("book",)
    """Which EPUBs there are: `book` (the whole), `parts` (one for each)."""
    feed: str = "full"
    """`full` (chapters as they are) or `summary` (what they are about, for who comes to read)."""
    cover: Ref | None = None
    """The author's own picture for the cover, as seen from story.yml; judged with all links."""
    csp: tuple[str, ...] = ()
    """Further sources that the pages may load from."""
    time: TimeSettings = field(default_factory=TimeSettings)
    skip: tuple[str, ...] = ()
    """Features that this site is to do without, by `--skip`; no key of story.yml."""

    @property
    def id(self) -> str:
        """The story's name in file names, in identifiers and in what a browser keeps for it."""
        return slug(self.title) or "story"


def parse(source: Source | None) -> Checked[Config]:
    """The story's configuration; `source` is None where there is no story.yml."""
    if source is None:
        hint = "make it, with one line: `title: ...`"
        missing = error("missing-key", "the story has no story.yml", Span(PATH), hint)
        return Checked(Config(), (missing,))
    checked = parse_mapping(source.path, source.text)
    problems = list(checked.diagnostics)
    if checked.value is None:
        return Checked(Config(), tuple(problems))
    fields = Fields(checked.value, problems)
    title = fields.text("title")
    fields.require("title", title, "write `title: ...`: it stands on every page")
    cname = _cname(fields)
    config = Config(
        title=title or "A story",
        subtitle=fields.text("subtitle"),
        author=fields.text("author"),
        language=_language(fields),
        description=fields.text("description"),
        url=_url(fields, "url") or (f"https://{cname}" if cname else ""),
        timezone=_timezone(fields),
        font=fields.one_of("font", ("book", "system"), "book"),
        repository=_url(fields, "repository"),
        cname=cname,
        untrusted=fields.flag("untrusted"),
        epub=_epub(fields),
        feed=fields.one_of("feed", ("full", "summary"), "full"),
        cover=fields.image("cover"),
        csp=_csp(fields),
        time=_time(fields),
    )
    fields.close()
    return Checked(config, tuple(problems))


def _language(fields: Fields) -> str:
    return checked_language(fields) or "en"


def checked_language(fields: Fields) -> str:
    """`language:` of a story or a chapter; empty where it is missing or cannot be one."""
    found = fields.words("language")
    if found and not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", found.text):
        hint = "`en`, `kk`, `ru`, `en-GB`, ..."
        fields.wrong(f"“{found.text}” is no language code", found.span, hint)
        return ""
    return found.text if found else ""


def _url(fields: Fields, key: str) -> str:
    found = fields.words(key)
    problem = url_problem(found.text) if found else ""
    if found and problem:
        fields.wrong(f"`{key}`: {problem}", found.span, "such as `https://example.org/story/`")
        return ""
    return found.text.rstrip("/") if found else ""


def url_problem(url: str) -> str:
    """What keeps this from being the address of a site, or nothing."""
    try:
        parts = urlsplit(url)
    except ValueError as problem:
        return str(problem)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return f"“{url}” does not begin with https:// and a host"
    if parts.query or parts.fragment or re.search(r"[\s\"<>]", url):
        return f"“{url}” holds more than a host and a path"
    return ""


def _timezone(fields: Fields) -> tzinfo:
    found = fields.words("timezone")
    if not found or found.text == "UTC":
        return UTC
    names = available_timezones()
    if found.text in names:
        return ZoneInfo(found.text)
    hint = did_you_mean(found.text, names) or "such as `Asia/Almaty`"
    fields.wrong(f"“{found.text}” is no time zone", found.span, hint)
    return UTC


def _cname(fields: Fields) -> str:
    found = fields.words("cname")
    if found and not re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+", found.text):
        fields.wrong(f"“{found.text}” is no domain", found.span, "such as `story.example.org`")
        return ""
    return found.text if found else ""


def _epub(fields: Fields) -> tuple[str, ...]:
    found = fields.many("epub")
    for words in found:
        if words.text not in _EPUBS:
            hint = did_you_mean(words.text, _EPUBS) or "`book`, `parts` or `[book, parts]`"
            fields.wrong(f"there is no EPUB of “{words.text}”", words.span, hint)
    return tuple(name for name in _EPUBS if name in [words.text for words in found]) or ("book",)


def _csp(fields: Fields) -> tuple[str, ...]:
    found = fields.many("csp")
    for words in found:
        if not re.fullmatch(r"[a-z]+(-[a-z]+)+( [^\s;,\"]+)+", words.text):
            hint = "a directive and what it may load, such as `img-src https://example.org`"
            fields.wrong(f"“{words.text}” is no rule of a security policy", words.span, hint)
    return tuple(words.text for words in found)


def _time(fields: Fields) -> TimeSettings:
    time = fields.record("time")
    if time is None:
        return TimeSettings()
    settings = TimeSettings(
        words=time.pairs("words"),
        days=time.pairs("days"),
        south=time.one_of("hemisphere", ("north", "south"), "north") == "south",
        travel=tuple(travel for entry in time.records("travel") if (travel := _travel(entry))),
    )
    time.close()
    return settings


def _travel(entry: Fields) -> Travel | None:
    between, least = entry.ids("between"), entry.words("at-least")
    entry.close()
    if len(between) == 2 and least:
        return Travel((between[0], between[1]), least)
    hint = "`- {between: [almaty, astana], at-least: 1 day}`"
    entry.wrong("a journey has two places and the least time it takes", entry.span, hint)
    return None
