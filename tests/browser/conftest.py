"""A real browser in front of the production server with the starter content."""

import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@dataclass
class Site:
    """A running site and the account that `prepare` made for it."""

    url: str
    name: str
    password: str


@pytest.fixture(scope="session")
def chromium() -> str:
    if CHROMIUM:
        return CHROMIUM
    if os.environ.get("CI"):
        pytest.fail("No Chromium was found, and in CI the browser tests must run.")
    pytest.skip("No Chromium was found. On Debian: apt-get install chromium")


@pytest.fixture(scope="session")
def site(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """What `make run` serves, in a folder of its own."""
    folder = tmp_path_factory.mktemp("site")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = {"DATA_DIR": str(folder), "ENV_FILE": os.devnull, "SECRET_KEY": "browser-tests", "PORT": str(port)}
    settings |= {"WORKERS": "1", "LOG_LEVEL": "WARNING", "DJANGO_SETTINGS_MODULE": "backpain.settings"}
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"} | settings
    manage = [sys.executable, str(ROOT / "manage.py")]
    subprocess.run([*manage, "prepare"], env=environment, check=True, stdout=subprocess.DEVNULL)
    subprocess.run([*manage, "collectstatic", "--noinput", "-v0"], env=environment, check=True)
    account = (folder / "staff-account.txt").read_text()
    with (folder / "log").open("w") as log:
        server = subprocess.Popen([*manage, "serve"], env=environment, stdout=log, stderr=log)
        try:
            wait_for(f"http://127.0.0.1:{port}/healthz", server)
            yield Site(
                f"http://127.0.0.1:{port}",
                re.search(r"Name:\s+(\S+)", account).group(1),  # type: ignore[union-attr]
                re.search(r"Password:\s+(\S+)", account).group(1),  # type: ignore[union-attr]
            )
        finally:
            server.terminate()
            server.wait(timeout=20)
    faults = [line for line in (folder / "log").read_text().splitlines() if "ERROR" in line or "Traceback" in line]
    assert not faults, f"The server logged errors: {faults}"


def wait_for(url: str, server: subprocess.Popen) -> None:
    """Ask until the server answers; each refused connection returns at once, so the loop is bounded by attempts."""
    for _ in range(2000):
        try:
            with urlopen(url, timeout=5):  # noqa: S310 (our own address)
                return
        except URLError:
            if server.poll() is not None:
                break
            try:
                server.wait(timeout=0.05)
            except subprocess.TimeoutExpired:
                continue
    pytest.fail("The server did not start.")


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
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
        url = request.url  # type: ignore[attr-defined]
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
            **options,  # type: ignore[arg-type]
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
