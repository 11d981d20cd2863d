"""A real browser in front of the production server with the starter content."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.site import ARGUMENTS, CHROMIUM, Site, prepare, prepare_once, running_site


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> str:
    if CHROMIUM:
        return CHROMIUM
    if os.environ.get("CI"):
        pytest.fail("No Chromium was found, and in CI the browser tests must run.")
    pytest.skip("No Chromium was found. On Debian: apt-get install chromium")


@pytest.fixture(scope="session")
def site(chromium: str, tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("site")
    if worker_id == "master":
        prepare(folder)
    else:
        prepare_once(folder, tmp_path_factory.getbasetemp().parent / "prepared-site")
    with running_site(folder) as site:
        yield site


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """One browser a module: Playwright's event loop has to end before another module may use Django's database."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield browser
        browser.close()


@dataclass
class Watch:
    """What a page must never do: say something on the console, break the policy, or ask another host."""

    site: Site
    faults: list[str]

    def over(self, page: Page) -> Page:
        page.on("console", lambda message: self.faults.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: self.faults.append(f"error: {error}"))
        page.on("request", self._request)
        return page

    def _request(self, request: object) -> None:
        url = request.url
        if not url.startswith((self.site.url, "data:", "blob:", "about:")):
            self.faults.append(f"request to another host: {url}")


@pytest.fixture
def new_page(browser: Browser, site: Site) -> Iterator[Callable[..., Page]]:
    """Makes watched pages, each in a context of its own; fails the test for anything a page must never do."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def make(*, width: int = 1280, height: int = 900, expect_errors: bool = False, **options: object) -> Page:
        context = browser.new_context(
            base_url=site.url,
            viewport={"width": width, "height": height},
            **options,
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        return page if expect_errors else Watch(site, faults).over(page)

    yield make
    for context in contexts:
        context.close()
    assert not faults, faults


@pytest.fixture
def sign_in(site: Site) -> Callable[[Page], None]:
    def sign(page: Page) -> None:
        page.goto("/admin/login/?next=/admin/")
        page.get_by_label("Username").fill(site.name)
        page.get_by_label("Password").fill(site.password)
        page.get_by_role("button", name="Log in").click()
        page.wait_for_url("**/admin/")

    return sign
