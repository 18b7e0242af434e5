"""Who takes what of the stock of libraries that are dissolved, merged or split."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tusach.holdings.codes import MOST_CODES, codes_in, said_of, some_of
from tusach.holdings.models import Collection, Register
from tusach.holdings.selectors.boxes import all_boxes
from tusach.holdings.selectors.copies import match_codes, registers_of
from tusach.holdings.selectors.transfers import Amount, amounts, stock_of, total
from tusach.holdings.services.transfers import Share
from tusach.network.api import ReorganisationPlan, ServicePoint

ACT = "holdings.transfer"


@dataclass
class Stock:
    """What one source owns: by collection, its boxes, and which copies were listed for whom."""

    source: ServicePoint
    closes: bool
    amounts: list[Amount]
    boxes: int
    listed: dict[int, list[int]] = field(default_factory=dict)

    @property
    def all(self) -> Amount:
        return total(self.amounts)

    def key(self, what: str) -> str:
        return f"stock_{self.source.pk}_{what}"


@dataclass
class Row:
    """A line of the table: so much of a collection, and the field that says who takes it."""

    label: str
    amount: Amount
    field: forms.BoundField


class StockForm(forms.Form):
    """For each collection of each source who takes it; what is listed copy by copy goes where
    it is listed; for each target whether the copies get new numbers."""

    def __init__(self, *, plan: ReorganisationPlan, user: Any, data: Any, files: Any) -> None:
        super().__init__(data, files)
        self.plan, self.user = plan, user
        closing = {one.pk for one in plan.closing}
        self.stocks = [
            Stock(
                source,
                source.pk in closing,
                amounts(stock_of(source.pk)),
                all_boxes().filter(owner=source, discarded_at=None).count(),
            )
            for source in plan.sources
        ]
        self.stocks = [one for one in self.stocks if one.amounts or one.boxes]
        for stock in self.stocks:
            self._ask_of(stock)
        for target in plan.targets if self.stocks else ():
            self._ask_numbers(target)

    def _ask_of(self, stock: Stock) -> None:
        choices = [(str(one.pk), one.name) for one in self.plan.targets]
        if not stock.closes:
            stay = _("ở lại %(library)s") % {"library": stock.source.name}
            choices.insert(0, ("", stay))
        keys = [one.key for one in stock.amounts] + (["boxes"] if stock.boxes else [])
        for key in keys:
            label = _("Thùng sách") if key == "boxes" else str(Collection(key).label)
            self.fields[stock.key(key)] = forms.ChoiceField(
                label=label,
                choices=choices,
                required=False,
                initial=choices[0][0] if choices else "",
            )
        if len(self.plan.targets) > 1 or not stock.closes:
            for target in self.plan.targets:
                self.fields[stock.key(f"list_{target.pk}")] = forms.CharField(
                    label=_("Giao riêng cho %(library)s") % {"library": target.name},
                    required=False,
                    widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
                    help_text=gettext_lazy(
                        "Quét hoặc dán mã vạch, số ĐKCB của những bản giao đích danh; chúng đi "
                        "theo danh sách này, dù kho của chúng giao cho nơi khác."
                    ),
                )

    def _ask_numbers(self, target: ServicePoint) -> None:
        keep = [("", _("giữ số ĐKCB cũ"))]
        registers = registers_of(target.pk)
        self.fields[f"register_{target.pk}"] = forms.ChoiceField(
            label=_("Số ĐKCB tại %(library)s") % {"library": target.name},
            choices=[*keep, *((str(r.pk), _("cấp số mới trong sổ “%(name)s”") % {"name": r.name})
                              for r in registers)],
            required=False,
        )  # fmt: skip

    # What is chosen, whether sent or only proposed.

    def chosen(self, name: str) -> str:
        """The value of a choice; of one not sent, its proposal."""
        if self.is_bound and name in self.data:
            return str(self.cleaned_data.get(name, ""))
        initial = self.fields[name].initial if name in self.fields else ""
        return str(initial or "")

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if self.stocks and not self.plan.targets:
            names = ", ".join(one.source.name for one in self.stocks if one.closes)
            if names:
                self.add_error(
                    None,
                    _("%(libraries)s còn sách: hãy chọn điểm nhận.") % {"libraries": names},
                )
        for stock in self.stocks:
            self._match(stock)
        self._refuse_rights()
        return {**values, "shares": self.shares()}

    def _match(self, stock: Stock) -> None:
        taken: set[int] = set()
        for target in self.plan.targets:
            name = stock.key(f"list_{target.pk}")
            codes = codes_in(str(self.data.get(name, "")))
            if not codes or name not in self.fields:
                continue
            if len(codes) > MOST_CODES:
                self.add_error(
                    name,
                    _("Danh sách có %(count)s mã; nhiều nhất %(most)s. Hãy giao theo kho.")
                    % {"count": len(codes), "most": MOST_CODES},
                )
                continue
            found = match_codes(codes, stock.source.pk)
            for sentence in said_of(found, stock.source.name):
                self.add_error(name, sentence)
            both = [c.accession_no for c in found.copies if c.pk in taken]
            if both:
                self.add_error(
                    name, _("Đã giao riêng cho nơi khác: %(codes)s.") % {"codes": some_of(both)}
                )
            stock.listed[target.pk] = [c.pk for c in found.copies if c.pk not in taken]
            taken.update(stock.listed[target.pk])

    def _refuse_rights(self) -> None:
        """Only who is over both places may have copies pass between them."""
        for stock in self.stocks:
            for place in (stock.source, *self.takers_of(stock)):
                if not self.user.has_perm(ACT, place):
                    self.add_error(
                        None,
                        _("Bạn không được giao quyền điều chuyển sách tại %(library)s.")
                        % {"library": place.name},
                    )

    def takers_of(self, stock: Stock) -> list[ServicePoint]:
        names = [
            key for key in self.fields if key.startswith(stock.key("")) and "_list_" not in key
        ]
        chosen = {self.chosen(name) for name in names} | {str(pk) for pk in stock.listed}
        return [one for one in self.plan.targets if str(one.pk) in chosen]

    def shares(self) -> dict[int, list[Share]]:
        """By source: what each target takes."""
        return {stock.source.pk: list(self._shares(stock)) for stock in self.stocks}

    def _shares(self, stock: Stock) -> Iterator[Share]:
        collections: dict[str, list[str]] = {}
        for one in stock.amounts:
            collections.setdefault(self.chosen(stock.key(one.key)), []).append(one.key)
        boxes = self.chosen(stock.key("boxes"))
        # The rest of a stock that ends goes to who takes most of its collections: nothing
        # that comes in until then is left behind.
        rest = max(collections, key=lambda pk: len(collections[pk]), default="")
        for target in self.plan.targets:
            pk = str(target.pk)
            whole = stock.closes and pk == rest
            with_boxes = bool(stock.boxes) and boxes == pk
            copies = tuple(stock.listed.get(target.pk, ()))
            if pk in collections or copies or with_boxes:
                yield Share(
                    taker=target,
                    whole=whole,
                    collections=() if whole else tuple(collections.get(pk, ())),
                    copies=copies,
                    register=self._register(target),
                    boxes=with_boxes,
                    closes=stock.closes and whole,
                )

    def _register(self, target: ServicePoint) -> Register | None:
        chosen = self.chosen(f"register_{target.pk}")
        return registers_of(target.pk).filter(pk=chosen).first() if chosen else None

    # For the template.

    def tables(self) -> list[tuple[Stock, list[Row], list[forms.BoundField], Any]]:
        """By source: its stock, its collections, the lists, and the field for its boxes."""
        found = []
        for stock in self.stocks:
            rows = [
                Row(str(Collection(one.key).label), one, self[stock.key(one.key)])
                for one in stock.amounts
            ]
            lists = [self[name] for name in self.fields if name.startswith(stock.key("list_"))]
            boxes = self[stock.key("boxes")] if stock.boxes else None
            found.append((stock, rows, lists, boxes))
        return found

    def numbers(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("register_")]

    def outcome(self) -> list[tuple[ServicePoint, Amount]]:
        """What each target gets by what is chosen now: titles, copies, value in đồng."""
        sums: dict[int, list[Amount]] = {one.pk: [] for one in self.plan.targets}
        for stock in self.stocks:
            named = [pk for copies in stock.listed.values() for pk in copies]
            by_key = {
                one.key: one
                for one in (
                    amounts(stock_of(stock.source.pk).exclude(pk__in=named))
                    if named
                    else stock.amounts
                )
            }
            for one in stock.amounts:
                taker = self.chosen(stock.key(one.key))
                if taker and one.key in by_key:
                    sums[int(taker)].append(by_key[one.key])
            for target, copies in stock.listed.items():
                sums[target] += amounts(stock_of(stock.source.pk).filter(pk__in=copies))
        return [(one, total(sums[one.pk])) for one in self.plan.targets]
