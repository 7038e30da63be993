"""The gate goes on after a failure, and its last lines name what did not run."""

import shutil
from pathlib import Path

import pytest

from dastan import gate

SAMPLE = """
from conftest import did_not_run
def test_runs(): pass
def test_needs_a_tool(): did_not_run("the check of signs", "no oracle is at home")
"""


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small repository, in which `this` stands for a check that passes."""
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_sample.py").write_text(SAMPLE)
    shutil.copy(Path(__file__).with_name("conftest.py"), tmp_path / "tests")
    monkeypatch.setattr(gate, "ROOT", tmp_path)
    monkeypatch.setattr(gate, "CHECKS", (("good", ("this",)),))
    monkeypatch.delenv("DASTAN_EVERY_CHECK", raising=False)
    return tmp_path


def test_it_names_at_the_end_what_did_not_run(
    checkout: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert gate.run(["-q"]) == 0
    lines = capfd.readouterr().out.splitlines()
    assert lines[-1] == "did not run: the check of signs: no oracle is at home"
    assert lines[-2].startswith("pytest       passed")
    assert "1 passed, 1 skipped" in lines[-3]


def test_in_ci_what_did_not_run_has_failed(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DASTAN_EVERY_CHECK", "1")
    assert gate.run([]) == 1
    assert "1 failed, 1 passed" in capfd.readouterr().out


def test_it_goes_on_after_a_failure(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(gate, "CHECKS", (("bad", ("no_such_module",)), ("good", ("this",))))
    assert gate.run(["-k", "runs"]) == 1
    out = capfd.readouterr().out
    assert "bad          FAILED" in out
    assert "good         passed" in out
    assert "1 passed, 1 deselected" in out


def test_an_installed_copy_has_no_gate(checkout: Path) -> None:
    shutil.rmtree(checkout / "tests")
    assert gate.run([]) == 2
