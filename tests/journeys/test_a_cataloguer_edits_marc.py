"""The MARC editor in a browser: by keyboard, with undo, without losing a byte."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import PHONE, Walker

pytestmark = pytest.mark.browser

NEW = "/bien-muc/bieu-ghi/moi/marc/"
# What no editor may spoil: signs of the text form itself, marks apart from their letters, a sign
# that cannot be typed, spaces at the ends, a local field with odd indicators.
NASTY = (
    "=LDR 00000nam#a2200000#a#4500\n"
    "=008 190101s2019####vm#a###b######000#0#vie#d\n"
    "=245 00$aGiá {dollar}5, {lcub}dollar} và {lcub}u+000A} /$c Tô Hoài \n"
    "=500 ##$aMột{u+000A}hai$aĐi\u0323a chi\u0301\n"
    "=9x9 %!$!lạ$a\n"
    "=653 ##$aViệt Nam"
)


def text(page: Page) -> str:
    return page.locator("#id_text").input_value()


def line(page: Page, tag: str) -> str:
    return next(one for one in text(page).split("\n") if one.startswith(f"={tag}"))


def opened(walker: Walker, path: str) -> Page:
    page = walker.sign_in("bienmuc")
    walker.go(path)
    page.locator("#marc-rows .marc-row").first.wait_for()
    return page


def value(page: Page, tag: str, sub: int = 0):  # type: ignore[no-untyped-def]
    row = page.locator(".marc-row").filter(has=page.locator(f".marc-tag[data-tag='{tag}']")).first
    return row.locator(".marc-value").nth(sub)


def test_a_record_is_made_by_keyboard_alone(stroller: Walker) -> None:
    page = opened(stroller, f"{NEW}?mau=children")
    value(page, "245").focus()
    page.keyboard.type("Chú bé loắt choắt :")
    page.keyboard.press("ArrowDown")
    page.keyboard.type("Thơ cho thiếu nhi")
    # A subfield after this one, another code, and back by undo.
    page.keyboard.press("Enter")
    page.keyboard.type("n")
    page.keyboard.press("Tab")
    page.keyboard.type("Tập 1")
    assert line(page, "245") == "=245 10$aChú bé loắt choắt :$bThơ cho thiếu nhi$nTập 1$c"
    page.keyboard.press("Alt+Shift+ArrowUp")
    assert line(page, "245") == "=245 10$aChú bé loắt choắt :$nTập 1$bThơ cho thiếu nhi$c"
    page.keyboard.press("Control+z")
    assert line(page, "245").endswith("$bThơ cho thiếu nhi$nTập 1$c")
    page.keyboard.press("Control+y")
    assert line(page, "245").endswith("$nTập 1$bThơ cho thiếu nhi$c")
    # A field after this one, repeated, moved, removed.
    page.keyboard.press("Control+Enter")
    page.keyboard.type("500")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("Có tranh")
    page.keyboard.press("F4")
    page.keyboard.type("In lần đầu")
    notes = [one for one in text(page).split("\n") if one.startswith("=500")]
    assert notes == ["=500 ##$aCó tranh", "=500 ##$aIn lần đầu"]
    page.keyboard.press("Alt+ArrowUp")
    notes = [one for one in text(page).split("\n") if one.startswith("=500")]
    assert notes == ["=500 ##$aIn lần đầu", "=500 ##$aCó tranh"]
    page.keyboard.press("F8")
    assert text(page).count("=500") == 1
    page.keyboard.press("F2")
    expect(page.locator("#marc-help h2")).to_contain_text("Phụ chú chung")
    page.keyboard.press("Control+s")
    page.wait_for_url("**/bieu-ghi/*/")
    expect(page.locator("h1")).to_contain_text("Chú bé loắt choắt")


def test_what_is_wrong_stands_beside_its_row_and_is_gone_when_mended(stroller: Walker) -> None:
    page = opened(stroller, f"{NEW}?mau=book")
    isbn = value(page, "020")
    isbn.fill("978-604-2-04681-8")
    said = page.locator(".marc-row.doubt .marc-said").first
    expect(said).to_contain_text("chữ số kiểm tra")
    assert isbn.get_attribute("aria-describedby") == said.get_attribute("id")
    page.locator("#marc-problems a").first.click()
    expect(isbn).to_be_focused()
    isbn.fill("978-604-2-04681-7")
    expect(page.locator(".marc-row.doubt")).to_have_count(0)


def test_coded_positions_are_chosen_in_words(stroller: Walker) -> None:
    page = opened(stroller, f"{NEW}?mau=book")
    row = page.locator(".marc-row").filter(has=page.locator(".marc-tag[data-tag='008']"))
    row.locator("[data-do=positions]").click()
    page.locator("#marc-position-22").select_option(label="j · Thiếu nhi")
    assert line(page, "008")[5 + 22] == "j"
    page.locator(".marc-positions [data-do=close]").click()
    expect(page.locator(".marc-positions")).to_have_count(0)


def test_nothing_that_was_not_touched_changes(stroller: Walker) -> None:
    page = opened(stroller, f"{NEW}?mau=book")
    page.locator("[data-do=text]").click()
    page.locator("#id_text").fill(NASTY)
    page.locator("[data-do=text]").click()
    value(page, "653").fill("Việt Nam, đất nước")
    assert text(page) == NASTY.replace("$aViệt Nam", "$aViệt Nam, đất nước")
    value(page, "653").focus()
    page.keyboard.press("Control+z")
    assert text(page) == NASTY


def test_lines_pasted_into_a_row_become_rows(stroller: Walker) -> None:
    page = opened(stroller, f"{NEW}?mau=book")
    value(page, "245").focus()
    page.evaluate(
        """() => {
            const data = new DataTransfer();
            data.setData('text/plain', '=650  \\\\4$aThơ\\n=650  \\\\4$aTruyện');
            document.activeElement.dispatchEvent(
                new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true})
            );
        }"""
    )
    assert [one for one in text(page).split("\n") if one.startswith("=650")] == [
        "=650 #4$aThơ",
        "=650 #4$aTruyện",
    ]


def test_the_editor_is_whole_for_axe_and_on_a_phone(stroller: Walker) -> None:
    page = opened(stroller, f"{NEW}?mau=serial")
    assert stroller.axe() == []
    page.set_viewport_size(PHONE)
    assert page.evaluate("document.scrollingElement.scrollWidth") <= PHONE["width"]
    page.locator(".marc-tools summary").nth(5).click()
    assert stroller.axe() == []
