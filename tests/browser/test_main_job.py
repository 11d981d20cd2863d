"""The main job from end to end: an editor changes an article, and a reader reads the new words."""

from collections.abc import Callable

from playwright.sync_api import Page, expect


def open_article(page: Page, title: str) -> None:
    page.goto("/admin/articles/article/")
    page.get_by_role("link", name=title, exact=True).click()
    expect(page.locator(".ProseMirror[contenteditable=true]").first).to_be_visible()


def test_an_editor_changes_an_article_and_a_reader_sees_it(
    new_page: Callable[..., Page], sign_in: Callable[[Page], None]
) -> None:
    editor, reader = new_page(), new_page(width=390)
    sign_in(editor)
    open_article(editor, "After your session")
    address = editor.get_by_role("link", name="See the live page").get_attribute("href") or ""

    first_text = editor.locator(".ProseMirror[contenteditable=true]").first
    first_text.click()
    editor.keyboard.press("Control+Home")
    editor.keyboard.type("Quite new words. ")
    editor.get_by_role("button", name="Save and continue editing").first.click()
    expect(editor.get_by_text("Live, with unpublished changes")).to_be_visible()

    reader.goto(address)
    expect(reader.get_by_text("Quite new words.")).to_have_count(0)

    editor.get_by_role("link", name="Preview").click()
    expect(editor.get_by_text("Quite new words.")).to_be_visible()
    expect(editor.get_by_text("Readers do not see this page")).to_be_visible()

    editor.go_back()
    editor.get_by_role("link", name="Publish…").click()
    editor.get_by_role("button", name="Publish", exact=True).click()
    expect(editor.get_by_text("This field is required.")).to_be_visible()
    editor.get_by_label("What changed, and why").fill("Said it more plainly.")
    editor.get_by_role("button", name="Publish", exact=True).click()
    expect(editor.get_by_text("is live at")).to_be_visible()

    # The very next request shows the new words: nothing stands between the ledger and the reader.
    reader.reload()
    expect(reader.get_by_text("Quite new words.")).to_be_visible()
    reader.get_by_role("link", name="See every edition and what changed").click()
    expect(reader.get_by_text("Said it more plainly.")).to_be_visible()


def test_the_old_address_leads_to_the_renamed_article(
    new_page: Callable[..., Page], sign_in: Callable[[Page], None]
) -> None:
    editor, reader = new_page(), new_page()
    sign_in(editor)
    open_article(editor, "Preparing for your session")
    old = editor.get_by_role("link", name="See the live page").get_attribute("href") or ""
    editor.get_by_label("Slug").fill("getting-ready")
    editor.get_by_role("button", name="Save and continue editing").first.click()
    editor.get_by_role("link", name="Publish…").click()
    editor.get_by_label("What changed, and why").fill("A shorter address.")
    editor.get_by_role("button", name="Publish", exact=True).click()
    expect(editor.get_by_text("is live at")).to_be_visible()

    reader.goto(old)

    expect(reader).to_have_url("/articles/getting-ready/")
    expect(reader.get_by_role("heading", level=1)).to_have_text("Preparing for your session")
