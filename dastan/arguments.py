"""What may be said on the command line. Costs argparse and nothing else."""

import argparse
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NoReturn

from dastan import __version__

USAGE = 2
"""Exit status of a command line that cannot be understood."""

Run = Callable[[argparse.Namespace], int]

_EPILOG = """\
A story is a folder with site_src/ in it: chapters as Markdown in site_src/chapters/, its title in
site_src/story.yml. Begin with `serve`, and save a chapter while you look at it in the browser.
README.md tells the rest; `COMMAND --help` tells of one command.
"""
_HELP = {
    "build": "make the site (this is what happens when no command is named)",
    "serve": "make the site, show it in a browser, and again at every save",
    "check": "say all there is to say about the story, and write nothing",
    "new": "begin a chapter",
    "deploy": "publish the site to the branch gh-pages of the remote origin",
    "clean": "remove what was made: the site and the cache",
    "test": "check Dastan itself; further arguments go to pytest",
}


def understand(arguments: Sequence[str], commands: Mapping[str, Run]) -> argparse.Namespace:
    """The options of a command line, `run` among them; exits with 2 where it makes no sense."""
    first = arguments[0] if arguments else "-"
    if first == "test" and arguments[1:2] not in (["-h"], ["--help"]):
        # argparse would take a first flag of pytest's for one of ours
        return argparse.Namespace(run=commands["test"], pytest=[*arguments[1:]])
    if first.startswith("-") and first not in ("-h", "--help", "--version"):
        arguments = ["build", *arguments]
    return _parser(commands).parse_args(arguments)


def _parser(commands: Mapping[str, Run]) -> argparse.ArgumentParser:
    name = Path(sys.argv[0]).name
    parser = _Parser(
        prog=f"python3 {name}" if name == "build.py" else "dastan",
        description="Dastan makes a website to read a story on, from chapters in Markdown.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"dastan {__version__}")
    adding = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    where = _where()
    building = _building(where)
    flags = {"build": building, "serve": building, "check": building, "new": where, "clean": where}
    flags["deploy"] = _story()
    made = {}
    for name, run in commands.items():
        parents = [flags[name]] if name in flags else []
        made[name] = adding.add_parser(
            name, help=_HELP[name], description=f"{_HELP[name]}.", parents=parents
        )
        made[name].set_defaults(run=run)
    _serve_flags(made["serve"])
    _deploy_flags(made["deploy"])
    made["check"].add_argument(
        "--explain", action="store_true", help="also show what typography changes, line by line"
    )
    made["new"].add_argument("what", choices=["chapter"], help="what to begin: chapter")
    made["new"].add_argument("title", nargs="+", metavar="Title", help="its title")
    made["test"].add_argument("pytest", nargs="*", metavar="...", help="for pytest")
    return parser


class _Parser(argparse.ArgumentParser):
    """Names the nearest word for one that it does not know."""

    def parse_known_args(  # type: ignore[override]  # argparse's own has overloads for a namespace
        self, args: Sequence[str] | None = None, namespace: argparse.Namespace | None = None
    ) -> tuple[argparse.Namespace, list[str]]:
        """A command judges its own flags: the parser above it would not know what is near."""
        options, unknown = super().parse_known_args(args, namespace)
        if unknown:
            self.error(f"unrecognized arguments: {unknown[0]}")
        return options, unknown

    def error(self, message: str) -> NoReturn:
        from dastan.diagnostics import did_you_mean

        if found := re.search(r"invalid choice: '([^']*)|unrecognized arguments: ([^=]*)", message):
            typed, known = found[1], [c for action in self._actions for c in action.choices or ()]
            if typed is None:
                typed, known = found[2], [*self._option_string_actions]
            message = f"there is no “{typed}” here"
            if typed in _HELP:
                message = f"the command, “{typed}”, comes first"
            elif hint := did_you_mean(typed, known):
                message += f": {hint}"
        self.print_usage(sys.stderr)
        self.exit(USAGE, f"{self.prog}: {message}\n")


def _story() -> "_Parser":
    flags = _Parser(add_help=False)
    flags.add_argument("--story", type=Path, metavar="DIR", help="the folder that holds site_src/")
    return flags


def _where() -> "_Parser":
    flags = _Parser(add_help=False, parents=[_story()])
    flags.add_argument("--output", type=Path, metavar="DIR", help="default: _site in the story")
    return flags


def _building(where: "_Parser") -> "_Parser":
    flags = _Parser(add_help=False, parents=[where])

    def switch(name: str, help: str) -> None:
        flags.add_argument(name, action="store_true", help=help)

    flags.add_argument("--base-url", metavar="URL", help="where the site will stand")
    switch("--drafts", "with the chapters marked `draft: true`")
    switch("--future", "with the chapters whose `date:` has not come yet")
    flags.add_argument(
        "--skip", metavar="NAMES", default="", help="features to leave out, such as search,cards"
    )
    flags.add_argument(
        "--jobs", type=_positive, metavar="N", help="processes that parse (default: one a core)"
    )
    switch("--no-cache", "parse every file anew")
    switch("--strict", "count warnings as errors")
    flags.add_argument(
        "--format", choices=["text", "json"], default="text", help="of what is said (default: text)"
    )
    switch("--profile", "say what took how long: steps, kinds of pages, templates, texts")
    return flags


def _serve_flags(serve: argparse.ArgumentParser) -> None:
    serve.add_argument(
        "--host", default="127.0.0.1", help="who may see it (default: this machine alone)"
    )
    serve.add_argument(
        "--port", type=_port, default=8000, help="default 8000; the next free one if it is taken"
    )
    serve.add_argument("--open", action="store_true", help="open it in the browser")
    serve.add_argument(
        "--poll", action="store_true", help="look for saves by polling, as on a network drive"
    )


def _deploy_flags(deploy: argparse.ArgumentParser) -> None:
    deploy.add_argument(
        "--base-url", metavar="URL", help="where the site will stand (default: found by the remote)"
    )
    deploy.add_argument("--yes", action="store_true", help="publish without asking")
    deploy.set_defaults(output=None, drafts=False, future=False, skip="", jobs=None)
    deploy.set_defaults(strict=True, format="text", profile=False)


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"“{text}” is no number of processes")
    return int(text)


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise argparse.ArgumentTypeError(f"“{text}” is no port: 1 to 65535")
    return int(text)
