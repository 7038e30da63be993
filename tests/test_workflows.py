"""The workflows: what they start is pinned, and what they keep is what a build looks for."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import ROOT, TOOLS

from dastan.project import find

WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))


def steps(workflow: Path) -> list[dict[str, Any]]:
    jobs = yaml.safe_load(workflow.read_text("utf-8"))["jobs"]
    return [step for job in jobs.values() for step in job["steps"]]


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.stem)
def test_actions_are_pinned_and_the_version_is_named(workflow: Path) -> None:
    text = workflow.read_text("utf-8")
    assert "pull_request_target" not in text
    pinned = re.findall(r"uses: [\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$", text, re.MULTILINE)
    assert len(pinned) == text.count("uses:") == sum("uses" in step for step in steps(workflow))


def test_one_action_has_one_commit() -> None:
    used = {step["uses"] for workflow in WORKFLOWS for step in steps(workflow) if "uses" in step}
    assert len(used) == len({use.partition("@")[0] for use in used})


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.stem)
def test_keys_are_made_of_files_that_are_there(workflow: Path) -> None:
    keys = [step["with"]["key"] for step in steps(workflow) if "key" in step.get("with", {})]
    assert keys
    for key in keys:
        digested = re.findall(r"hashFiles\(([^)]*)\)", key)
        assert digested
        for pattern in re.findall(r"'([^']*)'", ",".join(digested)):
            assert any(ROOT.glob(pattern)), pattern


def test_what_is_kept_is_what_a_build_looks_for() -> None:
    project = find(ROOT, None)
    assert project
    kept = {
        step["with"]["path"]
        for workflow in WORKFLOWS
        for step in steps(workflow)
        if step.get("uses", "").startswith("actions/cache@")
    }
    assert kept == {".venv", project.cache.name, TOOLS.relative_to(ROOT).as_posix()}
