"""Small stories for tests: a dictionary of files, on the disk or in memory."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from dastan import config
from dastan.diagnostics import Diagnostic, as_text, in_order
from dastan.features import FEATURES
from dastan.memo import Memo
from dastan.model import Asset, Feature, Sources
from dastan.pipeline import Report, build
from dastan.resolve import Audience
from dastan.sources import decode, read

ROOT = Path(__file__).parent.parent
NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)

Files = Mapping[str, str | bytes]


def write_story(folder: Path, files: Files) -> Path:
    """Lay a story's files in a folder; a story.yml is added where there is none."""
    for path, body in {"site_src/story.yml": "title: A test\n", **files}.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(body.encode() if isinstance(body, str) else body)
    return folder


def story(
    files: Files,
    *,
    drafts: bool = False,
    future: bool = False,
    memo: Memo | None = None,
    features: Sequence[Feature] = FEATURES,
) -> Report:
    """A story's site in memory, with the default look; `now` is the spring of 2026."""
    files = {"site_src/story.yml": "title: A test\n", **files}
    texts, assets, problems = [], [], []
    for path, body in sorted(files.items()):
        data = body.encode() if isinstance(body, str) else body
        if path.endswith((".md", ".yml", ".html")):
            checked = decode(path, data)
            texts.append(checked.value)
            problems += checked.diagnostics
        else:
            assets.append(Asset(path, data))
    named = {source.path for source in texts} | {asset.path for asset in assets}
    texts += [source for source in look().texts if source.path not in named]
    assets += [asset for asset in look().assets if asset.path not in named]
    by_path = {source.path: source for source in texts}
    configured = config.parse(by_path.get(config.PATH))
    report = build(
        Sources(tuple(texts), tuple(assets)),
        configured.value,
        audience=Audience(NOW, drafts, future),
        memo={} if memo is None else memo,
        map=map,
        features=features,
    )
    said = in_order((*problems, *configured.diagnostics, *report.diagnostics))
    return replace(report, diagnostics=said)


@cache
def look() -> Sources:
    """The default templates and static files."""
    return read(ROOT / "tests", ROOT).value


def page(report: Report, path: str) -> str:
    """A page of a site as text."""
    return report.plan.files[path].decode()


def codes(said: Report | tuple[Diagnostic, ...]) -> list[str]:
    """What was said, as `path:line:column code`."""
    diagnostics = said.diagnostics if isinstance(said, Report) else said
    return [f"{d.span.path}:{d.span.line}:{d.span.column} {d.code}" for d in diagnostics]


def shown(report: Report, files: Files) -> str:
    """What was said, as an author reads it."""

    def text(path: str) -> str | None:
        body = files.get(path)
        return body if isinstance(body, str) else None

    return "\n\n".join(as_text(diagnostic, text) for diagnostic in report.diagnostics)
