"""Makes the screenshots of the documentation from a real site, so that they show what is there."""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.browser.site import ARGUMENTS, CHROMIUM, Site, prepare, running_site  # noqa: E402 (found by the path above)

IMAGES = ROOT / "docs" / "images"
TITLE = "After your session"


def shoot(page: Page, name: str, *, whole: bool = False) -> None:
    page.screenshot(path=IMAGES / f"{name}.png", full_page=whole)
    print(f"docs/images/{name}.png")


def make_all(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/articles/risks-and-who-should-ask-first/")
    shoot(page, "article")
    page.goto(f"{site.url}/admin/")
    page.get_by_label("Username").fill(site.name)
    page.get_by_label("Password").fill(site.password)
    page.get_by_role("button", name="Log in").click()
    page.goto(f"{site.url}/admin/articles/article/")
    shoot(page, "articles")
    page.get_by_role("link", name=TITLE, exact=True).click()
    page.locator(".ProseMirror[contenteditable=true]:visible").first.wait_for()
    shoot(page, "editing")
    page.locator(".ProseMirror[contenteditable=true]:visible").first.click()
    page.keyboard.press("Control+Home")
    page.keyboard.type("Take it slowly. ")
    page.locator(".ProseMirror[contenteditable=true]:visible").first.scroll_into_view_if_needed()
    shoot(page, "blocks")
    page.get_by_role("button", name="Save and continue editing").first.click()
    page.get_by_role("link", name="Publish…").click()
    shoot(page, "publishing")
    page.get_by_role("link", name="What changed since the last edition").click()
    shoot(page, "comparing")
    page.go_back()
    page.get_by_label("What changed, and why").fill("A calmer beginning.")
    page.get_by_role("button", name="Publish", exact=True).click()
    page.get_by_role("region", name="Publishing").get_by_role("link", name="Editions").click()
    shoot(page, "editions")
    page.goto(f"{site.url}/admin/publishing/edition/?show=review")
    shoot(page, "review-queue")
    page.goto(f"{site.url}/evidence/")
    shoot(page, "matrix")
    page.goto(f"{site.url}/admin/techniques/evidenceprofile/")
    page.get_by_role("link", name="Swedish massage for chronic low back pain", exact=True).click()
    page.get_by_role("heading", name="Findings").scroll_into_view_if_needed()
    shoot(page, "findings")


def main() -> None:
    if not CHROMIUM:
        sys.exit("No Chromium was found. On Debian: apt-get install chromium")
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        prepare(Path(folder))
        with running_site(Path(folder)) as site, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
            make_all(browser.new_page(viewport={"width": 1280, "height": 900}), site)
            browser.close()


if __name__ == "__main__":
    main()
