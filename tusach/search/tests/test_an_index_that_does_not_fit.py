"""Thrown away, damaged, of another database or other fields: noticed and built anew."""

import json
import shutil

import pytest
from django.db import connection, connections

from tusach.search import documents, folders, log
from tusach.search.api import ask_rebuild, find, register_source
from tusach.search.models import Incarnation
from tusach.search.testing import index_now
from tusach.search.writing import Writer


@pytest.fixture
def books(shelf):
    shelf.put("Một", "Hai")
    index_now()
    return shelf


def rebuilt():
    before = folders.current()
    index_now()
    return folders.current() != before


def test_nothing_to_mend_nothing_is_built(books):
    assert not rebuilt()
    assert not rebuilt()


def test_an_index_thrown_away_is_built_again(books, settings):
    shutil.rmtree(settings.SEARCH_INDEX)
    assert find("một", kind="book").state == "unavailable"
    index_now()
    assert books.set_of("") == {"Một", "Hai"}


@pytest.mark.parametrize("suffix", ["idx", "term", "store", "fast"])
def test_a_file_cut_short_is_noticed(books, suffix):
    file = next(folders.current().glob(f"*.{suffix}"))
    content = file.read_bytes()
    # A new file in its place: readers of this process have the old one mapped, and to cut a
    # mapped file ends the process (SIGBUS).
    file.unlink()
    file.write_bytes(content[:-5])
    assert rebuilt()
    assert books.set_of("") == {"Một", "Hai"}


@pytest.mark.parametrize("name", ["meta.json", "state.json"])
@pytest.mark.parametrize("content", ["", "{", "{}", "null"])
def test_a_damaged_description_is_noticed(books, name, content):
    (folders.current() / name).write_text(content)
    assert find("một", kind="book").state in {"ready", "unavailable"}
    assert rebuilt()
    assert books.set_of("") == {"Một", "Hai"}


def test_damage_met_while_searching_says_so_and_asks_for_a_rebuild(books):
    (folders.current() / "meta.json").write_text("{")
    found = find("một", kind="book", facets=["language"])
    assert (found.state, found.total) == ("unavailable", 0)
    assert folders.rebuild_asked()
    index_now()
    assert find("một", kind="book").state == "ready"
    assert not folders.rebuild_asked()


def test_a_rebuild_asked_for_is_done_and_readers_change_over(books):
    assert books.set_of("") == {"Một", "Hai"}
    ask_rebuild()
    assert rebuilt()
    assert books.set_of("") == {"Một", "Hai"}
    assert len(list(folders.root().glob("i-*"))) == 1


def test_another_source_or_revision_builds_anew(books):
    build, all_keys = documents.source("book").build, documents.source("book").all_keys
    register_source("book", build=build, all_keys=all_keys, revision=2)
    assert rebuilt()
    register_source("other", build=lambda keys: [], all_keys=list)
    assert rebuilt()


@pytest.mark.django_db(transaction=True)
def test_a_restore_in_place_is_noticed(books):
    kept = Incarnation.objects.get().pk
    Incarnation.objects.all().delete()
    Incarnation.objects.create(pk=kept)
    assert rebuilt()


@pytest.mark.django_db(transaction=True)
def test_a_copy_of_the_database_is_another_incarnation(books):
    here = log.incarnation()
    name = connection.settings_dict["NAME"]
    connection.close()
    with connections["default"]._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}_copy" TEMPLATE "{name}"')
    try:
        connection.settings_dict["NAME"] = f"{name}_copy"
        connection.connect()
        assert log.incarnation() != here
        assert rebuilt()
    finally:
        connection.close()
        connection.settings_dict["NAME"] = name
        with connections["default"]._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{name}_copy"')


def test_a_database_gone_back_in_time_is_noticed(books):
    state = json.loads((folders.current() / "state.json").read_text())
    state["snapshot"] = "900000000000:900000000001:"
    (folders.current() / "state.json").write_text(json.dumps(state))
    assert rebuilt()


def test_log_rows_of_a_busier_cluster_do_not_stay_news_for_ever(books):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO search_change (kind, keys, xid) VALUES ('book', '{1}', '900000000000')"
        )
    ask_rebuild()
    index_now()
    assert "900000000000" not in str(log.news_since(log.snapshot_now()))
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM search_change WHERE xid = '900000000000'")
        assert cursor.fetchone() == (0,)


def test_two_indexers_never_write_one_folder(books):
    with folders.lock():
        assert folders.holder().startswith("process ")
        with pytest.raises(folders.Busy), folders.lock():
            pass
    assert folders.holder() is None
    with folders.lock():
        pass


def test_two_servers_each_keep_their_own(books, settings, tmp_path):
    first = settings.SEARCH_INDEX
    settings.SEARCH_INDEX = tmp_path / "second"
    index_now()
    books.put("Ba")
    index_now()
    assert books.set_of("") == {"Một", "Hai", "Ba"}
    settings.SEARCH_INDEX = first
    assert books.set_of("") == {"Một", "Hai"}
    index_now()
    assert books.set_of("") == {"Một", "Hai", "Ba"}


def test_an_indexer_killed_in_the_middle_loses_nothing(books):
    books.put("Ba")
    with folders.lock():
        writer = Writer()
        writer.ready()
        # Killed after tantivy's commit and before the position was written down.
        writer._note = lambda *_: (_ for _ in ()).throw(KeyboardInterrupt)
        with pytest.raises(KeyboardInterrupt):
            writer.step()
        writer.close()
    index_now()
    assert find("", kind="book").total == 3
