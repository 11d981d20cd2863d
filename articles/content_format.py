"""The form of pages in content files: Markdown with blocks. `content/README.md` describes it for people."""

import re
import shlex
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, cast

from bs4 import Tag
from content_editor.contents import contents_for_item
from django.core.exceptions import ValidationError
from markdown_it import MarkdownIt
from markdownify import MarkdownConverter

from articles.models import Article
from editorial import blocks
from evidence.models import Study
from pictures.models import Picture
from publishing import richtext

_markdown = MarkdownIt("commonmark", {"html": False}).enable("table")


class ContentError(ValueError):
    """A content file that cannot be read; the words say where and why."""


@dataclass
class FileBlock:
    """One block as it stands in a file."""

    slug: str
    values: dict[str, str] = field(default_factory=dict)
    body: str = ""
    line: int = 1


def to_html(markdown: str) -> str:
    return _markdown.render(markdown).strip()


class _Converter(MarkdownConverter):
    """HTML as the editor writes it, back to Markdown in one spelling: a line a paragraph, `-` lists, ATX headings."""

    def convert_li(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """The editor wraps an item's words in a paragraph; in a tight list that is not worth a blank line."""
        item = super().convert_li(el, text.strip(), parent_tags)  # type: ignore[misc]  # markdownify's stubs do not have it
        return re.sub(r"\n\n+(?=\s*(?:[-*]|\d+\.) )", "\n", item)


def to_markdown(html: str) -> str:
    converter = _Converter(
        heading_style="atx", bullets="-", escape_underscores=False, wrap=False, newline_style="backslash"
    )
    markdown = converter.convert(html)
    markdown = re.sub(r"[ \t]+$", "", markdown, flags=re.MULTILINE)
    return re.sub(r"\n{3,}", "\n\n", markdown).strip()


def read_blocks(text: str, *, first_line: int = 1) -> list[FileBlock]:
    """The blocks of a body that begins on some line of its file. Raises ContentError with the line number."""
    found: list[FileBlock] = []
    current: FileBlock | None = None
    plain: list[str] = []

    def end_plain(line: int) -> None:
        body = "\n".join(plain).strip()
        if body:
            found.append(FileBlock("rich-text", body=body, line=line - len(plain)))
        plain.clear()

    for number, line in enumerate(text.splitlines(), first_line):
        if not line.startswith(":::"):
            plain.append(line)
        elif line.strip() == ":::":
            if current is None:
                raise ContentError(f"line {number}: a block ends here that did not begin")
            current.body = "\n".join(plain).strip()
            found.append(current)
            current = None
            plain.clear()
        else:
            if current is not None:
                raise ContentError(f"line {number}: a block begins inside the block of line {current.line}")
            end_plain(number)
            current = _opening(line, number)
    if current is not None:
        raise ContentError(f"line {current.line}: this block does not end")
    end_plain(len(text.splitlines()) + first_line)
    return found


def _opening(line: str, number: int) -> FileBlock:
    lexer = shlex.shlex(line[3:], posix=True)
    lexer.whitespace_split, lexer.commenters, lexer.quotes = True, "", '"'
    try:
        slug, *pairs = list(lexer)
    except ValueError as error:
        raise ContentError(f"line {number}: {error}") from None
    if slug not in _MODELS:
        raise ContentError(f"line {number}: there is no block named “{slug}”")
    values = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals:
            raise ContentError(f'line {number}: “{pair}” is not of the form name="value"')
        values[name] = value
    return FileBlock(slug, values, line=number)


def write_blocks(file_blocks: Iterable[FileBlock]) -> str:
    parts = []
    for block in file_blocks:
        if block.slug == "rich-text":
            parts.append(block.body)
            continue
        values = "".join(f' {name}="{_quoted(value)}"' for name, value in block.values.items() if value)
        body = f"{block.body}\n" if block.body else ""
        parts.append(f"::: {block.slug}{values}\n{body}:::")
    return "\n\n".join(parts)


def _quoted(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"')


_MODELS: dict[str, Any] = {model.slug: model for model in cast(tuple[type[blocks.Block], ...], Article.working_parts)}


def make_blocks(article: Article, file_blocks: Iterable[FileBlock]) -> list[blocks.Block]:
    """Unsaved blocks of an article, in order. Raises ContentError where a value is missing or names nothing."""
    made = []
    for number, file_block in enumerate(file_blocks, 1):
        block = _MODELS[file_block.slug](parent=article, region="main", ordering=number * 10)
        try:
            _fill(block, file_block)
            block.clean_fields(exclude=["parent"])
        except KeyError as missing:
            raise ContentError(f"line {file_block.line}: the block lacks {missing}") from None
        except (Study.DoesNotExist, Picture.DoesNotExist):
            raise ContentError(f"line {file_block.line}: {file_block.values} names nothing that exists") from None
        except ValidationError as error:
            name, (message, *_) = next(iter(error.message_dict.items()))
            raise ContentError(f"line {file_block.line}, {name}: {message}") from None
        made.append(block)
    return made


def _fill(block: blocks.Block, given: FileBlock) -> None:
    """Each kind of block with what it reads from a file; `_describe` is the way back."""
    values = given.values
    match block:
        case blocks.RichText():
            block.body = richtext.clean_full(to_html(given.body))
        case blocks.Figure():
            block.picture, block.caption = Picture.objects.get(key=values["picture"]), values.get("caption", "")
        case blocks.Checklist():
            block.heading = values["heading"]
            block.items_text = "\n".join(line.removeprefix("- ") for line in given.body.splitlines() if line.strip())
        case blocks.SeeAlso():
            block.heading = values["heading"]
            block.pages = [line.removeprefix("- page:").strip() for line in given.body.splitlines() if line.strip()]
        case blocks.WithBody():
            block.body = richtext.clean_simple(to_html(given.body))
            for name in ("level", "heading", "question"):
                if hasattr(block, name):
                    setattr(block, name, values[name])
            if isinstance(block, blocks.EvidenceNote):
                block.study = Study.objects.get(key=values["study"])


def describe_blocks(article: Article) -> list[FileBlock]:
    """The blocks of an article as they stand in a file."""
    return [_describe(block) for block in contents_for_item(article, article.working_parts)]


def _describe(block: blocks.Block) -> FileBlock:
    described = FileBlock(block.slug)
    match block:
        case blocks.Figure():
            described.values = {"picture": block.picture.key, "caption": block.caption}
        case blocks.Checklist():
            described.values, described.body = (
                {"heading": block.heading},
                "\n".join(f"- {item}" for item in block.items),
            )
        case blocks.SeeAlso():
            described.values = {"heading": block.heading}
            described.body = "\n".join(f"- page:{reference}" for reference in block.pages)
        case _:
            described.body = to_markdown(block.body)  # type: ignore[attr-defined]  # all other kinds have one
            names = [name for name in ("level", "heading", "question") if hasattr(block, name)]
            described.values = {name: getattr(block, name) for name in names}
            if isinstance(block, blocks.EvidenceNote):
                described.values = {"study": block.study.key}
    return described
