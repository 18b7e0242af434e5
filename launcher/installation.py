"""One installation: its folders, its database, and how its commands are called."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import urlsplit

from launcher import lan, postgres
from launcher.environment import Environment, environment
from launcher.errors import CannotGoOn
from launcher.language import ENGLISH, words
from launcher.machine import can_enter, group_id, is_root, make_system_user, user_id
from launcher.options import Options, read_settings_file
from launcher.screen import Screen

# Root's installations lie where Debian's services keep theirs; anybody else's in the project.
HOME_OF_ROOT = Path("/var/lib/tusach")
# In a cluster that is whole and may take over from the one before.
PROVEN = "proven"


class RunsAlready(CannotGoOn):
    def __init__(self, state: Mapping[str, Any]) -> None:
        self.state = state
        where = state.get("address", "?")
        super().__init__(
            words(
                f"Tủ Sách đang chạy rồi: {where} (từ thư mục {state.get('project', '?')}). "
                "Dừng: ./run stop. Một cài đặt thứ hai cần --data và --port riêng.",
                f"Tủ Sách runs already: {where} (from the folder {state.get('project', '?')}). "
                "Stop it: ./run stop. A second installation takes its own --data and --port.",
            ),
            3,
        )


def choose_data(project: Path, options: Options) -> Path:
    """The data folder: the one given, else the real installation's, else the demonstration's."""
    if given := options.setting("TUSACH_DATA"):
        return Path(given).expanduser().resolve()
    home = HOME_OF_ROOT if is_root() else project / "var"
    real = home / "data"
    if options.empty or (not options.demonstration and (real / "installation.json").exists()):
        return real
    return home / "demonstration"


@dataclass
class Installation:
    project: Path
    options: Options
    screen: Screen
    data: Path
    file: dict[str, str] = field(default_factory=dict)

    @classmethod
    def open(cls, project: Path, options: Options, screen: Screen) -> Installation:
        data = choose_data(project, options)
        return cls(project, options, screen, data, read_settings_file(data))

    # -- what it is -------------------------------------------------------------------

    def setting(self, name: str, default: str = "") -> str:
        return self.options.setting(name, default, self.file)

    @property
    def var(self) -> Path:
        return self.project / "var"

    @property
    def run(self) -> Path:
        return self.data / "run"

    @property
    def backups(self) -> Path:
        return Path(self.setting("TUSACH_BACKUPS", str(self.data / "backups"))).expanduser()

    @cached_property
    def about(self) -> dict[str, Any]:
        """What was noted when it was made: {"demonstration": bool, "loaded": bool}."""
        try:
            found = json.loads((self.data / "installation.json").read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as error:
            raise CannotGoOn(f"{self.data / 'installation.json'}: {error}") from error
        return dict(found)

    def note(self, **facts: object) -> None:
        self.about.update(facts)
        write_json(self.data / "installation.json", self.about)

    @property
    def demonstration(self) -> bool:
        return bool(self.about.get("demonstration"))

    @property
    def external(self) -> str:
        """The address of a PostgreSQL that is not ours, or ""."""
        return self.setting("DATABASE_URL")

    @property
    def listen(self) -> str:
        return self.setting("TUSACH_LISTEN", "0.0.0.0" if self.lan else "127.0.0.1")  # noqa: S104

    @property
    def lan(self) -> bool:
        """Whether it serves the network by HTTPS (``--lan``)."""
        return self.setting("TUSACH_LAN", "0") not in ("0", "no", "false")

    @property
    def port(self) -> int:
        return _port(self.setting("TUSACH_PORT", lan.HTTPS_PORT if self.lan else "8000"))

    @property
    def trust_port(self) -> int:
        """Of the plain page that shows how to trust our certificate."""
        return _port(self.setting("TUSACH_TRUST_PORT", lan.TRUST_PORT))

    @property
    def address(self) -> str:
        if given := self.setting("TUSACH_ADDRESS"):
            return given
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'https' if self.lan else 'http'}://{host}:{self.port}"

    @cached_property
    def host(self) -> str:
        """The name or address in what people type."""
        if given := self.setting("TUSACH_ADDRESS"):
            return urlsplit(given).hostname or "localhost"
        if self.listen not in ("127.0.0.1", "0.0.0.0", "::", "::1"):  # noqa: S104
            return self.listen
        return next(iter(lan.own_addresses()), "localhost") if self.lan else "localhost"

    # -- who runs it ------------------------------------------------------------------

    @cached_property
    def database_user(self) -> str | None:
        """As root, the system user of the database server; else None (ourselves)."""
        return make_system_user() if is_root() else None

    @cached_property
    def server_user(self) -> str | None:
        """As root, the user of the server's processes: ``tusach`` where it can read the
        project and its Python, else None (root, because a closed folder leaves no choice)."""
        user = self.database_user
        if user is None:
            return None
        tried = (
            subprocess.run(
                [str(self.environment.python), "-c", "import django, os; os.stat('manage.py')"],
                cwd=self.project if can_enter(self.project, user) else "/",
                user=user,
                group=group_id(user),
                extra_groups=[],
                capture_output=True,
                check=False,
            )
            if can_run(self.environment.python, user)
            else None
        )
        return user if tried is not None and tried.returncode == 0 else None

    # -- its parts --------------------------------------------------------------------

    @cached_property
    def environment(self) -> Environment:
        return environment(self.screen, self.project / "requirements.lock", self.var / "venv")

    @property
    def programs(self) -> Path:
        """Where copies of PostgreSQL's programs are kept, former versions among them."""
        return (HOME_OF_ROOT if is_root() else self.var) / "postgresql"

    @property
    def filling(self) -> Path:
        """Where a cluster of a new major version is filled before it takes over."""
        return self.data / "postgres.filling"

    def take_over(self) -> Path:
        """Put the new cluster, proven equal, in the place of the old one; returns where that
        lies now. Ended between its two renames it is ended by the next start."""
        cluster = self.data / "postgres"
        aside = self.data / f"postgres-{self.made_by or 'old'}"
        if cluster.exists():
            shutil.rmtree(aside, ignore_errors=True)
            cluster.rename(aside)
        self.filling.rename(cluster)
        (cluster / PROVEN).unlink()
        return aside

    @property
    def made_by(self) -> int | None:
        """The major version of PostgreSQL that made our cluster; None where there is none."""
        try:
            said = (self.data / "postgres" / "PG_VERSION").read_text(encoding="ascii")
        except FileNotFoundError:
            return None
        return int(said)

    @property
    def is_of_other_major(self) -> bool:
        return not self.external and self.made_by not in (None, self.cluster.binaries.version[0])

    def other_major(self) -> str:
        """Why the data cannot be opened, and the line that mends it."""
        made, ours = self.made_by or 0, self.cluster.binaries.version[0]
        if made < ours:
            return words(
                f"Dữ liệu do PostgreSQL {made} tạo, bản này mang PostgreSQL {ours}. "
                "Chuyển sang (có sao lưu và đối chiếu): ./run upgrade",
                f"The data was made by PostgreSQL {made}, this version brings {ours}. "
                "Move it over (with a backup and a proof): ./run upgrade",
            )
        return words(
            f"Dữ liệu do PostgreSQL {made} tạo, mới hơn PostgreSQL {ours} của bản này. "
            "Chạy đúng bản Tủ Sách đã dùng lần cuối, hoặc lấy lại bản sao lưu cũ: "
            "./run --data THƯ-MỤC-MỚI restore TỆP",
            f"The data was made by PostgreSQL {made}, newer than this version's {ours}. "
            "Run the version of Tủ Sách that was last used, or bring back an older backup: "
            "./run --data NEW-FOLDER restore FILE",
        )

    @cached_property
    def cluster(self) -> postgres.Cluster:
        return postgres.Cluster(
            postgres.from_wheel(self.environment, self.programs),
            self.data / "postgres",
            postgres.socket_folder(self.data, self.database_user),
            self.database_user,
        )

    @property
    def pg_dump(self) -> str:
        """What backups are made with: ours, unless a given server is newer and needs its own."""
        return self.setting("TUSACH_PG_DUMP", self.cluster.binaries.program("pg_dump"))

    def url(self, role: str) -> str:
        """The database's address for ``role``: ours, or the one given (with its own roles)."""
        if not self.external:
            return self.cluster.url(role)
        if role == postgres.SERVER:
            return self.external
        return self.setting("TUSACH_OWNER_DATABASE_URL", self.external)

    def environ(self, role: str = postgres.SERVER) -> dict[str, str]:
        """The environment of every process of this installation."""
        mine = {k: v for k, v in os.environ.items() if not k.startswith(("PG", "PYTEST"))}
        found = {
            **mine,
            **self.file,
            **{k: v for k, v in mine.items() if k.startswith("TUSACH_")},
            **self.options.given,
            "DATABASE_URL": self.url(role),
            "TUSACH_LANGUAGE": "en" if ENGLISH else "vi",
            "TUSACH_DATA": str(self.data),
            "TUSACH_BACKUPS": str(self.backups),
            "TUSACH_COLLECTED": "1",
            "TUSACH_PG_DUMP": self.pg_dump,
            "TUSACH_DEMONSTRATION": "1" if self.demonstration else "0",
            "TUSACH_ADDRESS": self.address,
            "TUSACH_HOSTS": self.setting("TUSACH_HOSTS", ",".join(self._hosts())),
            "TUSACH_ORIGINS": self.setting("TUSACH_ORIGINS", self.address),
            "DJANGO_SETTINGS_MODULE": "tusach.house.settings",
            "PYTHONUTF8": "1",
            "PYTHONUNBUFFERED": "1",
        }
        found.pop("TUSACH_OWNER_DATABASE_URL", None)  # the server need not know the owner
        return found

    def _hosts(self) -> list[str]:
        """The names the server answers to: this machine's, and that of the address."""
        found = ["localhost", "127.0.0.1", "[::1]"]
        named = self.address.split("//")[-1].split("/")[0]
        found.append(named if named.endswith("]") else named.rsplit(":", 1)[0])
        if self.listen not in ("127.0.0.1", "::1"):
            name = socket.gethostname()
            found += [self.listen, name, f"{name.split('.')[0]}.local"]
            reached = [*_own_addresses(), *lan.own_addresses()]
            found += [f"[{one}]" if ":" in one else one for one in reached]
        return list(dict.fromkeys(found))

    def manage(
        self,
        *arguments: str,
        role: str = postgres.SERVER,
        tell: Callable[[str], None] | None = None,
        extra: Mapping[str, str] | None = None,
    ) -> str:
        """Run ``manage.py``; returns what it printed, line by line to ``tell`` meanwhile.

        Refused with what it said when it fails.
        """
        process = subprocess.Popen(
            [str(self.environment.python), "manage.py", *arguments],
            cwd=self.project,
            env={**self.environ(role), **(extra or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
            preexec_fn=postgres.die_with_parent(),
            **self.identity(role),
        )
        assert process.stdout is not None
        lines = []
        for line in process.stdout:
            lines.append(line.rstrip())
            if tell is not None and line.strip():
                tell(line.strip())
        if process.wait():
            raise CannotGoOn(self._what_failed(arguments[0], lines))
        return "\n".join(lines)

    def _what_failed(self, command: str, lines: list[str]) -> str:
        """What a command said. Of a traceback only the last line: the rest goes to a file."""
        if not any(line.startswith("Traceback") for line in lines):
            return "\n".join(lines[-20:])
        log = self.data / "logs" / f"{command}.error"
        try:
            log.parent.mkdir(parents=True, exist_ok=True)
            log.write_text("\n".join(lines), encoding="utf-8")
        except OSError:
            return lines[-1]
        return f"{lines[-1]}\n({log})"

    def identity(self, role: str) -> dict[str, Any]:
        """Whom a process runs as. The owner's work is done by whoever started ``./run``."""
        user = self.server_user if role == postgres.SERVER else None
        if user is None:
            return {"umask": 0o027}
        return {"user": user, "group": group_id(user), "extra_groups": [], "umask": 0o027}

    def has_command(self, name: str) -> bool:
        """Whether one of the rooms brings this management command."""
        return any((self.project / "tusach").glob(f"*/management/commands/{name}.py"))

    # -- opening and holding it -------------------------------------------------------

    def make_folders(self) -> None:
        """The data folder, closed to others; refused when it cannot be written or reached."""
        try:
            self.data.mkdir(parents=True, exist_ok=True, mode=0o700)
            self.run.mkdir(exist_ok=True, mode=0o700)
        except OSError as error:
            raise CannotGoOn(
                words(
                    f"Không ghi được vào thư mục dữ liệu {self.data}: {error.strerror}.",
                    f"Cannot write to the data folder {self.data}: {error.strerror}.",
                )
            ) from error
        user = self.database_user
        if user is None:
            return
        if self.data.stat().st_uid != user_id(user):
            os.chown(self.data, user_id(user), group_id(user))
        if not can_enter(self.data, user):
            raise CannotGoOn(
                words(
                    f"PostgreSQL không chạy dưới quyền root, mà người dùng {user} không vào được "
                    f"{self.data}. Hãy chọn thư mục khác bằng --data, ví dụ {HOME_OF_ROOT}/data.",
                    f"PostgreSQL does not run as root, and the user {user} cannot enter "
                    f"{self.data}. Choose another folder with --data, such as {HOME_OF_ROOT}/data.",
                ),
                2,
            )

    def give_to_server(self) -> None:
        """What the server writes belongs to the user it runs as."""
        wanted = user_id(self.server_user) if self.server_user else os.geteuid()
        if not is_root():
            return
        group = group_id(self.server_user) if self.server_user else os.getegid()
        shown = (f"lan/{name}" for name in ("server.crt", "server.key", "ca.crt"))
        for name in ("files", "index", "static", "secret", "installation.json", *shown):
            path = self.data / name
            if path.exists() and path.stat().st_uid != wanted:
                os.chown(path, wanted, group)
                for inside in path.rglob("*") if path.is_dir() else ():
                    os.chown(inside, wanted, group, follow_symlinks=False)

    @property
    def state(self) -> dict[str, Any]:
        """What the running (or last) start noted about itself."""
        try:
            return dict(json.loads((self.run / "state.json").read_text(encoding="utf-8")))
        except (OSError, ValueError):
            return {}

    @contextmanager
    def held(self, purpose: str) -> Iterator[None]:
        """Hold the installation for a command; the kernel lets go of it however we end.

        Raises RunsAlready when a start holds it, CannotGoOn when another command does.
        """
        self.make_folders()
        with (self.run / "lock").open("a+", encoding="utf-8") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                self._refuse_held()
            file.truncate(0)
            file.write(purpose)
            file.flush()
            yield

    def _refuse_held(self) -> NoReturn:
        purpose = self._holder()
        if purpose == "start":
            raise RunsAlready(self.state)
        raise CannotGoOn(
            words(
                f"Lệnh ./run {purpose} đang giữ {self.data}; hãy đợi nó xong.",
                f"The command ./run {purpose} holds {self.data}; wait until it is done.",
            ),
            3,
        )

    def _holder(self) -> str:
        """The command that holds the installation now, or ""."""
        try:
            with (self.run / "lock").open("r+", encoding="utf-8") as file:
                try:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except OSError:
                    return file.read().strip() or "start"
        except FileNotFoundError:
            pass
        return ""

    def is_running(self) -> bool:
        return self._holder() == "start"

    @contextmanager
    def database(self) -> Iterator[None]:
        """The database is up inside: the running one, or one started for the while."""
        if self.external or self.is_running():
            yield
            return
        with self.held(self.options.command):
            with self.screen.step(words("Mở cơ sở dữ liệu", "Opening the database")):
                process = self.start_database()
            try:
                yield
            finally:
                self.cluster.stop(process)

    def start_database(self) -> subprocess.Popen[bytes]:
        """Start our own PostgreSQL, made first if need be; its roles and database are there."""
        cluster = self.cluster
        if self.is_of_other_major:
            raise CannotGoOn(self.other_major(), 4)
        if not cluster.exists and (self.filling / PROVEN).exists():
            self.take_over()
        if not cluster.exists:
            cluster.make()
        cluster.configure()
        process = cluster.start()
        try:
            cluster.make_roles()
            if not cluster.has_database(postgres.DATABASE):
                cluster.make_database(postgres.DATABASE)
        except BaseException:
            cluster.stop(process)
            raise
        return process


def _port(value: str) -> int:
    if not value.isdigit() or not 0 < int(value) < 65536:
        raise CannotGoOn(
            words(f"Cổng “{value}” phải từ 1 đến 65535.", f"Port “{value}”: 1 to 65535."), 2
        )
    return int(value)


def can_run(python: Path, user: str) -> bool:
    """Whether ``user`` can start this Python at all."""
    try:
        return (
            subprocess.run(
                [str(python), "-c", ""],
                cwd="/",
                user=user,
                group=group_id(user),
                extra_groups=[],
                capture_output=True,
                check=False,
            ).returncode
            == 0
        )
    except OSError:
        return False


def write_json(path: Path, value: Mapping[str, Any]) -> None:
    """Whole or not at all."""
    half = path.with_suffix(".half")
    half.write_text(json.dumps(value, ensure_ascii=False, indent=1), encoding="utf-8")
    half.replace(path)


def free_megabytes(folder: Path) -> int:
    while not folder.exists():
        folder = folder.parent
    return shutil.disk_usage(folder).free // (1024 * 1024)


def _own_addresses() -> Sequence[str]:
    try:
        return sorted(
            {str(found[4][0]) for found in socket.getaddrinfo(socket.gethostname(), None)}
        )
    except OSError:
        return []
