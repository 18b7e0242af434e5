"""What has to be true before the server starts: tables, rights, catalogues, static files."""

from __future__ import annotations

import hashlib
import json
import subprocess
from pathlib import Path

from launcher import postgres
from launcher.errors import CannotGoOn
from launcher.installation import Installation, write_json
from launcher.language import words
from launcher.screen import Step

# What a change of which asks for the work below.
READ = (
    "tusach/*/migrations/*.py",
    "tusach/*/locale/*/LC_MESSAGES/*.po",
    "tusach/*/static/**/*",
    "tusach/house/*.py",
    "requirements.lock",
)


def fingerprint(installation: Installation) -> str:
    """Changes with the code that preparation depends on, and with the database."""
    digest = hashlib.sha256(installation.url(postgres.OWNER).encode())
    for pattern in READ:
        for path in sorted(installation.project.glob(pattern)):
            if path.is_file():
                found = path.stat()
                digest.update(f"{path}{found.st_size}{found.st_mtime_ns}".encode())
    return digest.hexdigest()


def prepare(installation: Installation) -> None:
    """Bring tables, rights, catalogues and static files up to date, unless they are."""
    compile_programs(installation)
    stamp = installation.run / "prepared.json"
    wanted = {"of": fingerprint(installation)}
    if stamp.exists() and json.loads(stamp.read_text(encoding="utf-8")) == wanted:
        return
    stamp.unlink(missing_ok=True)
    screen = installation.screen
    with screen.step(words("Bản dịch", "Translations")):
        installation.manage("translations", "compile", role=postgres.OWNER)
    with screen.step(words("Bảng dữ liệu", "Tables")) as step:
        migrate(installation, step)
    if installation.has_command("load_units"):
        with screen.step(words("Đơn vị hành chính", "Administrative units")) as step:
            step.note = installation.manage("load_units").splitlines()[-1]
    with screen.step(words("Tệp giao diện", "Static files")) as step:
        installation.give_to_server()
        installation.manage(
            "collectstatic", "--no-input", "--clear", "-v", "0", role=postgres.OWNER
        )
        step.note = ""
    installation.give_to_server()
    write_json(stamp, {"of": fingerprint(installation)})


def compile_programs(installation: Installation) -> None:
    """Compile what changed, once for all processes.

    Where this folder belongs to somebody else than the server, as root's does, the server may not
    write down what it compiled: each of its processes would begin with seconds of compiling.
    """
    subprocess.run(
        [str(installation.environment.python), "-m", "compileall", "-q", "-j", "0", "tusach"],
        cwd=installation.project,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        umask=0o022,
        check=False,  # on a disk that cannot be written the server starts slowly, but it starts
    )


def migrate(installation: Installation, step: Step) -> None:
    """Migrations as the owner, then the server's rights.

    Refused when the data was written by a newer version than this one.
    """
    said = installation.manage("check_database", role=postgres.OWNER)
    total = int(said.rpartition("migrations to make: ")[2])
    done = 0

    def tell(line: str) -> None:
        nonlocal done
        if line.startswith("Applying"):
            done += 1
            step.tell(f"{done}/{total}")

    if total:
        installation.manage("migrate", "--no-input", role=postgres.OWNER, tell=tell)
    installation.manage("grant_rights", postgres.SERVER, role=postgres.OWNER)
    installation.give_to_server()
    step.note = words(f"{total} bước", f"{total} steps") if total else ""


def load_demonstration(installation: Installation) -> None:
    """The sample province, once. The command goes on where a start was cut off."""
    if not installation.demonstration or installation.about.get("loaded"):
        return
    with installation.screen.step(words("Tỉnh mẫu", "Sample province")) as step:
        installation.manage("demo", tell=step.tell)
        installation.note(loaded=True)
        step.note = ""


def sign_ins(installation: Installation) -> list[str]:
    """The demonstration's sign-ins, a line each; empty for a real installation."""
    if not installation.demonstration:
        return []
    said = installation.manage("demo", "--sign-ins").splitlines()
    rows = [line.split("\t") for line in said if line.strip()]
    widths = [max(map(len, column)) for column in zip(*rows, strict=False)]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=False)).rstrip()
        for row in rows
    ]


def first_administrator(installation: Installation) -> list[str]:
    """At the first start of a real installation: who may sign in, and the password, once.

    Empty where there is an administrator: the command then says so in a single line.
    """
    if installation.demonstration or not installation.has_command("make_administrator"):
        return []
    said = installation.manage("make_administrator", "--if-none").splitlines()
    lines = [line for line in said if line.strip()]
    return lines if len(lines) > 1 else []


def check_disk(data: Path, free: int, least: int) -> None:
    """Refuse to go on with a disk that is about to be full: PostgreSQL would stop midway."""
    if free < least:
        raise CannotGoOn(
            words(
                f"Đĩa chứa {data} chỉ còn {free} MB, cần ít nhất {least} MB. Hãy xóa bớt hoặc "
                "chuyển bản sao lưu cũ đi nơi khác rồi chạy lại.",
                f"The disk of {data} has {free} MB left and {least} MB are needed. Remove "
                "something, or move old backups elsewhere, and start again.",
            )
        )
