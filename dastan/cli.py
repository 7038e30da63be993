"""The commands: the room that prints and exits.

Importing it costs argparse; each command imports what it needs, so `--help` answers at once.
"""

import gc
import os
import sys
from argparse import Namespace
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from io import TextIOWrapper
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any, NoReturn

from dastan.arguments import USAGE, understand

if TYPE_CHECKING:
    from datetime import date

    from dastan.diagnostics import Diagnostic
    from dastan.memo import Memo
    from dastan.model import Changes, Feature, Plan
    from dastan.project import Made, Project, Wish

FINE, ERRORS, STOPPED = 0, 1, 130
_PROFILED = 40
"""Lines of `--profile`."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command: 0 all well, 1 errors in the story or at its output, 2 wrong usage."""
    commands = {
        "build": _build,
        "serve": _serve,
        "check": _check,
        "new": _new,
        "deploy": _deploy,
        "clean": _clean,
        "test": _test,
    }
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal that cannot show every letter
    options = understand(sys.argv[1:] if arguments is None else arguments, commands)
    options.words = sys.argv[1:] if arguments is None else arguments
    gc.disable()  # a build lets go of little, and the collector would go through all of it
    try:
        status = int(options.run(options))
        sys.stdout.flush()
        return status
    except KeyboardInterrupt:
        _say("stopped")
        return STOPPED
    except BrokenPipeError:  # whoever read what we say has heard enough, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ERRORS
    except Exception:
        _say("this is a fault of Dastan's, and none of your story's; please report what follows")
        raise
    finally:
        gc.enable()


def entry() -> NoReturn:
    """The command `dastan` of an installed package."""
    from dastan.unchanged import answer

    sys.exit(FINE if answer(sys.argv[1:]) else main())


# --- the commands


def _build(options: Namespace) -> int:
    from dastan import memo, unchanged
    from dastan.history import changes_asked
    from dastan.model import Changes
    from dastan.write import check_output, write

    started = perf_counter()
    project = _project(options)
    problems = check_output(project.output, project.story)
    read = "" if options.no_cache else unchanged.inputs(str(project.story))
    with changes_asked(project.story) as changed:
        kept = memo.Stock() if options.no_cache else memo.load(project.cache)
        known = {*kept}
        made = _made(project, options, kept, changed)
    diagnostics = (*problems, *made.diagnostics)
    if not problems and not options.no_cache and kept.keys() != known:
        memo.save(project.cache, kept)
    if problems or made.failed(options.strict):
        return _report(options, made, diagnostics, None, started)
    written = write(made.report.plan, project.output, project.story)
    refused = any(found.severity == "error" for found in written.diagnostics)
    diagnostics += written.diagnostics
    fine = not _failed(diagnostics, options)
    # A save that came while the story was being read is for the next build to find.
    if fine and not options.profile and read and read == unchanged.inputs(str(project.story)):
        again = _said(options, made, diagnostics, Changes(unchanged=len(made.report.plan.files)))
        where = str(project.story), str(project.output)
        unchanged.remember(options.words, *where, read, made.fresh, again)
    return _report(options, made, diagnostics, None if refused else written.value, started)


def _check(options: Namespace) -> int:
    from dastan import memo

    started = perf_counter()
    project = _project(options)
    made = _made(project, options, memo.Stock() if options.no_cache else memo.load(project.cache))
    if options.explain:
        _explain(made, options)
    return _report(options, made, made.diagnostics, None, started)


def _serve(options: Namespace) -> int:
    from dastan.features import FEATURES
    from dastan.loop import steps
    from dastan.serve import serve
    from dastan.write import check_output

    project, _ = _project(options), _wish(options)
    if problems := check_output(project.output, project.story):
        print(_shown(problems, {}), end="", file=sys.stderr)
        return ERRORS
    gc.enable()  # this command goes on for hours
    features = _without(_skipped(options), FEATURES)
    cache = None if options.no_cache else project.cache
    build, settle = steps(
        project, lambda: _wish(options), features, strict=options.strict, cache=cache
    )
    return serve(
        build,
        settle,
        project.watched(),
        ignore=project.is_ours,
        host=options.host,
        port=options.port,
        poll=options.poll,
        open_browser=options.open,
        say=_say,
    )


def _new(options: Namespace) -> int:
    from dastan.project import new_chapter

    project, title = _project(options), " ".join(options.title).strip()
    if not title:
        _say("a chapter has a title")
        return USAGE
    try:
        made = new_chapter(project, title)
    except OSError as problem:
        _say(f"the chapter cannot be begun: {problem.strerror}")
        return ERRORS
    print(made.relative_to(project.story).as_posix())
    return FINE


def _deploy(options: Namespace) -> int:
    from dastan import memo
    from dastan.deploy import deploy
    from dastan.history import changes

    project, started = _project(options), perf_counter()

    def build(host_url: str) -> "tuple[Plan, str] | None":
        changed = partial(changes, project.story)
        made = _made(project, options, memo.load(project.cache), changed, host_url)
        if not made.failed(strict=True):
            return made.report.plan, made.report.site.config.url
        _report(options, made, made.diagnostics, None, started)
        _say("nothing was published: here, a warning counts as an error")
        return None

    def agreed() -> bool:
        if not options.yes and not sys.stdin.isatty():
            _say("nobody is here to be asked: add --yes, and it is published")
            sys.exit(USAGE)
        if not options.yes:
            print("Publish it? [y/N] ", end="", file=sys.stderr, flush=True)
        return options.yes or sys.stdin.readline().strip().lower() in ("y", "yes")

    return deploy(project.story, build, ignore=project.is_ours, agreed=agreed, say=_say)


def _clean(options: Namespace) -> int:
    from dastan import cache
    from dastan.write import clean

    project = _project(options)
    checked = clean(project.output, project.story)
    print(_shown(checked.diagnostics, {}), end="", file=sys.stderr)
    refused = _failed(checked.diagnostics, options)
    cached = not refused and cache.forget(str(project.cache))
    print(
        f"{checked.value} files removed from {_short(project.output)}" + ", and the cache" * cached
    )
    return ERRORS if refused else FINE


def _test(options: Namespace) -> int:
    from dastan import gate

    return gate.run(options.pytest)


# --- what they share


def _project(options: Namespace) -> "Project":
    from dastan.project import find

    project = find(options.story, options.output)
    if project is None:
        where = options.story or "this folder"
        _say(f"there is no story in {where}: a story is a folder that holds site_src/")
        _say(
            "name its folder with `--story DIR`, or make site_src/story.yml with `title: ...` in it"
        )
        sys.exit(USAGE)
    return project


def _wish(options: Namespace, host_url: str = "") -> "Wish":
    from dastan.config import url_problem
    from dastan.project import Wish, clock

    now, url = clock(), options.base_url
    if now is None:
        _say(f"SOURCE_DATE_EPOCH is “{os.environ['SOURCE_DATE_EPOCH']}”: no number of seconds")
        sys.exit(USAGE)
    if url is not None and (trouble := url_problem(url)):
        _say(f"--base-url: {trouble}; write it as https://example.org/story/")
        sys.exit(USAGE)
    return Wish(now, options.drafts, options.future, url, _skipped(options), host_url)


def _made(
    project: "Project",
    options: Namespace,
    memo: "Memo",
    changed: "Callable[[], Mapping[str, date]]" = dict,
    host_url: str = "",
) -> "Made":
    from dastan.features import FEATURES
    from dastan.parallel import parallel
    from dastan.project import make

    mapped = _counted(parallel(options.jobs)) if sys.stderr.isatty() else parallel(options.jobs)
    features = _without(_skipped(options), FEATURES)
    wish = _wish(options, host_url)
    return make(project, wish, memo=memo, map=mapped, features=features, changed=changed)


def _skipped(options: Namespace) -> tuple[str, ...]:
    """The features that `--skip` names; names that are still to come are no error."""
    return tuple(sorted({name.strip() for name in options.skip.split(",")} - {""}))


def _without(skipped: Sequence[str], features: Sequence["Feature"]) -> list["Feature"]:
    return [feature for feature in features if feature.__name__ not in skipped]


def _counted(mapped: Callable[..., Iterable[Any]]) -> Callable[..., Iterator[Any]]:
    """A map that shows on the terminal how far it is, once it takes longer than a second."""

    def counting(function: Callable[[Any], Any], items: Sequence[Any]) -> Iterator[Any]:
        started = shown = perf_counter()
        try:
            for count, result in enumerate(mapped(function, items), start=1):
                now = perf_counter()
                if now - started > 1 and now - shown > 0.1:
                    shown = now
                    what = "kinds of pages made" if callable(items[0]) else "files read"
                    what = "pictures made smaller" if isinstance(items[0], tuple) else what
                    _draw(f"  {count} of {len(items)} {what}")
                yield result
        finally:
            if shown != started:
                _draw("")

    return counting


# --- what they say


def _report(
    options: Namespace,
    made: "Made",
    diagnostics: tuple["Diagnostic", ...],
    changes: "Changes | None",
    started: float,
) -> int:
    """Show how it went, as a text or as one JSON document; the exit status."""
    from dastan.outcome import slowest
    from dastan.unchanged import SECONDS

    took, laps = perf_counter() - started, made.report.seconds
    out, err = _said(options, made, diagnostics, changes, slowest(laps) if took > 1 else "")
    print(err, end="", file=sys.stderr)
    print(out.replace(SECONDS, f"{took:.2f}"), end="")
    if options.profile:
        for name, lap in sorted(laps.items(), key=lambda item: -item[1])[:_PROFILED]:
            _say(f"{1000 * lap:8.1f} ms  {name}")
    return ERRORS if _failed(diagnostics, options) else FINE


def _said(
    options: Namespace,
    made: "Made",
    diagnostics: tuple["Diagnostic", ...],
    changes: "Changes | None",
    slow: str = "",
) -> tuple[str, str]:
    """What goes to standard output and to standard error, `SECONDS` for how long it took."""
    from dastan.outcome import Outcome, document, summary
    from dastan.unchanged import SECONDS

    pages = sum(path.endswith(".html") for path in made.report.plan.files)
    outcome = Outcome(diagnostics, _failed(diagnostics, options), pages, changes)
    if options.format == "json":
        return document(outcome, SECONDS) + "\n", ""
    shown = _shown(diagnostics, made.texts)
    line = summary(outcome, SECONDS, of_build=options.run is _build, slow=slow)
    return line + "\n", shown


def _failed(diagnostics: Iterable["Diagnostic"], options: Namespace) -> bool:
    strict = getattr(options, "strict", False)
    return any(strict or diagnostic.severity == "error" for diagnostic in diagnostics)


def _shown(diagnostics: Iterable["Diagnostic"], texts: Mapping[str, str]) -> str:
    from dastan.diagnostics import as_text

    colour = sys.stderr.isatty() and not os.environ.get("NO_COLOR")
    shown = ""
    for diagnostic in diagnostics:
        text = as_text(diagnostic, texts.get)
        if colour:
            code = f"{diagnostic.severity}[{diagnostic.code}]"
            shade = 31 if diagnostic.severity == "error" else 33
            text = text.replace(code, f"\033[1;{shade}m{code}\033[0m", 1)
        shown += text + "\n\n"
    return shown


def _explain(made: "Made", options: Namespace) -> None:
    """Show each word that typography changes, with its line."""
    from dastan.explain import explained

    for line in explained(made.texts, made.report.story):
        print(line, file=sys.stderr if options.format == "json" else sys.stdout)


def _short(path: Path) -> str:
    """A path as somebody here would write it."""
    return path.relative_to(Path.cwd()).as_posix() if path.is_relative_to(Path.cwd()) else str(path)


def _draw(line: str) -> None:
    """Put a line in place of the one that was drawn before, on a terminal."""
    print(f"\r{line}\033[K", end="", file=sys.stderr, flush=True)


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
