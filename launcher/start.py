"""``./run``: from a bare machine to a server that answers."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

from launcher import frontend, lan, postgres
from launcher.errors import CannotGoOn
from launcher.installation import Installation, RunsAlready, free_megabytes
from launcher.language import words
from launcher.preparation import (
    check_disk,
    first_administrator,
    load_demonstration,
    prepare,
    sign_ins,
)
from launcher.processes import end_leftovers
from launcher.supervisor import Child, Supervisor, program

# Megabytes. The first start brings some 800 of packages; the tables need little, but
# PostgreSQL stops in the middle of its work where it finds no room for its log.
PACKAGES_NEED = 1200
DATA_NEEDS = 250
SERVER_PATIENCE = 180  # seconds; a busy old machine needs a while to load everything


def start(installation: Installation) -> int:
    """Start everything and look after it until asked to stop. Returns the exit code."""
    screen = installation.screen
    began = time.monotonic()
    supervisor = Supervisor(installation)
    with installation.held("start"):
        settle_kind(installation)
        left = end_leftovers(installation.state.get("children", {}))
        if left:
            screen.line(
                words(f"  Đã dọn tiến trình sót lại của lần trước: {', '.join(left)}",
                      f"  Ended what a killed start had left running: {', '.join(left)}")
            )  # fmt: skip
        supervisor.listen_to_signals()
        supervisor.note(
            ready=False,
            arguments=list(installation.options.line),
            systemd=bool(os.environ.get("INVOCATION_ID")),
        )
        check_port(installation)
        check_disk(installation.data, free_megabytes(installation.data), DATA_NEEDS)
        if not (installation.var / "venv").exists():
            free = free_megabytes(installation.project)
            check_disk(installation.project, free, PACKAGES_NEED)
        screen.line(words(f"Tủ Sách · {installation.data}", f"Tủ Sách · {installation.data}"))
        python = installation.environment
        frontend.build(screen, installation.project, installation.var, python)
        try:
            shown = bring_up(installation, supervisor)
            welcome(installation, time.monotonic() - began, shown)
            supervisor.note(ready=True)
            supervisor.watch()
        finally:
            with screen.step(words("Dừng", "Stopping")):
                supervisor.stop()
    return 0


def settle_kind(installation: Installation) -> None:
    """Demonstration or real: decided once for a data folder, and never mixed."""
    about = installation.about
    if not about:
        installation.note(demonstration=not installation.options.empty, loaded=False)
        return
    if installation.options.empty and about.get("demonstration"):
        raise CannotGoOn(
            words(
                f"{installation.data} là dữ liệu mẫu. Cài đặt thật cần thư mục riêng: "
                "./run --empty --data THƯ MỤC.",
                f"{installation.data} holds the demonstration. A real installation takes its own "
                "folder: ./run --empty --data FOLDER.",
            ),
            2,
        )
    if installation.options.demonstration and not about.get("demonstration"):
        raise CannotGoOn(
            words(
                f"{installation.data} là dữ liệu thật; tỉnh mẫu cần thư mục riêng (--data).",
                f"{installation.data} holds real data; the sample province takes its own (--data).",
            ),
            2,
        )


def check_port(installation: Installation) -> None:
    """Refused at once, before any long step, when somebody has the port."""
    _try_port(installation.listen, installation.port, f"./run --port {installation.port + 1}")
    if installation.lan and not installation.setting("TUSACH_CERTIFICATE"):
        free = installation.trust_port + 1
        _try_port(installation.listen, installation.trust_port, f"TUSACH_TRUST_PORT={free}")


def _try_port(listen: str, port: int, otherwise: str) -> None:
    family = socket.AF_INET6 if ":" in listen else socket.AF_INET
    with socket.socket(family) as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((listen, port))
        except OSError as error:
            raise CannotGoOn(
                words(
                    f"Không nghe được ở {listen}:{port} ({error.strerror}). Có lẽ chương trình "
                    f"khác đang dùng; chọn cổng khác: {otherwise}",
                    f"Cannot listen on {listen}:{port} ({error.strerror}). Another program may "
                    f"have it; choose another port: {otherwise}",
                ),
                2,
            ) from error


def bring_up(installation: Installation, supervisor: Supervisor) -> lan.Certificate | None:
    """The database, what it needs, then the processes; returns when the server answers, with
    the certificate it shows (``--lan``)."""
    screen = installation.screen
    if not installation.external:
        with screen.step("PostgreSQL") as step:
            supervisor.add(_database(installation))
            step.note = ".".join(map(str, installation.cluster.binaries.version))
    else:
        with screen.step(words("PostgreSQL có sẵn", "PostgreSQL that was given")):
            _check_external(installation)
    prepare(installation)
    load_demonstration(installation)
    shown = None
    if installation.lan:
        with screen.step(words("Chứng thư HTTPS", "HTTPS certificate")):
            shown = lan.certificate(installation)
    installation.give_to_server()
    with screen.step(words("Máy chủ", "Server")) as step:
        for child in _programs(installation, shown):
            supervisor.add(child)
        _wait_until_it_answers(installation, supervisor, shown)
        step.note = ""
    return shown


def _database(installation: Installation) -> Child:
    cluster = installation.cluster
    log = installation.data / "logs" / "postgresql.log"
    return Child("postgres", installation.start_database, cluster.stop, log)


def _check_external(installation: Installation) -> None:
    try:
        installation.manage("check_database", role=postgres.OWNER)
    except CannotGoOn as error:
        raise CannotGoOn(
            words(
                f"Không dùng được cơ sở dữ liệu của DATABASE_URL. {error}",
                f"The database of DATABASE_URL cannot be used. {error}",
            )
        ) from error


def _programs(installation: Installation, shown: lan.Certificate | None) -> list[Child]:
    """The server, the indexer and the worker; with a certificate of our own also the plain
    page that shows how to trust it."""
    python = str(installation.environment.python)
    workers = max(2, min(4, os.cpu_count() or 2))

    def server(port: int, workers: int, *more: str) -> list[str]:
        return [
            *(python, "-m", "granian", "--interface", "wsgi", "--no-ws", "--log-level", "warning"),
            *("--host", installation.listen, "--port", str(port), *more),
            *("--workers", str(workers), "--blocking-threads", "4", "--respawn-failed-workers"),
            *("--workers-kill-timeout", "15s", "tusach.house.wsgi:application"),
        ]

    secured = shown.options if shown else []
    found = [program(installation, "server", server(installation.port, workers, *secured), {})]
    if shown and shown.authority:
        plain = server(installation.trust_port, 1)
        found.append(program(installation, "trust", plain, {"TUSACH_TRUST_ONLY": "1"}))
    if installation.has_command("indexer"):
        found.append(program(installation, "indexer", [python, "manage.py", "indexer"], {}))
    worker = [python, "manage.py", "procrastinate", "worker"]
    found.append(program(installation, "worker", worker, {}))
    return found


def _wait_until_it_answers(
    installation: Installation, supervisor: Supervisor, shown: lan.Certificate | None
) -> None:
    host = "127.0.0.1" if installation.listen in ("0.0.0.0", "") else installation.listen  # noqa: S104
    host = f"[{host}]" if ":" in host else host
    url = f"{'https' if shown else 'http'}://{host}:{installation.port}/khoe"
    context = shown.context() if shown else None
    request = urllib.request.Request(url, headers={"Host": "localhost"})
    deadline = time.monotonic() + SERVER_PATIENCE
    said = ""
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(request, timeout=10, context=context):
                return
        except urllib.error.HTTPError as error:
            said = f"{error.code} {error.read(300).decode('utf-8', 'replace')}"
        except OSError as error:
            said = str(error)
        server = next(c for c in supervisor.children if c.name == "server")
        if server.dead:
            tail = server.log.read_text(encoding="utf-8", errors="replace").splitlines()[-15:]
            raise CannotGoOn("\n".join(tail))
        time.sleep(0.1)
    raise CannotGoOn(
        words(
            f"Máy chủ không trả lời ở {url} sau {SERVER_PATIENCE} giây ({said}). "
            f"Nhật ký: {installation.data / 'logs'}",
            f"The server does not answer at {url} after {SERVER_PATIENCE} seconds ({said}). "
            f"Logs: {installation.data / 'logs'}",
        )
    )


def welcome(installation: Installation, seconds: float, shown: lan.Certificate | None) -> None:
    """The addresses, who can sign in, how to stop."""
    line = installation.screen.line
    line()
    line(
        words(f"Đã sẵn sàng sau {seconds:.1f} giây:  {installation.address}",
              f"Ready after {seconds:.1f} s:  {installation.address}")
    )  # fmt: skip
    for told in lan.told(installation, shown) if shown else ():
        line(f"  {told}")
    for told in sign_ins(installation):
        line(f"  {told}")
    administrator = first_administrator(installation)
    if administrator:
        line(
            words("Người quản trị đầu tiên (mật khẩu chỉ hiện một lần, phải đổi khi đăng nhập):",
                  "The first administrator (the password is shown once and must be changed):")
        )  # fmt: skip
        for told in administrator:
            line(f"  {told}")
    if installation.database_user and installation.server_user is None:
        line(
            words(
                f"  Lưu ý: máy chủ chạy dưới quyền root vì {installation.project} đóng với người "
                "dùng tusach. Đặt thư mục ở /opt/tusach thì an toàn hơn.",
                f"  Note: the server runs as root, because {installation.project} is closed to "
                "the user tusach. It is safer in /opt/tusach.",
            )
        )
    line(words("Dừng: Ctrl-C hoặc ./run stop", "Stop: Ctrl-C or ./run stop"))


def start_in_background(installation: Installation, arguments: list[str]) -> int:
    """Start, show the steps, and give the prompt back once it is ready."""
    if installation.is_running():
        raise RunsAlready(installation.state)
    installation.make_folders()
    log = installation.run / "start.log"
    with log.open("w", encoding="utf-8") as out:
        process = subprocess.Popen(
            [sys.executable, str(installation.project / "run"), *arguments],
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    with log.open(encoding="utf-8", errors="replace") as told:
        while True:
            ended = process.poll() is not None
            ready = installation.state.get("pid") == process.pid and installation.state["ready"]
            installation.screen.out.write(told.read())
            installation.screen.out.flush()
            if ended:
                return process.returncode
            if ready:
                return 0
            time.sleep(0.1)
