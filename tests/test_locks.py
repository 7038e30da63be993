"""The locks: what pyproject.toml asks for, at one version each, every file with its digest."""

import importlib.metadata
import importlib.util
import re
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def build_py() -> ModuleType:
    spec = importlib.util.spec_from_file_location("build_py", ROOT / "build.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def pins(lock: str) -> set[tuple[str, str]]:
    """Packages and their versions; each with the first of its digests on the next line."""
    text = (ROOT / lock).read_text("utf-8")
    pinned = re.findall(r"^(\S+)==(\S+).* \\\n    --hash=sha256:", text, re.MULTILINE)
    assert len(pinned) == len(re.findall(r"^\w", text, re.MULTILINE)), "one has no digest"
    return set(pinned)


def test_build_py_looks_for_what_pyproject_names(build_py: ModuleType) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    brought_by = importlib.metadata.packages_distributions()
    wanted = {"requirements.lock": project["dependencies"]}
    wanted["requirements-test.lock"] = project["optional-dependencies"]["test"]
    assert list(wanted) == list(build_py.MODULES)
    for lock, modules in build_py.MODULES.items():
        names = {re.split(r"[^\w-]", line)[0] for line in wanted[lock] if ";" not in line}
        looked_for = {brought_by[module][0].lower() for module in modules}
        assert looked_for == {name for name in names if not name.startswith("types-")}
        assert names <= {name for name, _ in pins(lock)}, f"{lock} is older than pyproject.toml"


def test_the_locks_agree_and_name_no_host() -> None:
    assert pins("requirements.lock") < pins("requirements-test.lock")
    for lock in ("requirements.lock", "requirements-test.lock"):
        assert "://" not in (ROOT / lock).read_text("utf-8")
