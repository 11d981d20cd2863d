"""Editing an article in a browser: blocks by mouse and by keyboard, and pages that hold up to axe."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

TITLE = "Myths about massage"
#: What Django's own autocomplete widget (select2) does wrong in its multiple form; nothing of ours.
OF_SELECT2 = {"aria-input-field-name", "label", "list"}

CATALOGUE = {
    "technique": "/admin/techniques/technique/1/change/",
    "condition": "/admin/techniques/condition/1/change/",
    "evidence profile": "/admin/techniques/evidenceprofile/1/change/",
    "studies": "/admin/evidence/study/",
    "study": "/admin/evidence/study/1/change/",
    "claim": "/admin/evidence/claim/1/change/",
    "import": "/admin/evidence/study/import/",
    "export": "/admin/evidence/study/export/",
}


def open_article(page: Page) -> None:
    page.goto("/admin/articles/article/")
    page.get_by_role("link", name=TITLE, exact=True).click()
    expect(page.locator(".ProseMirror[contenteditable=true]").first).to_be_visible()


def blocks(page: Page) -> Locator:
    return page.locator(".order-machine > .inline-related:visible")


def test_blocks_are_added_moved_and_kept_by_keyboard_alone(
    new_page: Callable[..., Page], sign_in: Callable[[Page], None]
) -> None:
    page = new_page()
    sign_in(page)
    open_article(page)
    count = blocks(page).count()
    before = blocks(page).last.inner_text()

    move_up = blocks(page).last.get_by_role("button", name="Move up")
    move_up.focus()
    page.keyboard.press("Enter")
    expect(blocks(page).nth(count - 2)).to_contain_text(before.splitlines()[0])
    page.get_by_role("button", name="Save and continue editing").first.click()

    expect(page.get_by_text("Live, with unpublished changes")).to_be_visible()
    expect(blocks(page)).to_have_count(count)
    expect(blocks(page).nth(count - 2)).to_contain_text(before.splitlines()[0])


def test_a_refused_form_keeps_what_was_typed_and_names_the_field(
    new_page: Callable[..., Page], sign_in: Callable[[Page], None]
) -> None:
    page = new_page()
    sign_in(page)
    open_article(page)
    page.get_by_label("Title").fill("")
    text = page.locator(".ProseMirror[contenteditable=true]").first
    text.click()
    page.keyboard.press("Control+Home")
    page.keyboard.type("Typed before the mistake. ")
    page.get_by_role("button", name="Save and continue editing").first.click()

    expect(page.get_by_text("Please correct the error")).to_be_visible()
    expect(page.get_by_text("This field is required.")).to_be_visible()
    expect(page.get_by_text("Typed before the mistake.").first).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_of_ours_on_the_pages_for_editors(
    new_page: Callable[..., Page], sign_in: Callable[[Page], None], width: int, scheme: str
) -> None:
    # axe tries out the page's stylesheets in style elements of its own, and the policy reports those.
    page = new_page(width=width, color_scheme=scheme, expect_errors=True)
    sign_in(page)
    open_article(page)
    change = page.url
    found = {}
    for name in ("change/", "publish/", "withdraw/", "editions/", "compare/"):
        page.goto(change.replace("change/", name))
        results = Axe().run(page)
        ours = [violation["id"] for violation in results.response["violations"] if violation["id"] not in OF_SELECT2]
        if ours:
            found[name] = (ours, results.generate_report())
    for name, address in CATALOGUE.items():
        page.goto(address)
        results = Axe().run(page)
        ours = [violation["id"] for violation in results.response["violations"] if violation["id"] not in OF_SELECT2]
        if ours:
            found[name] = (ours, results.generate_report())
    page.goto("/admin/time-machine/")
    results = Axe().run(page)
    if results.violations_count:
        found["time machine"] = ([], results.generate_report())
    assert not found, "\n".join(f"{name}: {ids} {report}" for name, (ids, report) in found.items())
