"""Outputs to a plan: every path once, and each of them possible on every system.

Pure. Whether the plan differs from what lies on the disk is the writer's to find out.
"""

from collections.abc import Iterable

from dastan.diagnostics import Checked, Diagnostic, Related, error
from dastan.model import Output, Plan
from dastan.urls import portable

PATH_LIMIT = 255
"""Bytes of a path, and so of every name in it: what every common system can take."""

_HINT = "give it another name, or a `slug:` of its own"


def plan(outputs: Iterable[Output]) -> Checked[Plan]:
    """The whole site, sorted by path; two outputs on one path are an error that names both.

    Two of the same bytes are one: a picture may lie beside several chapters.
    """
    makers: dict[str, Output] = {}
    files: dict[str, bytes] = {}
    problems: list[Diagnostic] = []
    twins: list[tuple[Output, Output]] = []
    for output in sorted(outputs, key=lambda output: output.path):
        first = makers.setdefault(output.path.casefold(), output)
        if (first.path, first.body) != (output.path, output.body):
            twins.append((first, output))
        elif trouble := _trouble(output.path):
            message = f"“{_short(output.path)}” is the address of {output.made_by}, and {trouble}"
            problems.append(error("address", message, output.origin, _HINT))
        else:
            files[output.path] = output.body
    # What one maker makes twice, such as the card of a page, follows from what two make once.
    causes = [pair for pair in twins if pair[0].made_by != pair[1].made_by] or twins
    return Checked(Plan(files), (*(_collision(*pair) for pair in causes), *problems))


def _trouble(path: str) -> str:
    """What keeps a path from being an output's on some system, or nothing."""
    if len(path.encode()) > PATH_LIMIT:
        return f"it has more than {PATH_LIMIT} bytes"
    return "" if all(map(portable, path.split("/"))) else "not every system can have such a file"


def _collision(first: Output, second: Output) -> Diagnostic:
    case = "" if first.path == second.path else f" (beside “{first.path}”)"
    message = f"“{second.path}”{case} is made twice: by {first.made_by} and by {second.made_by}"
    related = (Related(first.origin, "the other one"),)
    return error("duplicate-output", message, second.origin, _HINT, related)


def _short(path: str) -> str:
    return path if len(path) < 60 else path[:59] + "…"
