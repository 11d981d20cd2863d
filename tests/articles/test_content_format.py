"""Pages as text files: what can be written can be read back, and what cannot be read says on which line."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.content_format import (
    ContentError,
    FileBlock,
    describe_blocks,
    make_blocks,
    read_blocks,
    to_html,
    to_markdown,
    write_blocks,
)
from publishing import richtext
from tests import factories

FEATURES = """\
## A heading

A paragraph with **bold**, *italic* and a [link](page:article/one).

- One
- Two

1. First
2. Second

> A quotation.

### A smaller one

| Kind | What |
| --- | --- |
| Heat | Warm |
"""


def test_a_file_becomes_blocks_in_their_order() -> None:
    found = read_blocks(
        'Words.\n\n::: key-fact\nA fact.\n:::\n\n## More\n\n::: steps heading="Go \\"now\\""\n1. Go\n:::\n'
    )
    assert found == [
        FileBlock("rich-text", body="Words.", line=1),
        FileBlock("key-fact", body="A fact.", line=3),
        FileBlock("rich-text", body="## More", line=6),
        FileBlock("steps", {"heading": 'Go "now"'}, "1. Go", line=9),
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Words.\n:::\n", "line 2: a block ends here that did not begin"),
        ("::: key-fact\nA fact.\n", "line 1: this block does not end"),
        ("::: key-fact\n::: steps\n:::\n", "line 2: a block begins inside the block of line 1"),
        ("\n\n::: video\n:::\n", "line 3: there is no block named “video”"),
        ("::: steps heading\n:::", 'line 1: “heading” is not of the form name="value"'),
        ('::: steps heading="Go\n:::', "line 1: No closing quotation"),
    ],
)
def test_what_cannot_be_read_says_on_which_line(text: str, message: str) -> None:
    with pytest.raises(ContentError) as refusal:
        read_blocks(text)
    assert str(refusal.value) == message


def test_lines_are_counted_from_where_the_body_begins_in_its_file() -> None:
    with pytest.raises(ContentError, match="line 12: there is no block"):
        read_blocks("Words.\n\n::: video\n:::", first_line=10)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("::: steps\n1. Go\n:::", "line 1: the block lacks 'heading'"),
        ("::: faq\nYes.\n:::", "line 1: the block lacks 'question'"),
        ('Words.\n\n::: figure picture="none"\n:::', "line 3: {'picture': 'none'} names nothing that exists"),
        ('::: evidence-note study="none"\nx\n:::', "line 1: {'study': 'none'} names nothing that exists"),
        ("::: evidence-note\nx\n:::", "line 1: the block lacks 'study'"),
        ('::: care-card level="x" heading="A"\nx\n:::', "line 1, level: Value 'x' is not a valid choice."),
        (f'::: faq question="{"x" * 201}"\nx\n:::', "line 1, question: Ensure this value has at most 200 characters"),
        ("::: key-fact\n:::", "line 1, body: This field cannot be blank."),
    ],
)
def test_a_block_that_lacks_something_says_on_which_line(text: str, message: str) -> None:
    with pytest.raises(ContentError) as refusal:
        make_blocks(factories.make_article(), read_blocks(text))
    assert message in str(refusal.value)


def test_html_in_a_file_is_shown_as_text() -> None:
    html = to_html('A <script>alert("1")</script> & <b>b</b>')
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_markdown_survives_the_way_into_the_editor_and_back() -> None:
    assert to_markdown(richtext.clean_full(to_html(FEATURES))) == FEATURES.strip()


def test_what_the_editor_wraps_in_paragraphs_stays_a_tight_list() -> None:
    assert to_markdown("<ul><li><p>One</p></li><li><p>Two</p></li></ul>") == "- One\n- Two"
    assert to_markdown("<ol><li><p>One</p></li><li><p>Two</p></li></ol>") == "1. One\n2. Two"


@pytest.mark.django_db
def test_every_kind_of_block_survives_the_way_in_and_back() -> None:
    factories.make_study(key="doe-2020")
    factories.make_picture(key="a-back")
    text = (
        "Words.[@doe-2020]\n\n"
        '::: care-card level="emergency" heading="Call 911 now if:"\n- numb\n- weak\n:::\n\n'
        '::: figure picture="a-back" caption="Where it \\"hurts\\""\n:::\n\n'
        "::: key-fact\nA **fact**.\n:::\n\n"
        '::: steps heading="Go"\n1. One\n2. Two\n:::\n\n'
        '::: checklist heading="Bring"\n- Water\n- A friend\n:::\n\n'
        '::: faq question="Why?"\nBecause.\n\nReally.\n:::\n\n'
        '::: evidence-note study="doe-2020"\nIt helped.\n:::\n\n'
        '::: see-also heading="Read next"\n- page:article/one\n- page:sitepage/about\n:::'
    )
    article = factories.make_article()
    for block in article.working_parts:
        block._default_manager.filter(parent=article).delete()
    for row in make_blocks(article, read_blocks(text)):
        row.save()

    assert write_blocks(describe_blocks(article)) == text


# Properties

LINES = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1, max_size=30).map(
    str.strip
).filter(lambda line: bool(line) and not line.startswith(":::"))  # fmt: skip
BODIES = st.lists(LINES, min_size=1, max_size=4).map("\n".join)
VALUES = st.dictionaries(st.sampled_from(["heading", "question", "caption", "level", "study"]), LINES, max_size=3)
BLOCKS = st.builds(FileBlock, st.sampled_from(["key-fact", "steps", "faq", "care-card", "checklist"]), VALUES, BODIES)


@given(written=st.lists(BLOCKS, max_size=5))
@settings(max_examples=200, deadline=None)
def test_whatever_is_written_is_read_back(written: list[FileBlock]) -> None:
    found = read_blocks(write_blocks(written))
    assert [(block.slug, block.values, block.body) for block in found] == [
        (block.slug, block.values, block.body) for block in written
    ]


@given(text=st.text(max_size=200))
@settings(max_examples=200, deadline=None)
def test_whatever_stands_in_a_file_is_read_or_refused_in_words(text: str) -> None:
    said = ""
    try:
        read_blocks(text)
    except ContentError as refusal:
        said = str(refusal)
    assert not said or re.match(r"line \d+: ", said)


PHRASES = st.text(st.sampled_from("abc de,"), min_size=1, max_size=12).map(str.strip).filter(bool)
INLINE = st.one_of(
    PHRASES, PHRASES.map(lambda words: f"<strong>{words}</strong>"), PHRASES.map(lambda words: f"<em>{words}</em>")
)
PARAGRAPHS = INLINE.map(lambda words: f"<p>{words}</p>")
LISTS = st.tuples(st.sampled_from(["ul", "ol"]), st.lists(INLINE, min_size=1, max_size=3)).map(
    lambda made: f"<{made[0]}>" + "".join(f"<li><p>{item}</p></li>" for item in made[1]) + f"</{made[0]}>"
)
HEADINGS = st.tuples(st.sampled_from(["h2", "h3"]), PHRASES).map(lambda made: f"<{made[0]}>{made[1]}</{made[0]}>")
# Markdown cannot keep two neighbouring lists apart, so a paragraph follows each.
PAGES = st.lists(
    st.one_of(PARAGRAPHS, HEADINGS, st.tuples(LISTS, PARAGRAPHS).map("".join)), min_size=1, max_size=5
).map("".join)


@given(html=PAGES)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_what_an_editor_wrote_is_the_same_file_however_often_it_goes_out_and_in(html: str) -> None:
    once = to_markdown(richtext.clean_full(html))
    assert richtext.words(to_html(once)) == richtext.words(html)
    assert to_markdown(richtext.clean_full(to_html(once))) == once
