"""build.py on machines of many kinds: what it makes, what it leaves alone, what it says.

Each test has a copy of build.py with a stand-in for `dastan.cli`, and stand-ins for uv, ensurepip
and pip that write down how they were called. So nothing is installed and no network is needed; one
test at the end, for CI, does it all in earnest.
"""

import ast
import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from conftest import did_not_run

ROOT = Path(__file__).parent.parent
BASE_PYTHON = Path(sys.base_prefix, "bin", "python3")
pytestmark = pytest.mark.skipif(os.name == "nt", reason="the stand-ins are for a POSIX shell")

CLI = """
import json, sys
def main(argv):
    print(json.dumps({"argv": argv, "prefix": sys.prefix, "loaded": sorted(sys.modules)}))
    return 7
"""
FRESH = """
import os, sys
if sys.prefix == sys.base_prefix:  # whatever is installed on this machine, a fresh one has not
    sys.path[:] = [path for path in sys.path if "-packages" not in path]
if "PRETEND" in os.environ:
    sys.version_info = (3, 10, 4)
"""
INSTALLER = """#!/bin/sh
echo "{name} $*" >> "$CALLS"
echo "{name} speaks"
sleep "${{SLOWLY:-0}}"
case " $WORKING " in *" {name} "*) exit 0;; *) exit 1;; esac
"""


@dataclass
class Machine:
    """A folder with a copy of the project, and stand-ins for all that could install."""

    home: Path
    stand_ins: Path

    @property
    def venv(self) -> Path:
        return self.home / ".venv"

    @property
    def calls(self) -> list[str]:
        """How the stand-ins were called, one line each."""
        calls = self.stand_ins / "calls"
        return calls.read_text("utf-8").splitlines() if calls.exists() else []

    def start(
        self, *argv: str, python: Path = BASE_PYTHON, working: str = "uv", **env: str
    ) -> "subprocess.Popen[str]":
        """`python build.py ...`, where only the installers in `working` do their work."""
        return subprocess.Popen(
            [python, self.home / "build.py", *argv],
            cwd=self.home.parent,
            env={
                "PATH": f"{self.stand_ins}:/usr/bin:/bin",
                "PYTHONPATH": str(self.stand_ins),
                "CALLS": str(self.stand_ins / "calls"),
                "WORKING": working,
                **env,
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *argv: str, **more: Any) -> "Run":
        process = self.start(*argv, **more)
        try:
            out, err = process.communicate(timeout=60)
        finally:
            process.kill()
        return Run(process.returncode, json.loads(out) if out else {}, err)


@dataclass
class Run:
    status: int
    cli: dict[str, object]
    """What the stand-in for the command line found; empty where it was never reached."""
    err: str


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    machine = Machine(tmp_path / "my book", tmp_path / "stand-ins")
    (machine.home / "dastan").mkdir(parents=True)
    (machine.home / "dastan" / "cli.py").write_text(CLI)
    for module in ("__init__", "cache", "unchanged"):
        shutil.copy(ROOT / "dastan" / f"{module}.py", machine.home / "dastan")
    for name in ("build.py", "requirements.lock", "requirements-test.lock"):
        shutil.copy(ROOT / name, machine.home)
    machine.stand_ins.mkdir()
    (machine.stand_ins / "sitecustomize.py").write_text(FRESH)
    for name in ("uv", "ensurepip", "pip"):
        script = machine.stand_ins / name
        script.write_text(INSTALLER.format(name=name))
        script.chmod(0o755)
        if name != "uv":
            call = f"import os, sys; os.execv({str(script)!r}, [{name!r}, *sys.argv[1:]])"
            (machine.stand_ins / f"{name}.py").write_text(call)
    return machine


def test_a_fresh_machine_gets_an_environment_once(machine: Machine) -> None:
    first, second = machine.run("build", "--strict"), machine.run("serve")
    assert (first.status, second.status) == (7, 7)
    assert first.cli["argv"] == ["build", "--strict"]
    assert first.cli["prefix"] == second.cli["prefix"] == str(machine.venv)
    assert re.search(r"installing .*\n.*done in \d+\.\d s", first.err)
    assert second.err == ""
    [call] = machine.calls
    assert "--require-hashes" in call
    assert call.endswith("requirements.lock")


def test_test_installs_its_own_lock_too(machine: Machine) -> None:
    for command in ("build", "test", "build", "test"):
        assert machine.run(command).status == 7
    first, second = machine.calls
    assert first.endswith("/requirements.lock")
    assert second.endswith("/requirements-test.lock")


@pytest.mark.parametrize("argv", [["--help"], ["-h"], ["--version"], ["serve", "--help"]])
def test_help_is_at_once(machine: Machine, argv: list[str]) -> None:
    run = machine.run(*argv)
    assert (run.status, run.cli["argv"], run.err) == (7, argv, "")
    assert not machine.venv.exists()


def test_the_common_way_imports_next_to_nothing(machine: Machine) -> None:
    machine.run()
    loaded = set(machine.run().cli["loaded"])
    assert not loaded & {"subprocess", "typing", "pathlib", "shutil", "venv", "importlib.util"}


def test_without_uv_the_pip_of_python_installs(machine: Machine) -> None:
    assert machine.run(working="ensurepip pip").status == 7
    assert [call.split()[0] for call in machine.calls] == ["uv", "ensurepip", "pip"]
    assert "--python" not in machine.calls[-1]


def test_without_ensurepip_the_pip_beside_python_installs(machine: Machine) -> None:
    assert machine.run(working="pip").status == 7
    assert machine.calls[-1].startswith(f"pip --python {machine.venv}/bin/python install")


def test_without_any_installer_it_says_what_to_install(machine: Machine) -> None:
    run = machine.run(working="")
    assert (run.status, run.cli) == (1, {})
    assert "python3-venv" in run.err
    assert "python3-pip" in run.err
    assert "Traceback" not in run.err
    assert machine.run(working="uv").status == 7, "a half-made environment is made anew"


def test_without_network_it_shows_what_pip_said(machine: Machine) -> None:
    run = machine.run(working="ensurepip")
    assert (run.status, run.cli) == (1, {})
    assert "pip speaks" in run.err
    assert "network" in run.err


def test_a_venv_of_somebody_else_is_left_alone(machine: Machine) -> None:
    machine.venv.mkdir()
    (machine.venv / "pyvenv.cfg").write_text("theirs")
    run = machine.run()
    assert (run.status, run.cli, machine.calls) == (1, {}, [])
    assert "was not made by build.py" in run.err
    assert [path.name for path in machine.venv.iterdir()] == ["pyvenv.cfg"]


def test_a_new_lock_is_installed(machine: Machine) -> None:
    machine.run()
    with (machine.home / "requirements.lock").open("a") as lock:
        lock.write("# another package\n")
    assert machine.run().status == machine.run().status == 7
    assert len(machine.calls) == 2


def test_a_broken_update_leaves_no_mark(machine: Machine) -> None:
    machine.run()
    lock = machine.home / "requirements.lock"
    before = lock.read_text()
    lock.write_text("# quite another\n")
    assert machine.run(working="").status == 1
    lock.write_text(before)
    assert machine.run().status == 7
    assert machine.calls[-1].startswith("uv"), "what is there now is neither the one nor the other"


def test_a_new_lock_is_installed_also_from_within(machine: Machine) -> None:
    machine.run()
    (machine.home / "requirements.lock").write_text("# quite another\n")
    assert machine.run(python=machine.venv / "bin" / "python").status == 7
    assert len(machine.calls) == 2


def test_another_platform_makes_the_environment_anew(machine: Machine) -> None:
    machine.run()
    (machine.venv / "made-by-build.py").write_text("cpython-310 on elsewhere")
    (machine.venv / "orphan").touch()
    assert machine.run().status == 7
    assert len(machine.calls) == 2
    assert not (machine.venv / "orphan").exists()


def test_a_python_that_is_gone_makes_the_environment_anew(machine: Machine) -> None:
    machine.run()
    for python in machine.venv.glob("bin/python*"):
        python.unlink()
        python.symlink_to("/nowhere/python")
    assert machine.run().status == 7


def test_a_damaged_environment_is_no_endless_loop(machine: Machine) -> None:
    machine.run()
    (machine.venv / "pyvenv.cfg").unlink()
    run = machine.run()
    assert (run.status, run.cli) == (1, {})
    assert "damaged" in run.err


def test_several_at_once_make_one_environment(machine: Machine) -> None:
    several = [machine.start(SLOWLY="0.3") for _ in range(3)]
    for process in several:
        out, _ = process.communicate()
        assert (process.returncode, json.loads(out)["prefix"]) == (7, str(machine.venv))
    assert len(machine.calls) == 1


def test_an_old_python_is_told_so_in_one_line(machine: Machine) -> None:
    run = machine.run("--help", PRETEND="old")
    assert (run.status, run.cli) == (1, {})
    assert run.err == "Dastan needs Python 3.11 or later; this is Python 3.10.\n"


def test_an_old_python_can_read_build_py() -> None:
    source = (ROOT / "build.py").read_bytes().decode("ascii")
    code = ast.parse(source, feature_version=(3, 4))  # the oldest that ast knows of
    assert not [node for node in ast.walk(code) if getattr(node, "annotation", None)]
    assert not [node for node in ast.walk(code) if getattr(node, "returns", None)]


# --- in earnest


def test_a_fresh_clone_builds_a_site(tmp_path: Path) -> None:
    """What a newcomer does first: needs git, the network, and half a minute."""
    if os.environ.get("DASTAN_EVERY_CHECK") != "1":
        did_not_run("a build in a fresh clone", "it is for CI, or DASTAN_EVERY_CHECK=1")
    clone, story = tmp_path / "clone", tmp_path / "story"
    for name in subprocess.check_output(["git", "ls-files", "-z"], cwd=ROOT).decode().split("\0"):
        if (ROOT / name).is_file():
            (clone / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, clone / name)
    (story / "site_src" / "chapters").mkdir(parents=True)
    (story / "site_src" / "story.yml").write_text("title: A Small Story\n")
    (story / "site_src" / "chapters" / "01-dawn.md").write_text("# Dawn\n\nIt was early.\n")
    build = [BASE_PYTHON, clone / "build.py", "build", "--story", story]
    apart = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(build, env=apart, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "It was early." in (story / "_site" / "chapters" / "dawn.html").read_text("utf-8")
