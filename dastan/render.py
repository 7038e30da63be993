"""The only Jinja: a template's name and its values in, a page out.

Templates see the story and a few helpers that are bound to the page which is being filled: `link`
and `static` make relative links, `embed` puts a text on the page and fills its holes, `style` and
`script` inline a file of `static/` and let the page's security policy allow just that.
"""

import json
import re
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache, cached_property, lru_cache
from hashlib import sha256
from html import unescape
from traceback import extract_tb

from jinja2 import (
    Environment,
    FunctionLoader,
    StrictUndefined,
    TemplateNotFound,
    TemplateSyntaxError,
    UndefinedError,
)
from markupsafe import Markup, escape

from dastan.config import Config
from dastan.diagnostics import Diagnostic, Span, did_you_mean, error
from dastan.links import asset_url
from dastan.model import Asset, Picture, Prose, Ref, Render, Story
from dastan.pictures.tags import tag, with_pictures
from dastan.styles import Face, asked, drawn, faces, in_script, on_page, squeeze, used
from dastan.urls import absolute, relative
from dastan.words import catalogue, minutes, number

_HOLE = re.compile(r' (href|src|poster|data)="ref:(\d+)"(?=[^<>]*>)')
_OWN_ID = re.compile(r' (?:id="|href="#)(?=[^"]*"[^<]*>)')
_CSS_URL = re.compile(r"url\(\"([^\":]+)\"\)")
_POLICY = "\ufdd5"
"""Stands where the page's policy goes until all of its styles and scripts are known."""
_SHEETS = "\ufdd6"
"""Stands where styles go until all is known that they are for."""


class TemplateFault(Exception):  # noqa: N818 - a fault of a template, on its way to a diagnostic
    """A template could not be filled."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.message)
        self.diagnostic = diagnostic


def renderer(
    templates: Mapping[str, str],
    assets: Mapping[str, Asset],
    pictures: Mapping[str, Picture],
    story: Story,
    outline: Story,
    config: Config,
) -> Render:
    """Fills templates for one site; `templates` by name, `assets` by source path, `pictures` by
    output path.

    Templates see `outline`; `story` tells where links lead. The result raises `TemplateFault`
    where a template cannot be filled.
    """
    environment = _environment(tuple(sorted(templates.items())), config.language)
    shared = _Shared(assets, pictures, story, config)

    def render(template: str, /, **values: object) -> str:
        page = _Page(str(values["path"]), shared)
        try:
            filled = environment.get_template(template).render(
                **page.helpers(), story=outline, config=config, **values
            )
            return page.dressed(filled)
        except Exception as problem:
            raise TemplateFault(_diagnostic(problem, template, templates)) from problem

    return render


def shell(
    templates: Mapping[str, str],
    assets: Mapping[str, Asset],
    pictures: Mapping[str, Picture],
    outline: Story,
    config: Config,
) -> str:
    """A digest of what every page depends on, beside the texts and values that it is handed."""
    outline = replace(outline, sections=())  # the same chapters again, part by part
    digest = sha256(repr((sorted(templates.items()), pictures, outline, config)).encode())
    for path in sorted(assets):
        if path.startswith("static/"):
            digest.update(path.encode() + b"\0" + assets[path].data)
    return digest.hexdigest()


@lru_cache(maxsize=1)
def _environment(templates: tuple[tuple[str, str], ...], language: str) -> Environment:
    """Where templates are compiled, each once for as long as none of them changes."""
    texts = dict(templates)

    def load(name: str) -> tuple[str, str, Callable[[], bool]] | None:
        found = texts.get(name)
        return None if found is None else (found, f"templates/{name}", lambda: True)

    environment = Environment(
        loader=FunctionLoader(load),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        cache_size=-1,
    )
    environment.policies["json.dumps_kwargs"] = {"ensure_ascii": False}
    environment.add_extension("jinja2.ext.i18n")
    environment.install_gettext_translations(catalogue(language), newstyle=True)  # type: ignore[attr-defined]
    environment.filters["minutes"] = minutes
    environment.filters["thousands"] = lambda value: number(value, language)
    return environment


def _diagnostic(problem: Exception, template: str, templates: Mapping[str, str]) -> Diagnostic:
    """Where in the templates an exception arose."""
    if isinstance(problem, TemplateSyntaxError):
        span = Span(f"templates/{problem.name or template}", problem.lineno)
        return error("template", problem.message or "this is no Jinja", span)
    frames = [f for f in extract_tb(problem.__traceback__) if f.filename.startswith("templates/")]
    span = (
        Span(frames[-1].filename, frames[-1].lineno or 1)
        if frames
        else Span(f"templates/{template}")
    )
    if isinstance(problem, TemplateNotFound):
        message = f"there is no template “{problem.name}”"
        return error("template", message, span, did_you_mean(str(problem.name), templates))
    if isinstance(problem, UndefinedError | _NoFileError):
        return error("template", str(problem), span)
    return error("template", f"{type(problem).__name__}: {problem}", span)


class _NoFileError(Exception):
    """A template asks for a file of `static/` that is not there, or no text."""


class _Shared:
    """What all pages of a site have in common."""

    def __init__(
        self,
        assets: Mapping[str, Asset],
        pictures: Mapping[str, Picture],
        story: Story,
        config: Config,
    ) -> None:
        self.assets = assets
        self.pictures = pictures
        self.story = story
        self.config = config
        # All that pages would work out again and again, each thing once.
        self.url = cache(self._url)
        self.drawing = cache(self._text)
        self.css = cache(self._css)
        self.faces = cache(self._faces)
        self.sheet = cache(self._sheet)
        self.scripts = cache(self._scripts)
        self.scripted = cache(self._scripted)

    def _file(self, name: str) -> Asset:
        """A file of `static/`."""
        asset = self.assets.get(f"static/{name}")
        if asset is None:
            raise _NoFileError(f"there is no file static/{name}")
        return asset

    def _text(self, name: str) -> str:
        try:
            return self._file(name).data.decode("utf-8")
        except UnicodeDecodeError as problem:
            raise _NoFileError(f"static/{name} is not UTF-8: save it as UTF-8") from problem

    def _url(self, name: str) -> str:
        """The output path of a file of `static/`."""
        return asset_url(self._file(name))

    def _css(self, names: tuple[str, ...]) -> tuple[str, frozenset[str], tuple[Face, ...]]:
        """Style sheets one after another, what their selectors name, and their faces."""
        return _understood(tuple(map(self._text, names)))

    def _faces(self, names: tuple[str, ...], letter: str) -> frozenset[str]:
        """The faces in style sheets that draw a letter."""
        return drawn(self.css(names)[2], letter)

    def _sheet(self, names: tuple[str, ...], page: str, there: frozenset[str]) -> tuple[str, str]:
        """Style sheets for a page in the folder of `page` with this on it, and their digest."""
        css = used(self.css(names)[0], there)
        css = _CSS_URL.sub(lambda url: f'url("{relative(page, self.url(url[1]))}")', css)
        return css, _digest(css)

    def _scripted(self, name: str) -> frozenset[str]:
        """What a script may put on a page."""
        return in_script(self._text(name))

    def _scripts(self, names: tuple[str, ...]) -> tuple[Markup, str]:
        code = "".join(squeeze_js(self._text(name)) for name in names)
        return Markup(f"<script>{code}</script>"), _digest(code)  # noqa: S704

    @cached_property
    def extra_sources(self) -> Mapping[str, str]:
        """`csp:` of story.yml, by directive."""
        pairs = (line.partition(" ") for line in self.config.csp)
        return {directive: f" {sources}" for directive, _, sources in pairs}


@lru_cache(maxsize=64)
def _understood(sheets: tuple[str, ...]) -> tuple[str, frozenset[str], tuple[Face, ...]]:
    css = "".join(map(squeeze, sheets))
    return css, asked(css), faces(css)


class _Page:
    """One page while it is being filled."""

    def __init__(self, path: str, shared: _Shared) -> None:
        self.path = path
        self.shared = shared
        self.sheets: list[tuple[tuple[str, ...], bool]] = []
        self.running: list[str] = []
        """The scripts of `static/` that it names."""
        self.hashes: dict[str, list[str]] = {"style-src": [], "script-src": []}

    def helpers(self) -> dict[str, object]:
        return {
            "link": self.link,
            "address": self.address,
            "static": self.static,
            "embed": self.embed,
            "style": self.style,
            "script": self.script,
            "drawing": self.drawing,
            "prefetch": self.prefetch,
            "image": self.image,
            "picture": self.picture,
            "policy": _POLICY,
        }

    def link(self, target: str) -> str:
        """The link from this page to an output, perhaps with `#anchor`."""
        return relative(self.path, target)

    def address(self, target: str) -> str:
        """The absolute address of an output; empty where nobody said where the site stands."""
        return absolute(self.shared.config.url, target) if self.shared.config.url else ""

    def static(self, name: str) -> str:
        """The link to a file of `static/`."""
        if name.endswith(".js"):
            self.running.append(name)
        return self.link(self.shared.url(name))

    def image(self, owner: str, ref: Ref) -> str:
        """The output that the front matter of `owner` names as its image."""
        return self.shared.story.targets[owner, ref.target]

    def picture(self, target: str, name: str, room: int = 0, lazy: bool = True) -> Markup:
        """An output as an ornament of the class `name`; nothing where there is none.

        `room` is the width in CSS pixels that it has; 0 for that of the text.
        """
        if not target:
            return Markup()
        img = f'<img class="{name}" alt="" src="{escape(self.link(target))}">'
        found = self.shared.pictures.get(target)
        return Markup(tag(img, lambda _: found, self.link, is_near=not lazy, room=room))  # noqa: S704

    def embed(
        self,
        prose: Prose,
        owner: str,
        html: str | None = None,
        prefix: str = "",
        base: str | None = None,
    ) -> Markup:
        """A text, or its note `html`, with its holes filled; `owner` is its source's path.

        `prefix` goes before its ids, where several texts stand on one page; `base` before its
        links, where it is read elsewhere.
        """

        def fill(hole: re.Match[str]) -> str:
            ref = prose.refs[int(hole[2])]
            if ref.kind == "event":
                target = self.shared.story.marks.get(ref.target, "")
            else:
                target = self.shared.story.targets[owner, ref.target]
            return f' {hole[1]}="{escape((base or "") + self.link(target))}"' if target else ""

        def find(source: str) -> Picture | None:
            if not source.startswith("ref:"):
                return None
            target = self.shared.story.targets[owner, prose.refs[int(source[4:])].target]
            found = self.shared.pictures.get(target.partition("#")[0])
            return replace(found, variants=()) if found and base is not None else found

        text = prose.html if html is None else html
        if "<img" in text:
            text = with_pictures(text, find, self.link, ahead=html is None and not prefix)
        if prefix:
            text = _OWN_ID.sub(rf"\g<0>{prefix}", text)
        return Markup(_HOLE.sub(fill, text))  # noqa: S704

    def style(self, *names: str, all_letters: bool = False) -> Markup:
        """Style sheets of `static/`, inlined: the rules for what stands on the page.

        So too its fonts, unless it may come to show `all_letters`.
        """
        self.shared.css(names)  # a file that is not there is the fault of this line
        self.sheets.append((names, all_letters))
        return Markup(f"<style>{_SHEETS}</style>")  # noqa: S704

    def drawing(self, name: str) -> Markup:
        """An SVG of `static/`, inlined, so that style sheets colour it."""
        return Markup(self.shared.drawing(name))  # noqa: S704

    def script(self, *names: str) -> Markup:
        """Scripts of `static/`, inlined."""
        self.running += names
        element, digest = self.shared.scripts(names)
        self.hashes["script-src"].append(digest)
        return element

    def prefetch(self, target: str) -> Markup:
        """Lets the browser fetch an output before it is asked for, once a reader moves to it."""
        rule = {"prefetch": [{"urls": [self.link(target)], "eagerness": "moderate"}]}
        rules = json.dumps(rule, separators=(",", ":"))
        self.hashes["script-src"].append(_digest(rules))
        return Markup(f'<script type="speculationrules">{rules}</script>')  # noqa: S704

    def dressed(self, filled: str) -> str:
        """The page with the styles and the policy that it asked for."""
        if not self.sheets and _POLICY not in filled:  # a part of a page, or no page
            return filled
        there = on_page(filled).union(*map(self.shared.scripted, self.running))
        letters = set(unescape(filled))
        folder = self.path[: self.path.rfind("/") + 1]
        for names, all_letters in self.sheets:
            _, asked_for, own = self.shared.css(names)
            if all_letters:
                shown = frozenset(face.rule for face in own)
            else:
                shown = frozenset().union(*(self.shared.faces(names, each) for each in letters))
            css, digest = self.shared.sheet(names, folder + "-", asked_for & there | shown)
            self.hashes["style-src"].append(digest)
            filled = filled.replace(_SHEETS, css, 1)
        return filled.replace(_POLICY, self.policy(), 1)

    def policy(self) -> str:
        """What the page may load: its own files, and nothing inline but what was put there."""
        directives = {
            "default-src": "'self'",
            "style-src": " ".join(("'self'", *self.hashes["style-src"])),
            "script-src": " ".join(("'self'", *self.hashes["script-src"])),
            "img-src": "'self' data:",
            "object-src": "'none'",
            "base-uri": "'self'",
            "form-action": "'none'",
        }
        extra = self.shared.extra_sources
        directives = dict.fromkeys(extra, "'self'") | directives
        return "; ".join(
            f"{name} {value}{extra.get(name, '')}" for name, value in directives.items()
        )


def _digest(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def squeeze_js(code: str) -> str:
    """A script without whole-line comments and indentation."""
    lines = (line.strip() for line in code.split("\n"))
    return "\n".join(line for line in lines if line and not line.startswith("//"))
