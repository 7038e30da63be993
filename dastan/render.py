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
from dastan.urls import absolute, relative
from dastan.words import catalogue, minutes, number

_HOLE = re.compile(r' (href|src|poster|data)="ref:(\d+)"(?=[^<>]*>)')
_OWN_ID = re.compile(r' (?:id="|href="#)(?=[^"]*"[^<]*>)')
_CSS_URL = re.compile(r"url\(\"([^\":]+)\"\)")
_POLICY = "\ufdd5"
"""Stands where the page's policy goes until all of its styles and scripts are known."""


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
        except Exception as problem:
            raise TemplateFault(_diagnostic(problem, template, templates)) from problem
        return filled.replace(_POLICY, page.policy(), 1)

    return render


def shell(
    templates: Mapping[str, str],
    assets: Mapping[str, Asset],
    pictures: Mapping[str, Picture],
    outline: Story,
    config: Config,
) -> str:
    """A digest of what every page depends on, beside the texts and values that it is handed."""
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
        self.sheets = cache(self._sheets)
        self.scripts = cache(self._scripts)

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

    def _sheets(self, names: tuple[str, ...], page: str) -> tuple[Markup, str]:
        """Style sheets for a page in the folder of `page`, and what the policy says of them."""
        css = "".join(squeeze_css(self._text(name)) for name in names)
        css = _CSS_URL.sub(lambda url: f'url("{relative(page, self.url(url[1]))}")', css)
        return Markup(f"<style>{css}</style>"), _digest(css)  # noqa: S704

    def _scripts(self, names: tuple[str, ...]) -> tuple[Markup, str]:
        code = "".join(squeeze_js(self._text(name)) for name in names)
        return Markup(f"<script>{code}</script>"), _digest(code)  # noqa: S704

    @cached_property
    def extra_sources(self) -> Mapping[str, str]:
        """`csp:` of story.yml, by directive."""
        pairs = (line.partition(" ") for line in self.config.csp)
        return {directive: f" {sources}" for directive, _, sources in pairs}


class _Page:
    """One page while it is being filled."""

    def __init__(self, path: str, shared: _Shared) -> None:
        self.path = path
        self.shared = shared
        self.hashes: dict[str, list[str]] = {"style-src": [], "script-src": []}

    def helpers(self) -> dict[str, object]:
        return {
            "link": self.link,
            "address": self.address,
            "static": self.static,
            "embed": self.embed,
            "style": self.style,
            "script": self.script,
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

    def style(self, *names: str) -> Markup:
        """Style sheets of `static/`, inlined."""
        folder = self.path[: self.path.rfind("/") + 1]
        element, digest = self.shared.sheets(names, folder + "-")
        self.hashes["style-src"].append(digest)
        return element

    def script(self, *names: str) -> Markup:
        """Scripts of `static/`, inlined."""
        element, digest = self.shared.scripts(names)
        self.hashes["script-src"].append(digest)
        return element

    def prefetch(self, target: str) -> Markup:
        """Lets the browser fetch an output before it is asked for, once a reader moves to it."""
        rule = {"prefetch": [{"urls": [self.link(target)], "eagerness": "moderate"}]}
        rules = json.dumps(rule, separators=(",", ":"))
        self.hashes["script-src"].append(_digest(rules))
        return Markup(f'<script type="speculationrules">{rules}</script>')  # noqa: S704

    def policy(self) -> str:
        """What the page may load: its own files, and nothing inline but what was put there."""
        directives = {
            "default-src": "'none'",
            "style-src": " ".join(("'self'", *self.hashes["style-src"])),
            "script-src": " ".join(("'self'", *self.hashes["script-src"])),
            "img-src": "'self' data:",
            "font-src": "'self'",
            "media-src": "'self'",
            "base-uri": "'self'",
            "form-action": "'none'",
        }
        extra = self.shared.extra_sources
        directives = dict.fromkeys(extra, "'none'") | directives
        return "; ".join(
            f"{name} {value}{extra.get(name, '')}" for name, value in directives.items()
        )


def _digest(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def squeeze_css(css: str) -> str:
    """A style sheet without comments and idle white space; strings stay as they are.

    >>> squeeze_css("a { color: red; }  /* no */  b > c { content: '  ' }")
    "a{color:red}b>c{content:'  '}"
    """
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    pieces = re.split(r"(\"[^\"]*\"|'[^']*')", css)
    for at in range(0, len(pieces), 2):
        piece = re.sub(r"\s+", " ", pieces[at])
        piece = re.sub(r" ?([{};,>]) ?", r"\1", piece)
        pieces[at] = re.sub(r"(?<=[\w-]): (?=[^{}]*[;}])", ":", piece + "}")[:-1].replace(";}", "}")
    return "".join(pieces).strip()


def squeeze_js(code: str) -> str:
    """A script without whole-line comments and indentation."""
    lines = (line.strip() for line in code.split("\n"))
    return "\n".join(line for line in lines if line and not line.startswith("//"))
