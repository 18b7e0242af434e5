"""Backup, restore, upgrade, export: what keeps the house when a machine does not."""

from __future__ import annotations

import dataclasses
import json
import shutil
import tarfile
from datetime import datetime
from pathlib import Path

from launcher import frontend, postgres
from launcher.commands import stop
from launcher.databases import Databases
from launcher.errors import CannotGoOn
from launcher.installation import Installation, free_megabytes
from launcher.language import words
from launcher.major import move_to_new_major
from launcher.options import Options
from launcher.preparation import check_disk, prepare
from launcher.start import start_in_background


def _needs_installation(installation: Installation) -> None:
    if not installation.about:
        raise CannotGoOn(
            words(f"Chưa có cài đặt nào trong {installation.data}: chạy ./run.",
                  f"There is no installation in {installation.data} yet: start ./run."), 2
        )  # fmt: skip


def backup(installation: Installation) -> int:
    """``./run backup [FOLDER]``: while it runs or not. Prints where it lies."""
    _needs_installation(installation)
    with installation.database():
        make_backup(installation)
    return 0


def make_backup(installation: Installation) -> Path:
    """A backup of the database that is open now; returns its path."""
    # Without any room PostgreSQL does not even let anybody in.
    check_disk(installation.data, free_megabytes(installation.data), 20)
    given = installation.options.arguments[:1]
    wanted = Path(given[0]).expanduser().resolve() if given else installation.backups
    keep = installation.options.keep or int(installation.setting("TUSACH_BACKUPS_KEEP", "14"))
    copy_to = installation.options.copy_to or installation.setting("TUSACH_BACKUPS_COPY")
    extra = ["--copy-to", str(Path(copy_to).expanduser().resolve())] if copy_to else []
    with installation.screen.step(words("Sao lưu", "Backup")) as step:
        said = installation.manage(
            *("backup", str(wanted), "--keep", str(keep), *extra),
            *("--pg-dump", installation.pg_dump),
            role=postgres.OWNER,
        )
        made = Path(said.splitlines()[-1])
        step.note = f"{made} ({made.stat().st_size // 1024:,} kB)"
    installation.give_to_server()
    return made


def of_which_kind(options: Options) -> Options:
    """For ``restore``: a backup of a real installation goes where real ones live."""
    if not options.arguments or options.setting("TUSACH_DATA"):
        return options
    try:
        with tarfile.open(options.arguments[0], mode="r:") as tar:
            reader = tar.extractfile("manifest.json")
            manifest = json.loads(reader.read()) if reader else {}
    except (OSError, KeyError, ValueError, tarfile.TarError):
        return options  # the true check says what is wrong
    sample = bool(manifest.get("demonstration"))
    return dataclasses.replace(options, empty=not sample, demonstration=sample)


def restore(installation: Installation) -> int:
    """``./run restore FILE``: into a fresh database, proven equal, then switched over.

    What was there before is kept aside, once. Refused while it runs.
    """
    if len(installation.options.arguments) != 1:
        raise CannotGoOn("./run restore " + words("TỆP", "FILE"), 2)
    file = Path(installation.options.arguments[0]).expanduser().resolve()
    if not file.is_file():
        raise CannotGoOn(words(f"Không có tệp {file}.", f"There is no file {file}."), 2)
    if installation.is_running():
        raise CannotGoOn(
            words("Tủ Sách đang chạy. Dừng trước đã: ./run stop",
                  "Tủ Sách is running. Stop it first: ./run stop"), 3
        )  # fmt: skip
    screen = installation.screen
    with installation.held("restore"):
        process = None if installation.external else installation.start_database()
        aside = installation.data / "restoring"
        databases = Databases(installation)
        fresh = f"{databases.name}_restoring"
        try:
            shutil.rmtree(aside, ignore_errors=True)
            with screen.step(words("Kiểm bản sao lưu", "Checking the backup")) as step:
                step.note = installation.manage(
                    "check_backup", str(file), "--into", str(aside), role=postgres.OWNER
                ).splitlines()[-1]
            with screen.step(words("Nạp vào cơ sở dữ liệu mới", "Into a fresh database")):
                databases.drop(fresh)
                databases.make(fresh)
                databases.load(fresh, aside / "database.dump")
            with screen.step(words("Đối chiếu", "Proof")) as step:
                step.note = installation.manage(
                    *("prove_restore", str(file)),
                    role=postgres.OWNER,
                    extra={"DATABASE_URL": databases.url(fresh)},
                ).splitlines()[-1]
            with screen.step(words("Chuyển sang", "Switching over")) as step:
                step.note = _switch(installation, databases, fresh, aside)
            frontend.build(screen, installation.project, installation.var, installation.environment)
            (installation.run / "prepared.json").unlink(missing_ok=True)
            prepare(installation)
        finally:
            shutil.rmtree(aside, ignore_errors=True)
            if databases.has(fresh):
                databases.drop(fresh)
            if process is not None:
                installation.cluster.stop(process)
    screen.line(words("Xong. Khởi động: ./run", "Done. Start it: ./run"))
    return 0


def _switch(installation: Installation, databases: Databases, fresh: str, aside: Path) -> str:
    """Rename the databases and the folders; returns where the former ones lie."""
    stamp = f"{datetime.now().astimezone():%Y%m%d_%H%M%S}"
    for old in databases.like(f"{databases.name}_before_%"):
        databases.drop(old)
    before = f"{databases.name}_before_{stamp}"
    databases.rename(databases.name, before)
    databases.rename(fresh, databases.name)
    data = installation.data
    for former in data.glob("files.before_*"):
        shutil.rmtree(former, ignore_errors=True)
    if (data / "files").exists():
        (data / "files").rename(data / f"files.before_{stamp}")
    if (aside / "files").exists():
        (aside / "files").rename(data / "files")
    for name in ("secret", "installation.json", "settings.env"):
        if (aside / name).exists():
            (aside / name).chmod(0o600)
            (aside / name).replace(data / name)
    # The index follows another database's changes; it is made anew from the tables.
    shutil.rmtree(data / "index", ignore_errors=True)
    installation.__dict__.pop("about", None)
    installation.note(loaded=True)
    installation.give_to_server()
    return words(f"trước đó: {before}", f"before: {before}")


def upgrade(installation: Installation) -> int:
    """``./run upgrade``: back up, bring the tables up to date, and start again if it ran.

    Where the program brings a new major version of PostgreSQL, the data moves into a new
    cluster first. Under systemd nothing is started here: the unit starts it by itself.
    """
    _needs_installation(installation)
    ran = installation.is_running()
    state = installation.state
    moves = installation.is_of_other_major
    if ran and moves:
        stop(installation)
    elif ran:
        with installation.database():
            made = make_backup(installation)
        stop(installation)
    with installation.held("upgrade"):
        if moves:
            made, aside = move_to_new_major(installation, lambda: make_backup(installation))
        process = None if installation.external else installation.start_database()
        try:
            if not (moves or ran):
                made = make_backup(installation)
            python = installation.environment
            frontend.build(installation.screen, installation.project, installation.var, python)
            (installation.run / "prepared.json").unlink(missing_ok=True)
            try:
                prepare(installation)
            except CannotGoOn as error:
                raise CannotGoOn(
                    words(
                        f"Nâng cấp không xong: {error}\nDữ liệu trước đó: ./run restore {made}",
                        f"The upgrade failed: {error}\nThe data as it was: ./run restore {made}",
                    )
                ) from error
        finally:
            if process is not None:
                installation.cluster.stop(process)
    if moves:
        installation.screen.line(
            words(f"Dữ liệu cũ còn ở {aside}; khi mọi việc đều ổn, hãy xóa đi.",
                  f"The former data is still in {aside}; remove it when all is well.")
        )  # fmt: skip
    if ran and not state.get("systemd"):
        return start_in_background(installation, list(state.get("arguments", [])))
    return 0


def export(installation: Installation) -> int:
    """``./run export FOLDER``: tables, records, files in formats that anything can read."""
    if len(installation.options.arguments) != 1:
        raise CannotGoOn("./run export " + words("THƯ MỤC", "FOLDER"), 2)
    _needs_installation(installation)
    folder = Path(installation.options.arguments[0]).expanduser().resolve()
    with installation.database(), installation.screen.step(words("Xuất", "Export")) as step:
        said = installation.manage("export_all", str(folder), role=postgres.OWNER, tell=step.tell)
        step.note = said.splitlines()[-1]
    return 0
