"""The list of a register: every number that it gave and what became of the copy."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tusach.holdings.holder import at_point
from tusach.holdings.models import Collection, Ownership, Register, RegisterLine
from tusach.holdings.rules import State
from tusach.holdings.selectors.copies import sources
from tusach.holdings.selectors.registers import (
    arrivals,
    leavings,
    lines_in,
    search_in,
    takings_back,
    transferred,
)
from tusach.holdings.web.columns import copy_columns
from tusach.holdings.web.reach import Names, seen_of
from tusach.ui.api import Column, Filter, Listing

_SHOWN = ("title", "state", "price")


def _of_copy(column: Column) -> Column:
    """A column of copies in a list of a register's lines."""
    sort = column.sort
    names = (sort,) if isinstance(sort, str) else sort or ()
    link = column.link
    return replace(
        column,
        value=lambda line: column.of(line.copy),
        sort=tuple(f"copy__{name}" for name in names) or None,
        link=(lambda line: link(line.copy)) if link else None,
    )


class _Became:
    """What became of the copies of the lines shown, asked for once a page (or the list, when
    it is exported)."""

    def __init__(self, request: HttpRequest, register: Register) -> None:
        self.request, self.register = request, register
        self.listing: Listing | None = None
        self.loaded = False

    def load(self) -> None:
        if self.loaded or self.listing is None:
            return
        self.loaded = True
        rows: list[RegisterLine] = list(
            self.listing.rows if self.request.GET.get("export") else self.listing.page.object_list
        )
        self.seen = seen_of(self.request, [row.copy for row in rows])
        ids = [row.copy_id for row in rows]
        self.left: dict[int, Ownership] = leavings(ids, self.register.owner_id)
        self.back = takings_back(ids, self.register.pk)
        self.came = arrivals(ids, self.register.pk)
        self.names = Names(
            self.request,
            [at_point(o.owner_id) for o in self.left.values()]
            + [at_point(o.former_id) for o in self.came.values()],
        )

    def link(self, line: RegisterLine) -> str | None:
        self.load()
        return line.copy.get_absolute_url() if line.copy_id in self.seen else None

    def words(self, line: RegisterLine) -> str | None:
        self.load()
        left = self.left.get(line.copy_id)
        if left is not None and line.copy.owner_id != self.register.owner_id:
            return _("điều chuyển sang %(library)s từ %(day)s, %(decision)s") % {
                "library": self.names[at_point(left.owner_id)],
                "day": f"{left.since:%d/%m/%Y}",
                "decision": left.transfer.decision,
            }
        if not line.is_current and (back := self.back.get(line.copy_id)):
            return _("cấp khi điều chuyển, đã rút lại %(day)s") % {
                "day": f"{timezone.localtime(back.undone_by.recorded_at):%d/%m/%Y}"
            }
        if line.copy.place.state == State.WITHDRAWN:
            return str(State.WITHDRAWN.label)
        if line.is_current and (came := self.came.get(line.copy_id)):
            return _("nhận điều chuyển từ %(library)s ngày %(day)s, %(decision)s") % {
                "library": self.names[at_point(came.former_id)],
                "day": f"{came.since:%d/%m/%Y}",
                "decision": came.transfer.decision,
            }
        return None


def register_listing(request: HttpRequest, register: Register) -> Listing:
    """The numbers of a register with search, filters and export."""
    became = _Became(request, register)
    columns = {column.key: column for column in copy_columns()}
    listing = Listing(
        request,
        lines_in(register),
        columns=[
            Column("accession_no", _("Số ĐKCB"), sort="number", link=became.link),
            *(_of_copy(columns[key]) for key in _SHOWN),
            Column("became", _("Biến động"), value=became.words),
        ],
        search=search_in,
        search_label=_("Mã vạch, số ĐKCB, nhan đề, tác giả"),
        filters=[
            Filter(
                "dieuchuyen",
                _("Điều chuyển"),
                [("di", _("đã điều chuyển")), ("con", _("còn của thư viện"))],
                lambda found, value: transferred(found, value == "di"),
            ),
            Filter("kho", _("Kho"), Collection.choices, lambda q, v: q.filter(copy__collection=v)),
            Filter(
                "nguon",
                _("Nguồn"),
                [(str(one.pk), str(one)) for one in sources()],
                lambda q, v: q.filter(copy__source_id=v),
            ),
        ],
        default_sort="accession_no",
        empty=_("Sổ chưa có bản nào."),
        name=f"so-{register.pk}",
    )
    became.listing = listing
    return listing
