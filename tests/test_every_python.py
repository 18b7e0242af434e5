"""Every Python from 3.11 to 3.14, also those that this machine does not have.

What can be had of them is tried: each locked package is looked for with its hash, for both kinds
of processor; and CPython 3.14 itself is fetched as WebAssembly (the npm package ``pyodide``), to
read every file of ours and to run what needs no database. ``test_run_on_bad_ground`` starts the
whole house under each Python that is installed.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent
# CPython 3.14 (the first number of the package says so).
PYODIDE = "pyodide@314"
# Debian 12 has glibc 2.36; older ones are let in too.
GLIBC = ("manylinux_2_36", "manylinux_2_34", "manylinux_2_28", "manylinux_2_27", "manylinux_2_17",
         "manylinux2014", "manylinux1")  # fmt: skip

pytestmark = pytest.mark.long


@pytest.mark.parametrize("processor", ["x86_64", "aarch64"])
@pytest.mark.parametrize("minor", [11, 12, 13, 14])
def test_every_locked_package_is_there_ready_built(
    minor: int, processor: str, tmp_path: Path
) -> None:
    """A package without a wheel would need a compiler, which a library has not."""
    tags = [f"--platform={glibc}_{processor}" for glibc in GLIBC]
    asked = subprocess.run(
        [
            *(sys.executable, "-m", "pip", "install", "--dry-run", "--no-deps", "--quiet"),
            *("--ignore-installed", "--target", str(tmp_path), "--only-binary=:all:"),
            *("--require-hashes", "-r", str(PROJECT / "requirements.lock")),
            *("--implementation=cp", f"--python-version=3.{minor}"),
            *(f"--abi={abi}" for abi in (f"cp3{minor}", "abi3", "none")),
            *tags,
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert asked.returncode == 0, asked.stderr[-2000:]


READ = """
import pathlib, sys, warnings
warnings.simplefilter("error")
faults, read = [], 0
for top in ("tusach", "launcher", "tests", "bench", "docs"):
    for path in pathlib.Path("/project", top).rglob("*.py"):
        try:
            compile(path.read_text(encoding="utf-8"), str(path), "exec")
            read += 1
        except (SyntaxError, Warning) as error:
            faults.append(f"{path}: {error}")
sys.path.insert(0, "/project")
sys.dont_write_bytecode = True
from tusach.vietnamese import api
said = [api.fold("Đường lên Mường Tè"), api.number_words(21_500), str(api.parse_date("5/9/2025"))]
import json
json.dumps({"version": sys.version.split()[0], "read": read, "faults": faults, "said": said})
"""
PROGRAM = """
import { loadPyodide } from "pyodide";
const python = await loadPyodide();
python.mountNodeFS("/project", process.argv[2]);
console.log(python.runPython(process.argv[3]));
"""


def test_python_3_14_reads_every_file_and_runs_what_needs_no_database(tmp_path: Path) -> None:
    npm, node = shutil.which("npm"), shutil.which("node")
    if not npm or not node:
        pytest.skip("this machine has no npm of its own")
    (tmp_path / "package.json").write_text('{"type": "module"}', encoding="ascii")
    fetched = subprocess.run(
        [npm, "install", "--no-audit", "--no-fund", PYODIDE],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert fetched.returncode == 0, fetched.stderr
    (tmp_path / "read.mjs").write_text(PROGRAM, encoding="ascii")
    ran = subprocess.run(
        [node, "read.mjs", str(PROJECT), READ],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr[-2000:]
    found = json.loads(ran.stdout)
    assert found["version"].startswith("3.14.")
    assert found["faults"] == []
    assert found["read"] > 700
    assert found["said"] == ["duong len muong te", "hai mươi mốt nghìn năm trăm", "2025-09-05"]
