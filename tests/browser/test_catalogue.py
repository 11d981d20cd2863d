"""Techniques, conditions and evidence in a browser, from the reader's first question to whom to ask."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect


def test_a_reader_who_came_for_deep_tissue_massage_for_sciatica_learns_what_is_known(
    new_page: Callable[..., Page],
) -> None:
    page = new_page(width=390)
    page.goto("/")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Evidence").click()
    page.get_by_role("link", name=re.compile("What this means ?: Deep tissue massage, Sciatica")).click()

    main = page.get_by_role("main")
    expect(main.get_by_role("heading", level=1)).to_contain_text("Deep tissue massage for sciatica")
    expect(main.get_by_text("Call 911 now if:")).to_be_visible()
    expect(main.get_by_text("That is not proof that it helps, and not proof that it does not.")).to_be_visible()
    expect(main.get_by_text("We looked on")).to_be_visible()
    expect(main.get_by_text("Ask your doctor, or a physical therapist, before you book")).to_be_visible()
    main.get_by_role("link", name="Sciatica", exact=True).last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sciatica")
    expect(page.get_by_role("heading", name="Techniques for this condition")).to_be_visible()


@pytest.mark.parametrize("width", [390, 1280])
def test_the_matrix_is_a_table_for_everybody(new_page: Callable[..., Page], width: int) -> None:
    page = new_page(width=width)
    page.goto("/evidence/")
    table = page.get_by_role("table", name="Findings by technique and condition")
    expect(table.get_by_role("columnheader")).to_have_text(
        ["Technique", "Back muscle strain", "Chronic low back pain", "Herniated disc", "Sciatica"]
    )
    row = table.get_by_role("row").filter(has=page.get_by_role("rowheader", name="Hot stone massage"))
    expect(row.get_by_role("cell")).to_have_count(4)
    expect(row.get_by_role("cell").last).to_contain_text("No studies found")
    expect(row.get_by_role("cell").last).to_contain_text("Searched November 24, 2026")


def test_the_matrix_prints_as_a_table_with_its_dates_and_the_disclaimer(new_page: Callable[..., Page]) -> None:
    page = new_page()
    page.goto("/evidence/")
    page.emulate_media(media="print")
    expect(page.get_by_role("columnheader", name="Sciatica")).to_be_visible()
    expect(page.get_by_role("heading", name="Disclaimer")).to_be_visible()


def test_techniques_are_compared_without_script_and_the_address_says_which(new_page: Callable[..., Page]) -> None:
    page = new_page(java_script_enabled=False)
    page.goto("/techniques/")
    for name in ("Compare Shiatsu", "Compare Swedish massage"):
        page.get_by_label(name).check()
    page.get_by_role("button", name="Compare the chosen ones").click()
    expect(page.get_by_role("columnheader")).to_have_text(["Shiatsu", "Swedish massage"])
    assert page.url.endswith("/techniques/compare/?technique=shiatsu&technique=swedish-massage")


def test_the_keyboard_alone_gets_from_the_matrix_to_a_finding_and_its_source(new_page: Callable[..., Page]) -> None:
    page = new_page()
    page.goto("/evidence/")
    page.get_by_role("link", name=re.compile("See the findings ?: Massage of any kind, Chronic low back pain")).focus()
    page.keyboard.press("Enter")
    page.get_by_role("table").first.get_by_role("link", name="Furlan AD, 2015").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Massage for low-back pain")
    expect(page.get_by_role("heading", name="Pages that cite it")).to_be_visible()


def open_study(page: Page, key: str) -> None:
    page.goto(f"/admin/evidence/study/?q={key}")
    page.get_by_role("link", name=key, exact=True).click()


def test_a_retraction_reaches_readers_with_the_next_request(
    new_page: Callable[..., Page], sign_in: Callable[[Page], None]
) -> None:
    editor, reader = new_page(), new_page(width=390)
    address = "/articles/risks-and-who-should-ask-first/"
    reader.goto(address)
    expect(reader.get_by_text("A source of this page is in doubt")).to_have_count(0)

    sign_in(editor)
    open_study(editor, "posadzki-2013")
    editor.get_by_label("Notice", exact=False).first.select_option(label="Retracted")
    editor.get_by_label("What the notice says").fill("The journal retracted it on November 20, 2026.")
    editor.get_by_role("button", name="Save", exact=True).first.click()
    expect(editor.get_by_text("Live pages that cite it")).to_be_visible()

    reader.reload()
    expect(reader.get_by_text("A source of this page is in doubt")).to_be_visible()
    expect(reader.locator(".references").get_by_text("Retracted: The journal retracted it")).to_be_visible()
    editor.goto("/admin/publishing/edition/?show=review")
    expect(editor.get_by_role("row", name="Risks, and who should ask first")).to_contain_text("a source is in doubt")

    open_study(editor, "posadzki-2013")
    editor.get_by_label("Notice", exact=False).first.select_option(label="---------")
    editor.get_by_label("What the notice says").fill("")
    editor.get_by_role("button", name="Save", exact=True).first.click()
    reader.reload()
    expect(reader.get_by_text("A source of this page is in doubt")).to_have_count(0)


def test_a_claim_is_blocked_with_its_place_and_a_warning_takes_a_reason(
    new_page: Callable[..., Page], sign_in: Callable[[Page], None]
) -> None:
    page = new_page()
    sign_in(page)
    page.goto("/admin/techniques/technique/")
    page.get_by_role("link", name="Shiatsu", exact=True).click()
    standfirst = page.get_by_label("Standfirst")
    kept = standfirst.input_value()
    standfirst.fill("Shiatsu flushes toxins. It lowers your cortisol.")
    page.get_by_role("button", name="Save and continue editing").first.click()
    page.get_by_role("link", name="Publish…").click()
    expect(page.get_by_role("heading", name="To mend before publishing")).to_be_visible()
    expect(page.get_by_text("Near the top, “Shiatsu flushes toxins.” says “flushes toxins”")).to_be_visible()

    page.get_by_role("link", name="Back to editing").click()
    standfirst.fill(f"{kept} It lowers your cortisol.")
    page.get_by_role("button", name="Save and continue editing").first.click()
    page.get_by_role("link", name="Publish…").click()
    page.get_by_label("What changed, and why").fill("A test of the check.")
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.get_by_text("This field is required.")).to_be_visible()
    page.get_by_label("says “lowers your cortisol”").fill("Only to try out the check.")
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.get_by_text("is live at")).to_be_visible()
    page.get_by_role("region", name="Publishing").get_by_role("link", name="Editions").click()
    expect(page.get_by_text("The reason given: Only to try out the check.")).to_be_visible()


def test_an_import_shows_what_would_change_before_anything_is_saved(
    new_page: Callable[..., Page], sign_in: Callable[[Page], None]
) -> None:
    page = new_page()
    sign_in(page)
    page.goto("/admin/evidence/study/import/")
    record = "TY  - JOUR\nAU  - Doe, J.\nTI  - A new trial\nJO  - Backs\nPY  - 2026\nDO  - 10.1000/new\nER  - \n"
    page.get_by_label("File to import").set_input_files(
        {"name": "studies.ris", "mimeType": "text/plain", "buffer": record.encode()}
    )
    page.get_by_label("Format").select_option(label="RIS")
    page.get_by_role("button", name="Submit").click()
    expect(page.get_by_role("row", name="Doe J, 2026: A new trial")).to_contain_text("New")
    page.get_by_role("button", name="Confirm import").click()
    expect(page.get_by_text("1 new")).to_be_visible()
    expect(page.get_by_role("link", name="doe-2026")).to_be_visible()
