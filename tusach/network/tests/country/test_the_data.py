"""The reference data: complete, loaded once, nothing made up."""

from datetime import date

from tusach.network.models import AdminUnit, Level, UnitChange, UnitFact
from tusach.network.selectors.units import became_of_all, units_on
from tusach.network.services.reference import TURN, Loaded, load_units

BEFORE = date(2025, 6, 30)


def _province(name: str) -> AdminUnit:
    return AdminUnit.objects.get(level=Level.PROVINCE, name=name, ended_on=None)


def test_the_whole_country_is_loaded(country: Loaded) -> None:
    counts = {
        (level, on): units_on(on, level=level).count() for level in Level for on in (BEFORE, TURN)
    }
    assert counts == {
        (Level.PROVINCE, BEFORE): 63,
        (Level.PROVINCE, TURN): 34,
        (Level.DISTRICT, BEFORE): 696,
        (Level.DISTRICT, TURN): 0,
        (Level.COMMUNE, BEFORE): 10_035,
        (Level.COMMUNE, TURN): 3_321,
    }


def test_loading_again_writes_nothing() -> None:
    assert load_units() == Loaded(0, 0, 0)


def test_every_former_unit_leads_to_units_of_today() -> None:
    former = list(AdminUnit.objects.filter(ended_on__isnull=False))
    became = became_of_all(former, TURN)
    lost = [unit for unit in former if not became[unit.pk]]
    assert len(former) == 9_903 + 696 + 52
    assert lost == []
    assert all(b.unit.ended_on is None for found in became.values() for b in found)


def test_every_unit_of_today_says_what_it_was_made_of_or_was_there_before() -> None:
    made = set(UnitChange.objects.values_list("to_unit", flat=True))
    before = set(units_on(BEFORE, level=Level.COMMUNE).values_list("pk", flat=True))
    now = set(units_on(TURN, level=Level.COMMUNE).values_list("pk", flat=True))
    assert now - made - before == set()


def test_the_repeated_columns_say_what_the_last_fact_says() -> None:
    last: dict[int, UnitFact] = {}
    for fact in UnitFact.objects.order_by("unit", "valid"):
        last[fact.unit_id] = fact
    wrong = [
        unit.pk
        for unit in AdminUnit.objects.all()
        if (unit.name, unit.code, unit.kind, unit.parent_id, unit.province_id, unit.ended_on)
        != (
            (f := last[unit.pk]).name,
            f.code,
            f.kind,
            f.parent_id,
            f.province_id,
            f.valid.upper,
        )
    ]
    assert wrong == []


def test_days_the_source_does_not_give_are_unknown() -> None:
    starts = set(UnitFact.objects.values_list("valid", flat=True))
    assert {period.lower for period in starts} == {None, TURN}


def test_lai_chau_has_38_communes_today_and_had_106() -> None:
    lai_chau = _province("Tỉnh Lai Châu")
    assert units_on(TURN, level=Level.COMMUNE, within=lai_chau).count() == 38
    assert units_on(BEFORE, level=Level.COMMUNE, within=lai_chau).count() == 106
    assert units_on(BEFORE, level=Level.DISTRICT, within=lai_chau).count() == 8


def test_son_la_has_75_communes_and_lao_cai_99() -> None:
    assert units_on(TURN, level=Level.COMMUNE, within=_province("Tỉnh Sơn La")).count() == 75
    assert units_on(TURN, level=Level.COMMUNE, within=_province("Tỉnh Lào Cai")).count() == 99


def test_mu_ca_and_ta_tong_stayed_themselves() -> None:
    for name in ("Xã Mù Cả", "Xã Tà Tổng"):
        unit = AdminUnit.objects.get(name=name)
        parents = [f.parent.name for f in unit.facts.order_by("valid") if f.parent]
        assert parents == ["Huyện Mường Tè", "Tỉnh Lai Châu"]
