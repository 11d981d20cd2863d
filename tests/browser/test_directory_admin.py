"""The directory's admin in a browser: by keyboard alone, and pages that hold up to axe."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.test_editing import OF_SELECT2

#: What Django does wrong with the help text of a search field and of its two-column lists; nothing of ours.
OF_DJANGO = {"label-title-only", "aria-prohibited-attr"}

PAGES = {
    "therapists": "/admin/therapists/therapist/",
    "therapist": "/admin/therapists/therapist/1/change/",
    "practice": "/admin/therapists/practice/1/change/",
    "license": "/admin/therapists/licence/1/change/",
    "law of a state": "/admin/therapists/jurisdiction/TX/change/",
    "import": "/admin/therapists/therapist/import/",
    "export": "/admin/therapists/therapist/export/",
}


def test_a_listing_is_frozen_by_keyboard_alone(new_page: Callable[..., Page], sign_in: Callable[[Page], None]) -> None:
    page = new_page()
    sign_in(page)
    page.goto("/admin/therapists/therapist/")
    name = page.locator("#result_list tbody th a").first.inner_text()
    page.locator("#result_list tbody input[type=checkbox]").first.focus()
    page.keyboard.press("Space")
    page.locator("select[name=action]").select_option("freeze_selected")
    page.get_by_role("button", name="Go").focus()
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="Freeze 1 therapist")).to_be_visible()
    page.get_by_label("Reason").focus()
    page.keyboard.type("A reader wrote.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.get_by_text("1 of 1 changed.")).to_be_visible()
    expect(page.locator("#result_list tbody tr", has_text=name)).to_contain_text("Frozen: A reader wrote.")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_of_ours(new_page: Callable[..., Page], sign_in: Callable[[Page], None], scheme: str) -> None:
    # axe tries out the page's stylesheets in style elements of its own, and the policy reports those.
    page = new_page(color_scheme=scheme, expect_errors=True)
    sign_in(page)
    found = {}
    for name, address in PAGES.items():
        page.goto(address)
        results = Axe().run(page)
        if {violation["id"] for violation in results.response["violations"]} - OF_SELECT2 - OF_DJANGO:
            found[name] = results.generate_report()
    assert not found, "\n".join(f"{name}: {report}" for name, report in found.items())
