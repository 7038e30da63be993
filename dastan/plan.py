"""Outputs to a plan: every path once, and each of them possible on every system.

Pure. Whether the plan differs from what lies on the disk is the writer's to find out.
"""

from collections.abc import Iterable

from dastan.diagnostics import Checked, Diagnostic, Span, error
from dastan.model import Output, Plan

NAME_LIMIT = 255
"""Bytes of one name in a path, on every common file system."""


def plan(outputs: Iterable[Output]) -> Checked[Plan]:
    """The whole site, sorted by path; two outputs on one path are an error that names both."""
    makers: dict[str, Output] = {}
    files: dict[str, bytes] = {}
    problems: list[Diagnostic] = []
    for output in sorted(outputs, key=lambda output: (output.path, output.made_by)):
        first = makers.setdefault(output.path.casefold(), output)
        if first is not output:
            problems.append(_collision(first, output))
            continue
        if any(len(name.encode()) > NAME_LIMIT for name in output.path.split("/")):
            message = f"the address of {output.made_by} is longer than a file's name may be"
            problems.append(error("long-path", message, Span(output.path), "give it a `slug:`"))
            continue
        files[output.path] = output.body
    return Checked(Plan(files), tuple(problems))


def _collision(first: Output, second: Output) -> Diagnostic:
    case = "" if first.path == second.path else f" (beside “{first.path}”)"
    message = f"“{second.path}”{case} is made twice: by {first.made_by} and by {second.made_by}"
    hint = "give one of them another name or `slug:`"
    return error("duplicate-output", message, Span(second.path), hint)
