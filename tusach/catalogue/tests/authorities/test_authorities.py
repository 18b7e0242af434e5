"""Authorities: made, found by every form, linked to records, merged, carried into records."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.catalogue.api import Record, marc_of, suppress, unsuppress
from tusach.catalogue.authorities import merging, selectors, services
from tusach.catalogue.authorities.carrying import work
from tusach.catalogue.authorities.composing import AuthorityFields, decompose_authority
from tusach.catalogue.authorities.jobs import accept, drop, examples, preview, undo
from tusach.catalogue.authorities.variants import proposed
from tusach.catalogue.documents import build
from tusach.catalogue.errors import (
    AuthoritiesOfTwoKinds,
    AuthorityIsThere,
    AuthorityIsUsed,
    AuthorityWasChanged,
    HeadingJobIsElsewhere,
    NothingToCarry,
)
from tusach.catalogue.merge import decompose
from tusach.catalogue.models import Authority, AuthorityLink, Heading
from tusach.catalogue.services import delete_record, save_record
from tusach.catalogue.testing import (
    make_authority,
    make_heading_job,
    make_merge,
    make_record,
    take_apart,
)
from tusach.catalogue.tests.forms import hidden_of

pytestmark = pytest.mark.django_db


def now():
    return timezone.now()


def uses(text: str, index: str = "author") -> tuple[int, int]:
    return Heading.objects.values_list("records", "public").get(text=text, index=index)


def test_headings_are_counted_whatever_becomes_of_their_records() -> None:
    first = make_record("Dế Mèn", "Tô Hoài", subjects=("Thiếu nhi",))
    second = make_record("Quê người", "Tô Hoài")
    assert uses("Tô Hoài") == (2, 2)
    assert uses("Thiếu nhi", "subject") == (1, 1)
    suppress(first.pk, why="trùng", by=HOUSE, at=now())
    assert uses("Tô Hoài") == (2, 1)
    unsuppress(first.pk, by=HOUSE, at=now())
    assert uses("Tô Hoài") == (2, 2)
    merge = make_merge(first, second)
    assert uses("Tô Hoài") == (1, 1)
    take_apart(merge)
    assert uses("Tô Hoài") == (2, 2)
    third = make_record("O chuột", "Tô Hoài")
    assert uses("Tô Hoài") == (3, 3)
    delete_record(third.pk, version=1, by=HOUSE, at=now())
    assert uses("Tô Hoài") == (2, 2)


def test_variants_of_a_vietnamese_name_are_proposed() -> None:
    assert proposed("person", "Vũ Trọng Phụng", "Vũ Trọng Phụng") == [
        "Vu Trong Phung", "Phụng, Vũ Trọng", "Phung, Vu Trong",
    ]  # fmt: skip
    assert proposed("person", "Nguyễn Du, 1765-1820", "Nguyễn Du")[0] == "Nguyễn Du"
    assert proposed("subject", "Nông nghiệp", "Nông nghiệp") == ["Nong nghiep"]


def test_records_are_linked_by_heading_and_by_another_form() -> None:
    exact, other = make_record("A", "Nguyễn Du"), make_record("B", "Nguyen Du")
    one = make_authority("Nguyễn Du", see=("Nguyen Du", "Du, Nguyễn"))
    assert {link.record for link in selectors.records_with(one)} == {exact, other}
    later = make_record("C", "Nguyen Du")
    assert AuthorityLink.objects.filter(record=later, authority=one).exists()
    assert services.records_using(one) == 3
    assert selectors.other_forms_in_use(one) == 2


def test_a_search_for_another_form_finds_the_records_of_the_true_heading() -> None:
    record = make_record("Truyện Kiều", "Nguyễn Du")
    make_authority("Nguyễn Du", see=("Tố Như", "Thanh Hiên"))
    [document] = build([str(record.pk)])
    assert "Tố Như" in document.text
    assert "Thanh Hiên" in document.text


def test_what_is_typed_is_led_to_the_true_heading_and_suggested_by_every_form() -> None:
    make_authority("Nguyễn Du", see=("Tố Như",))
    make_record("Truyện ngắn", "Nguyễn Dữ")
    assert selectors.controlled("Tố Như", selectors.NAMES) == "Nguyễn Du"
    assert selectors.controlled("Ai đó", selectors.NAMES) == "Ai đó"
    found = selectors.suggested("nguyen d", selectors.NAMES)
    assert [one.text for one in found] == ["Nguyễn Du", "Nguyễn Dữ"]
    [one] = selectors.suggested("to nh", selectors.NAMES)
    assert (one.text, one.see) == ("Nguyễn Du", "Tố Như")


def test_the_same_heading_twice_is_refused_by_name() -> None:
    make_authority("Hoà Bình", "place")
    with pytest.raises(AuthorityIsThere, match="Hoà Bình"):
        make_authority("Hòa Bình", "place")
    make_authority("Hoà Bình", "subject")


def test_a_changed_heading_is_carried_into_the_records_and_back() -> None:
    records = [make_record(f"Sách {n}", "Nguyễn Du", year=1990 + n) for n in range(5)]
    one = make_authority("Nguyễn Du")
    fields = AuthorityFields("person", "Nguyễn Du", dates="1765-1820")
    services.save_authority(one.pk, fields, version=1, by=HOUSE, at=now())
    one.refresh_from_db()
    assert one.heading == "Nguyễn Du, 1765-1820"
    assert [ref.text for ref in selectors.references_of(one)] == ["Nguyễn Du"]
    job = preview(one.pk, by=HOUSE, at=now())
    assert job.rows.count() == 5
    [(before, after)] = examples(job, 1)[0].changes
    assert (before, after) == ("100 0# $a Nguyễn Du", "100 0# $a Nguyễn Du, $d 1765-1820")
    accept(job.pk, by=HOUSE, at=now())
    work(job.pk, batch=2)
    for record in records:
        record.refresh_from_db()
        assert record.version == 2
        assert marc_of(record).first("100", "d") == "1765-1820"
    assert uses("Nguyễn Du, 1765-1820") == (5, 5)
    assert selectors.other_forms_in_use(one) == 0
    # One is edited since: undoing leaves it.
    typed = decompose(marc_of(records[0]))
    save_record(records[0].pk, type(typed)(**{**vars(typed), "author": "Nguyễn Dữ"}),
                version=2, by=HOUSE, at=now())  # fmt: skip
    undo(job.pk, by=HOUSE, at=now())
    work(job.pk, batch=2)
    job.refresh_from_db()
    assert job.state == "undone"
    assert [Record.objects.get(pk=r.pk).version for r in records] == [3] * 5
    assert uses("Nguyễn Du") == (4, 4)
    assert sorted(job.rows.values_list("state", flat=True)) == ["kept", *["undone"] * 4]


def test_a_job_is_accepted_once_and_refused_where_nothing_is_to_do() -> None:
    job = make_heading_job()
    accept(job.pk, by=HOUSE, at=now())
    with pytest.raises(HeadingJobIsElsewhere):
        accept(job.pk, by=HOUSE, at=now())
    work(job.pk)
    with pytest.raises(NothingToCarry):
        preview(job.authority_id, by=HOUSE, at=now())
    with pytest.raises(HeadingJobIsElsewhere):
        drop(job.pk, by=HOUSE, at=now())


def test_a_worker_that_stops_in_the_middle_leaves_nothing_half_done(monkeypatch) -> None:
    for n in range(5):
        make_record(f"Sách {n}", "Nguyễn Sen", year=1990 + n)
    one = make_authority("Tô Hoài", see=("Nguyễn Sen",))
    job = preview(one.pk, by=HOUSE, at=now())
    accept(job.pk, by=HOUSE, at=now())
    from tusach.catalogue.authorities import carrying

    told = carrying.changed
    seen = []

    def once(kind, keys):
        seen.append(keys)
        if len(seen) == 2:
            raise RuntimeError("power cut")
        told(kind, keys)

    monkeypatch.setattr(carrying, "changed", once)
    work(job.pk, batch=2)
    job.refresh_from_db()
    assert (job.state, job.problem["error"]) == ("applying", "RuntimeError")
    assert Record.objects.filter(author="Tô Hoài").count() == 2
    work(job.pk, batch=2)
    assert Record.objects.filter(author="Tô Hoài", version=2).count() == 5


def test_one_authority_is_merged_into_another() -> None:
    make_record("A", "Tô Hoài"), make_record("B", "Nguyễn Sen")
    kept, gone = make_authority("Tô Hoài"), make_authority("Nguyễn Sen", see=("Mai Trang",))
    place = make_authority("Hà Nội", "place")
    with pytest.raises(AuthoritiesOfTwoKinds):
        merging.merge_authorities(
            kept.pk, place.pk, kept_version=1, gone_version=1, by=HOUSE, at=now()
        )
    merging.merge_authorities(kept.pk, gone.pk, kept_version=1, gone_version=1, by=HOUSE, at=now())
    kept.refresh_from_db()
    assert [ref.text for ref in selectors.references_of(kept)] == ["Mai Trang", "Nguyễn Sen"]
    assert services.records_using(kept) == 2
    assert not Authority.objects.filter(pk=gone.pk).exists()
    assert preview(kept.pk, by=HOUSE, at=now()).rows.count() == 1


def test_one_in_use_is_not_deleted_and_a_free_one_is() -> None:
    make_record("A", "Tô Hoài")
    used, free = make_authority("Tô Hoài"), make_authority("Ai đó")
    with pytest.raises(AuthorityIsUsed):
        services.delete_authority(used.pk, version=1, by=HOUSE, at=now())
    services.delete_authority(free.pk, version=1, by=HOUSE, at=now())


def test_of_two_people_the_second_is_told() -> None:
    one = make_authority("Tô Hoài")
    fields = AuthorityFields("person", "Tô Hoài", note="Nhà văn")
    services.save_authority(one.pk, fields, version=1, by=HOUSE, at=now())
    with pytest.raises(AuthorityWasChanged):
        services.save_authority(one.pk, fields, version=1, by=HOUSE, at=now())


def test_the_form_reads_what_it_wrote() -> None:
    fields = AuthorityFields(
        "person", "Hồ Chí Minh", dates="1890-1969", titles="Chủ tịch", see=("Nguyễn Ái Quốc",),
        also=("Bác Hồ",), note="Lãnh tụ", source="Từ điển",
    )  # fmt: skip
    one = services.create_authority(fields, by=HOUSE, at=now())
    assert decompose_authority(services.marc_of_authority(one)) == fields
    assert one.heading == "Hồ Chí Minh, Chủ tịch, 1890-1969"


def test_headings_in_use_are_put_under_control_in_bulk(client: Client) -> None:
    make_record("A", "Tô Hoài", subjects=("Thiếu nhi",))
    address = reverse("catalogue:uncontrolled")
    page = client.get(address, {"loai": "author"}).content.decode()
    assert "Tô Hoài" in page
    key = Heading.objects.get(text="Tô Hoài").pk
    client.post(address, {"heading": [str(key)]})
    one = Authority.objects.get()
    assert {ref.text for ref in selectors.references_of(one)} >= {"To Hoai", "Hoài, Tô"}
    assert Heading.objects.get(text="Tô Hoài").authority == one


def test_an_authority_is_made_edited_and_merged_on_its_pages(client: Client) -> None:
    address = reverse("catalogue:new_authority")
    data = {**hidden_of(client.get(address).content.decode()), "kind": "person",
            "heading": "Nam Cao", "see": "Trần Hữu Tri\nNam Cao"}  # fmt: skip
    assert client.post(address, data).status_code == 302
    one = Authority.objects.get()
    make_record("Chí Phèo", "Trần Hữu Tri")
    page = client.get(one.get_absolute_url()).content.decode()
    assert "Chí Phèo" in page
    assert "Trần Hữu Tri" in page
    edit = reverse("catalogue:edit_authority", args=[one.pk])
    opened = client.get(edit)
    values = {n: v for n, v in opened.context["form"].initial.items() if isinstance(v, str)}
    client.post(edit, {**hidden_of(opened.content.decode()), **values, "dates": "1917-1951"})
    one.refresh_from_db()
    assert one.heading == "Nam Cao, 1917-1951"
    other = make_authority("Trần Hữu Trí")
    merge = reverse("catalogue:merge_authority", args=[one.pk])
    assert "Trần Hữu Trí" in client.get(merge, {"q": "tran huu"}).content.decode()
    client.post(merge, {"version": str(one.version), "gone": str(other.pk), "gone_version": "1"})
    assert not Authority.objects.filter(pk=other.pk).exists()
    listed = client.get(reverse("catalogue:authorities"), {"q": "tran huu tri"}).content.decode()
    assert "Nam Cao" in listed


def test_marc_of_an_authority_is_edited_as_text(client: Client) -> None:
    one = make_authority("Nam Cao")
    address = reverse("catalogue:edit_authority_marc", args=[one.pk])
    text = client.get(address).context["text"]
    answer = client.post(address, {"text": text + "\n=400 0#$aTrần Hữu Tri\n", "version": "1"})
    assert answer.status_code == 302
    assert [ref.text for ref in selectors.references_of(one)] == ["Trần Hữu Tri"]
    answer = client.post(address, {"text": "=100 0#$a", "version": "2"})
    assert answer.status_code == 422


def test_a_change_is_previewed_accepted_and_undone_on_its_pages(client: Client) -> None:
    job = make_heading_job()
    client.post(reverse("catalogue:preview_heading", args=[job.authority_id]))
    job = type(job).objects.latest("pk")
    page = client.get(job.get_absolute_url()).content.decode()
    assert "Quê người" in page
    assert "100 0# $a Nguyễn Sen" in page
    client.post(reverse("catalogue:accept_heading_job", args=[job.pk]))
    work(job.pk)
    assert "Trả lại như trước" in client.get(job.get_absolute_url()).content.decode()
    client.post(reverse("catalogue:undo_heading_job", args=[job.pk]))
    work(job.pk)
    assert Record.objects.get(title="Quê người").author == "Nguyễn Sen"
