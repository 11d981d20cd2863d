"""Every kind of public page in a browser: accessible, quiet, and as good for a keyboard as for a mouse."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

PAGES = {
    "home": "/",
    "list": "/articles/",
    "filtered list": "/articles/?topic=safety",
    "empty list": "/articles/?topic=safety&tag=myths",
    "article": "/articles/risks-and-who-should-ask-first/",
    "article with a table": "/articles/what-massage-can-and-cannot-do/",
    "history": "/articles/myths-about-massage/history/",
    "topic": "/topics/safety/",
    "tag": "/tags/safety/",
    "series": "/series/basics/",
    "contributors": "/contributors/",
    "contributor": "/contributors/editorial-team/",
    "site page": "/about/",
    "techniques": "/techniques/",
    "techniques for a condition": "/techniques/?condition=sciatica",
    "technique": "/techniques/hot-stone-massage/",
    "comparison": "/techniques/compare/?technique=shiatsu&technique=swedish-massage&technique=deep-tissue-massage",
    "empty comparison": "/techniques/compare/?technique=nothing",
    "conditions": "/conditions/",
    "condition": "/conditions/sciatica/",
    "evidence matrix": "/evidence/",
    "evidence profile": "/evidence/massage-for-chronic-low-back-pain/",
    "evidence profile without studies": "/evidence/deep-tissue-massage-for-sciatica/",
    "studies": "/evidence/studies/",
    "study": "/evidence/studies/furlan-2015/",
    "disclaimer": "/disclaimer/",
    "directory": "/therapists/",
    "search around a town": "/therapists/?near=Austin%2C+TX&language=en",
    "search in a state": "/therapists/?near=California&sort=name",
    "search with a choice of places": "/therapists/?near=Springfield",
    "search that finds nothing": "/therapists/?near=Nome&radius=5&sort=best",
    "search for an unknown place": "/therapists/?near=xqzzkw",
    "therapist": "/therapists/odalys-ferrowen/",
    "therapists side by side": "/therapists/compare/?therapist=odalys-ferrowen&therapist=marisol-ventrada",
    "error": "/no-such-page/",
}
ERRORS = {"error"}


@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_on_any_kind_of_page(new_page: Callable[..., Page], width: int) -> None:
    quiet, erring = new_page(width=width), new_page(width=width, expect_errors=True)
    found = []
    for name, address in PAGES.items():
        page = erring if name in ERRORS else quiet
        page.goto(address)
        open_everything(page)
        # The page is fetched once for both: no color of it takes time to change.
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            results = Axe().run(page)
            if results.violations_count:
                found.append(f"{name} ({scheme}): {results.generate_report()}")
    assert not found, "\n".join(found)


def open_everything(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(details => { details.open = true })")


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_nothing_scrolls_sideways(new_page: Callable[..., Page], width: int) -> None:
    quiet, erring = new_page(width=width), new_page(width=width, expect_errors=True)
    for name, address in PAGES.items():
        page = erring if name in ERRORS else quiet
        page.goto(address)
        open_everything(page)
        widths = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        assert widths[0] <= widths[1], f"{name} is {widths[0]} px wide on a screen of {widths[1]} px"


@pytest.mark.parametrize("width", [768, 1000, 1280])
def test_a_line_of_text_is_never_too_long_to_read(new_page: Callable[..., Page], width: int) -> None:
    page = new_page(width=width)
    for address in (PAGES["article with a table"], PAGES["site page"], PAGES["disclaimer"]):
        page.goto(address)
        widest = page.evaluate(
            """() => Math.max(...[...document.querySelectorAll("main .prose > p")].map(text => text.clientWidth))
                / parseFloat(getComputedStyle(document.documentElement).fontSize)"""
        )
        # 31 rem hold about 62 to 70 characters of the reading type.
        assert widest <= 31, f"{address} has lines of {widest} rem"


def test_readers_get_no_cookie(new_page: Callable[..., Page]) -> None:
    page = new_page()
    for name, address in PAGES.items():
        if name not in ERRORS:
            page.goto(address)
    assert page.context.cookies() == []


def test_nothing_moves_while_a_page_loads(new_page: Callable[..., Page]) -> None:
    page = new_page(width=390)
    page.add_init_script(
        """
        window.shift = 0;
        new PerformanceObserver(list => list.getEntries().forEach(entry => { window.shift += entry.value }))
          .observe({type: "layout-shift", buffered: true});
        """
    )
    for address in ("/", PAGES["article"], PAGES["disclaimer"]):
        page.goto(address, wait_until="networkidle")
        page.evaluate("document.fonts.ready")
        assert page.evaluate("window.shift") < 0.01, address


def test_the_keyboard_reaches_everything_and_focus_is_always_visible(new_page: Callable[..., Page]) -> None:
    page = new_page()
    page.goto(PAGES["article with a table"])
    reachable = page.evaluate(
        """() => [...document.querySelectorAll('a[href], button, select, summary, [tabindex="0"]')]
            .filter(element => element.checkVisibility())
            .filter(element => !element.closest('details:not([open]) > :not(summary)')).length"""
    )
    unseen, reached = [], 0
    while True:
        page.keyboard.press("Tab")
        focus = page.evaluate(
            """() => {
              const element = document.activeElement;
              if (!element || element === document.body) return null;
              const style = getComputedStyle(element);
              return {
                text: element.textContent.trim().slice(0, 40),
                visible: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
                first: !element.dataset.reached && (element.dataset.reached = '1') === '1',
              };
            }"""
        )
        if focus is None or not focus["first"]:
            break
        reached += 1
        if not focus["visible"]:
            unseen.append(focus["text"])
    assert not unseen
    assert reached == reachable


def test_the_skip_link_leads_past_the_menus(new_page: Callable[..., Page]) -> None:
    page = new_page()
    page.goto(PAGES["article"])
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the text")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_paper_carries_the_whole_disclaimer_and_no_menu(new_page: Callable[..., Page]) -> None:
    page = new_page()
    page.goto(PAGES["article"])
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", name="Disclaimer")).to_be_visible()
    expect(page.locator(".print-address")).to_be_visible()
    expect(page.locator(".references")).to_be_visible()
    expect(page.locator(".main-menu")).to_be_hidden()


def test_the_page_works_without_script(new_page: Callable[..., Page]) -> None:
    page = new_page(java_script_enabled=False)
    page.goto("/articles/")
    page.get_by_label("Topic").select_option("safety")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_text("3 articles")).to_be_visible()
    page.get_by_role("link", name="Massage in pregnancy").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Massage in pregnancy")


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("slug", ["what-massage-can-and-cannot-do", "choosing-a-massage-therapist"])
def test_key_points_stand_apart_from_what_is_above_them(new_page: Callable[..., Page], width: int, slug: str) -> None:
    page = new_page(width=width)
    page.goto(f"/articles/{slug}/")
    header = page.locator(".article__header > *").last.bounding_box()
    points = page.locator(".key-points").bounding_box()
    assert header is not None
    assert points is not None
    assert points["y"] - header["y"] - header["height"] >= 24
