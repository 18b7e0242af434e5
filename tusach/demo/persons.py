"""The people of the demonstration: all invented, one for each role.

They sign in with one known password, and only while TUSACH_DEMONSTRATION is set: the
command refuses to make them otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.hashers import make_password

from tusach.audit.api import HOUSE, Actor
from tusach.demo.places import Map
from tusach.people.api import ROLES, Account, open_account
from tusach.readers.api import Reader

# Known to everybody on purpose.
PASSWORD = "vung-cao-doc-sach"  # noqa: S105
READER = "reader"
# A reader who has an account of her own, and sees in it what her son borrows.
MOTHER = "Lò Thị Panh"
_SINCE = date(2020, 1, 1)


@dataclass(frozen=True)
class Person:
    """Somebody invented, and the point at which the post is held; none for the province."""

    username: str
    full_name: str
    role: str
    point: str | None


PEOPLE = (
    Person("thukho", "Lò Thị Minh", "warehouse_keeper", "Kho sách luân chuyển"),
    Person("giamdoc", "Nguyễn Văn Hoà", "director", "Thư viện tỉnh Lai Châu"),
    Person("bienmuc", "Phạm Thu Hà", "cataloguer", "Thư viện tỉnh Lai Châu"),
    Person("phucvu", "Chẻo Thị Ngọc", "reader_librarian", "Thư viện tỉnh Lai Châu"),
    Person("truonghoc", "Hoàng Thị San", "school_librarian", "Trường Tiểu học San Thàng"),
    Person("canboxa", "Vàng A Páo", "commune_librarian", "Thư viện xã Bình Lư"),
    Person("tusachban", "Giàng A Lử", "point_keeper", "Tủ sách Bản 1, xã Bình Lư"),
    Person("donvi", "Trần Văn Biên", "point_keeper", "Đơn vị BP-02"),
    Person("chuyenvien", "Đỗ Minh Quân", "department", None),
    Person("quantri", "Bùi Đức Long", "administrator", "Thư viện tỉnh Lai Châu"),
)


def build(places: Map, at: datetime) -> None:
    """Open the accounts, each with its post and the known password."""
    # One hash for all: Argon2 costs a tenth of a second each time, and nothing is hidden.
    password = make_password(PASSWORD)
    for person in PEOPLE:
        account = open_account(
            username=person.username,
            full_name=person.full_name,
            role=person.role,
            point=places.named(person.point) if person.point else None,
            unit=None if person.point else places.province,
            starts_on=_SINCE,
            by=HOUSE,
            at=at,
        )
        Account.objects.filter(pk=account.pk).update(password=password)


def reader_name(number: int) -> str:
    """The sign-in name of the reader with this number."""
    return f"bd{number}"


def actor(username: str) -> Actor:
    """The person as somebody who acts."""
    account = Account.objects.get(username=username)
    return Actor(account=account.pk, name=account.full_name, post=account.post_label)


def sign_ins() -> list[tuple[str, str, str, str]]:
    """(sign-in name, password, role, place) of everybody who was made: those who work, then
    the readers with an account of their own."""
    made = Account.objects.in_bulk([p.username for p in PEOPLE], field_name="username")
    known = Reader.objects.filter(name=MOTHER, invented=True, home__invented=True)
    readers = Account.objects.filter(username__in=[reader_name(one.number) for one in known])
    return [
        (
            p.username,
            PASSWORD,
            str(ROLES[p.role].label),
            made[p.username].acting_posts[0].place_label,
        )
        for p in PEOPLE
        if p.username in made
    ] + [
        (one.username, PASSWORD, str(ROLES[READER].label), one.acting_posts[0].place_label)
        for one in readers
        if one.acting_posts
    ]
