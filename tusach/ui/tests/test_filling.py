"""A page's form takes back what was typed, whatever its controls; the rest is listed."""

from __future__ import annotations

from tusach.ui.web.filling import OVER, fill

PAGE = """<!doctype html><html><body><main id="main" tabindex="-1">
<form method="get" action="/tim/"><input name="title" value="khác"></form>
<form method="post"><input type="hidden" name="csrfmiddlewaretoken" value="mới">
<input type="hidden" name="once" value="mới"><input type="hidden" name="version" value="9">
<input name="title" value="" required><input name="who" value="A &amp; B">
<textarea name="note" rows="2">
cũ</textarea>
<select name="kind"><option value="a" selected>Một</option><option value="b">Hai</option></select>
<select name="many" multiple><option value="1">1</option><option value="2" selected>2</option>
<option value="3">3</option></select>
<input type="checkbox" name="done"><input type="checkbox" name="line" value="7" checked>
<input type="checkbox" name="line" value="8"><input type="radio" name="how" value="x" checked>
<input type="radio" name="how" value="y"><input type="password" name="old">
<input name="row" value=""><input name="row" value=""><button name="do" value="go">Gửi</button>
</form>
</main></body></html>"""
NOTICE = f"<div>Chưa ghi.{OVER}</div>"


def filled(*fields: tuple[str, str], page: str = PAGE, action: str = "/ho-so/") -> str:
    return fill(page, here="/ho-so/", action=action, fields=list(fields), notice=NOTICE)


def test_every_kind_of_control_is_filled() -> None:
    page = filled(
        ("version", "8"), ("title", 'Chuyện "kể" <b>'), ("who", ""), ("note", "một\nhai & ba"),
        ("kind", "b"), ("many", "1"), ("many", "3"), ("done", "on"), ("line", "8"), ("how", "y"),
        ("row", "thứ nhất"), ("row", "thứ hai"),
    )  # fmt: skip
    assert '<input type="hidden" name="version" value="8">' in page
    assert '<input name="title" value="Chuyện &quot;kể&quot; &lt;b&gt;" required>' in page
    assert '<input name="who" value="">' in page
    assert '<textarea name="note" rows="2">\nmột\nhai &amp; ba</textarea>' in page
    assert '<option value="a">Một</option><option value="b" selected>Hai' in page
    assert '<option value="1" selected>1</option><option value="2">2' in page
    assert '<input type="checkbox" name="done" checked>' in page
    assert '<input type="checkbox" name="line" value="7">' in page
    assert '<input type="checkbox" name="line" value="8" checked>' in page
    assert '<input type="radio" name="how" value="y" checked>' in page
    assert page.index("thứ nhất") < page.index("thứ hai")
    assert '<form method="get" action="/tim/"><input name="title" value="khác">' in page
    assert '<div>Chưa ghi.</div><form method="post">' in page


def test_tokens_are_the_new_pages_own_and_passwords_are_never_filled() -> None:
    page = filled(("csrfmiddlewaretoken", "cũ rồi"), ("once", "cũ rồi"), ("old", "mật khẩu"))
    assert "cũ rồi" not in page
    assert "mật khẩu" not in page
    assert '<input type="password" name="old">' in page


def test_what_has_no_place_is_listed_not_lost() -> None:
    page = filled(("title", "Sách"), ("title", "dòng <thừa>"), ("kind", "z"), ("point_3", "San"))
    assert "<div>Chưa ghi.<p>dòng &lt;thừa&gt;</p><p>z</p><p>San</p></div>" in page


def test_of_small_forms_alike_the_one_with_the_same_number_is_filled() -> None:
    small = "".join(
        f'<details><summary>{n}</summary><form method="post" action="/thoi/">'
        f'<input type="hidden" name="post" value="{n}"><input name="day" value=""></form></details>'
        for n in (1, 2)
    )
    page = filled(
        ("post", "2"), ("day", "05/09/2026"), page=f"<main>{small}</main>", action="/thoi/"
    )
    first, second = page.split("<summary>2")
    assert "05/09/2026" not in first
    assert 'value="05/09/2026"' in second
    assert first.endswith("<details open>")


def test_a_page_without_the_form_shows_everything() -> None:
    page = filled(("title", "Sách"), ("note", "dài"), page="<main><p>Đã đóng.</p></main>")
    assert page == "<main><div>Chưa ghi.<p>Sách</p><p>dài</p></div><p>Đã đóng.</p></main>"
