"""What axe finds on a page, in light and in dark."""

from collections.abc import Iterator

from axe_playwright_python.base import AxeResults
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page


def in_both_schemes(page: Page) -> Iterator[tuple[str, AxeResults]]:
    """Axe's findings in each colour scheme. The page is fetched once for both."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        yield scheme, Axe().run(page)
