"""The whole walk on one screen: sources in, the site and all there is to say about it out."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from hashlib import sha256
from time import perf_counter
from traceback import extract_tb

from dastan.chronology import chronology
from dastan.config import Config
from dastan.diagnostics import Diagnostic, Span, error, in_order
from dastan.digest import digest
from dastan.kinds import is_sync_copy, kind, misplaced
from dastan.memo import Map, Memo, News, Use
from dastan.model import Feature, Output, Plan, Render, Site, Sources, Story
from dastan.parse import options
from dastan.pictures.published import published
from dastan.plan import plan
from dastan.render import TemplateFault, renderer, shell
from dastan.resolve import Audience, outline, resolve


@dataclass(frozen=True, slots=True)
class Report:
    """What a build made; whether it is to be written is the caller's to say."""

    plan: Plan
    diagnostics: tuple[Diagnostic, ...]
    site: Site
    outputs: tuple[Output, ...]
    use: Use
    seconds: dict[str, float]
    """Wall time by step of the walk, by feature, and by file: a text that was parsed, a template
    that was filled."""

    @property
    def story(self) -> Story:
        return self.site.story

    @property
    def failed(self) -> bool:
        return any(diagnostic.severity == "error" for diagnostic in self.diagnostics)


def build(
    sources: Sources,
    config: Config,
    *,
    audience: Audience,
    memo: Memo,
    map: Map,
    features: Sequence[Feature],
    changed: Callable[[], Mapping[str, date]] = dict,
) -> Report:
    """A story's site, in memory.

    `audience` holds the clock; `memo` keeps what was made, and is updated; `map` is the
    built-in one or one that works in parallel; `features` make the outputs;
    `changed` is for `Site.changed`.
    """
    clock = _Clock()
    texts = [s for s in sources.texts if _is_read(s.path)]
    use = Use(memo, map)
    parsed = use.parse_all(texts, options(config))
    clock.lap("parse")
    clock.laps |= use.seconds
    problems = [d for source in sources.texts for d in misplaced(source.path)]
    problems += [d for checked in parsed for d in checked.diagnostics]
    assets = {asset.path: asset for asset in sources.assets}
    story = resolve([checked.value for checked in parsed], assets, audience, config.cover)
    problems += story.diagnostics
    clock.lap("resolve")
    story, timelines = chronology(story.value, config.time, use.keep)
    problems += story.diagnostics
    clock.lap("chronology")
    pictures = published(story.value.images, assets, use.keep, use.knows, map)
    clock.lap("pictures")
    templates = {
        source.path.removeprefix("templates/"): source.text
        for source in sources.texts
        if source.path.startswith("templates/")
    }
    seen = outline(story.value)
    shared = shell(templates, assets, pictures, seen, config)
    site = Site(
        story=story.value,
        outline=seen,
        config=config,
        assets=assets,
        pictures=pictures,
        render=renderer(templates, assets, pictures, story.value, seen, config),
        shell=shared,
        digests=use.digests,
        timelines=timelines,
        whole=digest((shared, sorted(use.digests.items()), _root_files(sources))),
        keep=use.keep,
        changed=changed,
    )
    return more(Report(Plan(), tuple(problems), site, (), use, clock.laps), features)


def more(report: Report, features: Sequence[Feature]) -> Report:
    """The same site with what these features make as well.

    They run in parallel where many texts are new; the last one, which may tell of what all others
    have made, after them.
    """
    laps = defaultdict(float, report.seconds)
    use = report.use
    outputs, problems = [*report.outputs], [*report.diagnostics]
    use.news()  # of what is known here already, other processes need not tell
    for some in (features[:-1], features[-1:]):
        site = replace(report.site, outputs=tuple(outputs))
        for done in use.map(partial(_made_by, site, use), some):
            outputs += done.outputs
            problems += done.problems
            for name, seconds in done.seconds.items():
                laps[name] += seconds
            use.take(done.news)
    use.tidy()
    started = perf_counter()
    planned = plan(outputs)
    laps["plan"] = perf_counter() - started
    found = in_order((*problems, *planned.diagnostics))
    return Report(planned.value, found, report.site, tuple(outputs), use, laps)


def _root_files(sources: Sources) -> list[tuple[str, str]]:
    """Those that keep their name: of all other assets the address tells what is in them."""
    root = (asset for asset in sources.assets if asset.path.startswith("site_src/root/"))
    return [(asset.path, sha256(asset.data).hexdigest()) for asset in root]


def _is_read(path: str) -> bool:
    return kind(path) not in ("none", "config") and not is_sync_copy(path)


@dataclass(frozen=True, slots=True)
class _Done:
    """What came of a feature."""

    outputs: list[Output]
    problems: list[Diagnostic]
    news: News
    seconds: dict[str, float]


def _made_by(site: Site, use: Use, feature: Feature) -> _Done:
    """A feature's outputs; where it fails, the others still run."""
    started = perf_counter()
    seconds: dict[str, float] = defaultdict(float)
    site = replace(site, render=_timed(site.render, seconds))
    outputs: list[Output] = []
    problems: list[Diagnostic] = []
    try:
        outputs += feature(site)
    except TemplateFault as fault:
        problems.append(fault.diagnostic)
    except Exception as bug:  # a feature of somebody else's is not to take the site down
        frame = extract_tb(bug.__traceback__)[-1]
        message = f"the feature “{feature.__name__}” failed: {type(bug).__name__}: {bug}"
        where = Span(f"dastan/{frame.filename.rpartition('dastan/')[2]}", frame.lineno or 1)
        problems.append(error("feature-failed", message, where, "this is a fault of Dastan's"))
    seconds[feature.__name__] = perf_counter() - started
    return _Done(outputs, problems, use.news(), seconds)


def _timed(render: Render, seconds: dict[str, float]) -> Render:
    def timed(template: str, /, **values: object) -> str:
        started = perf_counter()
        try:
            return render(template, **values)
        finally:
            seconds[f"templates/{template}"] += perf_counter() - started

    return timed


class _Clock:
    """Takes the time of one step after another."""

    def __init__(self) -> None:
        self.laps: dict[str, float] = {}
        self._last = perf_counter()

    def lap(self, name: str) -> None:
        now = perf_counter()
        self.laps[name] = now - self._last
        self._last = now
