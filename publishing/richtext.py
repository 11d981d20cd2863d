"""Rich text: what editors may write, and how it becomes the HTML of a page.

Markup is sanitised twice, by the same rules: when a form is saved, and when a page is composed from what stands in
the tables, however it got there.
"""

import re
from collections.abc import Callable
from typing import Any

import nh3
from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString
from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from django_prose_editor.fields import ProseEditorField

from publishing.composition import Problem

#: Links to pages of this site are kept by permanent name, so that a page can be renamed: page:article/after-care
PAGE_SCHEME = "page"
LINK_SCHEMES = ["https", "http", "mailto", "tel", PAGE_SCHEME]

_INLINE: dict[str, Any] = {
    "Bold": True,
    "Italic": True,
    "HardBreak": True,
    "Link": {"enableTarget": False, "protocols": LINK_SCHEMES},
    "PageLink": True,
    "NoSpellCheck": False,
}
_LISTS: dict[str, Any] = {"BulletList": True, "OrderedList": True, "ListItem": True}
#: Inside a card, an answer or a note: running text and lists.
SIMPLE: dict[str, Any] = _INLINE | _LISTS
#: The body of a page.
FULL: dict[str, Any] = SIMPLE | {
    "Heading": {"levels": [2, 3]},
    "Blockquote": True,
    "Table": True,
    "TableRow": True,
    "TableHeader": True,
    "TableCell": True,
}

_LIST_TAGS = {"p", "br", "strong", "em", "a", "ul", "ol", "li"}
_FULL_TAGS = _LIST_TAGS | {"h2", "h3", "blockquote", "table", "thead", "tbody", "tr", "th", "td"}
#: Ids of the frame that public templates put around a text; no heading of the text may have one of them.
_FRAME_IDS = {"main", "key-points", "references", "how-reviewed", "series-nav", "related", "disclaimer-heading"}
_REFERENCE_ID = re.compile(r"ref-\d+")
_ATTRIBUTES = {"a": {"href"}, "ol": {"start"}, "th": {"colspan", "rowspan"}, "td": {"colspan", "rowspan"}}


def no_markup_of_its_own(config: Any, shared_config: dict[str, Any]) -> None:
    """The editor's page picker writes ordinary links, so it adds nothing to what the sanitiser lets through."""


def _cleaner(tags: set[str]) -> nh3.Cleaner:
    attributes = {tag: names for tag, names in _ATTRIBUTES.items() if tag in tags}
    return nh3.Cleaner(tags=tags, attributes=attributes, url_schemes=set(LINK_SCHEMES), link_rel=None)


_clean_full = _cleaner(_FULL_TAGS)
_clean_simple = _cleaner(_LIST_TAGS)


def clean_full(html: str) -> SafeString:
    """The body of a page, with everything taken out that an editor may not write."""
    return mark_safe(_without_emptiness(_clean_full.clean(html)))  # noqa: S308 (sanitised one call before)


def clean_simple(html: str) -> SafeString:
    """Running text and lists, with everything else taken out."""
    return mark_safe(_without_emptiness(_clean_simple.clean(html)))  # noqa: S308 (sanitised one call before)


def _without_emptiness(html: str) -> str:
    return "" if not strip_tags(html).strip() else html


def full_text_field(*args: Any, **kwargs: Any) -> ProseEditorField:
    return ProseEditorField(*args, config={"extensions": FULL}, sanitize=clean_full, **kwargs)


def simple_text_field(*args: Any, **kwargs: Any) -> ProseEditorField:
    return ProseEditorField(*args, config={"extensions": SIMPLE}, sanitize=clean_simple, **kwargs)


def finish(html: str, *, resolve: Callable[[str], tuple[str | None, Problem | None]]) -> "Finished":
    """Turn assembled markup into the HTML of a page.

    Headings get ids, tables become scrollable regions with header cells, and links to pages get their addresses.
    `resolve` takes a reference such as `article/after-care` and answers with an address and a problem, either None.
    """
    soup = BeautifulSoup(html, "html.parser")
    finished = Finished(soup)
    finished.add_heading_ids()
    finished.resolve_links(resolve)
    finished.wrap_tables()
    return finished


class Finished:
    """A page's HTML while it is being finished, with what was found on the way."""

    def __init__(self, soup: BeautifulSoup) -> None:
        self.soup = soup
        self.contents: list[dict[str, Any]] = []
        self.problems: list[Problem] = []
        self.references: list[str] = []

    @property
    def html(self) -> str:
        return self.soup.decode(formatter="minimal")

    def add_heading_ids(self) -> None:
        taken = _FRAME_IDS | {str(tag["id"]) for tag in self.soup.find_all(id=True)}
        last_level = 1
        for heading in self.soup.find_all(["h2", "h3"]):
            title, level = heading.get_text(" ", strip=True), int(heading.name[1])
            base = slugify(title)[:60] or "section"
            anchor, count = base, 1
            while anchor in taken or _REFERENCE_ID.fullmatch(anchor):
                count += 1
                anchor = f"{base}-{count}"
            taken.add(anchor)
            heading["id"] = anchor
            if level > last_level + 1:
                self.problems.append(
                    Problem(f"The heading “{title}” skips a level: put a second-level heading before it.")
                )
            last_level = level
            self.contents.append({"level": level, "id": anchor, "title": title})

    def resolve_links(self, resolve: Callable[[str], tuple[str | None, Problem | None]]) -> None:
        for link in self.soup.find_all("a", href=True):
            scheme, _, reference = str(link["href"]).partition(":")
            if scheme != PAGE_SCHEME:
                continue
            reference, _, anchor = reference.partition("#")
            address, problem = resolve(reference)
            self.references.append(reference)
            if problem:
                self.problems.append(problem)
            if address:
                link["href"] = f"{address}#{anchor}" if anchor else address
            else:
                link.unwrap()

    def wrap_tables(self) -> None:
        """A wide table scrolls by itself, and a keyboard can reach it."""
        for count, table in enumerate(self.soup.find_all("table"), 1):
            for row_number, row in enumerate(table.find_all("tr")):
                for cell in row.find_all("th"):
                    cell["scope"] = "col" if row_number == 0 else "row"
            region = self.soup.new_tag("div")
            region["class"] = "table-region"
            region["tabindex"] = "0"
            region["role"] = "region"
            region["aria-label"] = f"Table {count}"
            table.wrap(region)


_PARAGRAPHS = ("p", "li", "h2", "h3", "h4", "tr", "blockquote", "figcaption", "dt", "dd", "summary", "div", "section")


def words(html: str) -> str:
    """The words of some markup, a line a paragraph, for search and comparison."""
    soup = BeautifulSoup(html, "html.parser")
    for image in soup.find_all("img", alt=True):
        image.replace_with(NavigableString(f"[{image['alt']}]"))
    for line_break in soup.find_all("br"):
        line_break.replace_with(" ")
    for cell in soup.find_all(["td", "th"]):
        cell.append(" ")
    for block in soup.find_all(_PARAGRAPHS):
        if isinstance(block, Tag):
            block.insert_before("\n")
            block.append("\n")
    lines = (re.sub(r"\s+", " ", line).strip() for line in soup.get_text().split("\n"))
    return "\n".join(line for line in lines if line)
