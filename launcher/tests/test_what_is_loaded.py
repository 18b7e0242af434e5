"""A dump's script on its way into a server of another release."""

from __future__ import annotations

from launcher.databases import loadable

ROWS = [
    b"COPY public.note (id, text) FROM stdin;\n",
    b"SET transaction_timeout = 0;\n",
    b"ALTER TABLE ONLY public.t ALTER COLUMN a SET (pg_attver=1);\n",
    b"\\.\n",
]


def test_rows_are_passed_on_whatever_they_read_like() -> None:
    assert list(loadable(ROWS)) == ROWS


def test_a_setting_that_older_servers_refuse_is_left_out() -> None:
    assert list(loadable([b"SET transaction_timeout = 0;\n", *ROWS])) == ROWS


def test_the_mark_a_server_keeps_with_a_column_is_left_out() -> None:
    lines = [b"ALTER TABLE ONLY public.t ALTER COLUMN a SET (pg_attver=22158952);\n"]
    assert not list(loadable([*ROWS, *lines]))[len(ROWS) :]


def test_what_else_was_set_for_the_column_stays() -> None:
    for given in (b"n_distinct=5, pg_attver=2", b"pg_attver=2, n_distinct=5"):
        line = b"ALTER TABLE ONLY public.t ALTER COLUMN a SET (" + given + b");\n"
        assert list(loadable([line])) == [
            b"ALTER TABLE ONLY public.t ALTER COLUMN a SET (n_distinct=5);\n"
        ]


def test_other_lines_are_passed_on() -> None:
    lines = [
        b"CREATE TABLE public.t (a integer);\n",
        b"ALTER TABLE ONLY public.t ALTER COLUMN a SET (n_distinct=5);\n",
        b"-- pg_attver=3\n",
    ]
    assert list(loadable(lines)) == lines
