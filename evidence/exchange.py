"""Studies in the formats of reference managers and spreadsheets: RIS, BibTeX and CSV, in and out."""

import csv
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from io import StringIO
from typing import Any

import bibtexparser
import rispy
from bibtexparser.middlewares import LatexDecodingMiddleware
from bibtexparser.model import Entry, Field
from django.core.exceptions import ValidationError
from import_export import widgets
from import_export.fields import Field as Column
from import_export.formats.base_formats import Format
from tablib import Dataset

from evidence.models import Certainty, Study
from publishing import ledger, spreadsheets
from publishing.imports import WholeImportResource

#: What every format knows of a publication; only CSV knows the rest.
BIBLIOGRAPHY = ["key", "title", "authors", "journal", "year", "volume", "pages", "doi", "pmid"]
COLUMNS = [
    *BIBLIOGRAPHY, "study_type", "design", "population", "countries", "funding", "conflicts", "finding", "certainty",
    "certainty_words", "confidence", "opened_by", "opened_on", "notice", "notice_words", "superseded_by",
]  # fmt: skip

#: More than a reference manager exports of a whole field of research, and little enough for a request. In bytes.
LARGEST_FILE = 2 * 1024 * 1024


class TextFormat(Format):
    """A format of text in UTF-8 whose records become rows of a dataset."""

    title: str
    extension: str
    content_type: str

    def __init__(self, encoding: str | None = None) -> None:
        """The encoding is always UTF-8; the library offers another."""

    def get_title(self) -> str:
        return self.title

    def get_extension(self) -> str:
        return self.extension

    def get_content_type(self) -> str:
        return self.content_type

    def can_import(self) -> bool:
        return True

    def can_export(self) -> bool:
        return True

    def create_dataset(self, in_stream: bytes) -> Dataset:
        """Raises ValueError, in words and with the line, for a file that cannot be read."""
        if len(in_stream) > LARGEST_FILE:
            raise ValueError(f"The file is larger than {LARGEST_FILE // 1024 // 1024} MB. Split it.")
        headers, rows = self.read(_text(in_stream))
        if not rows:
            raise ValueError(f"No {self.title} record was found in this file. Choose the format that it has.")
        _check_that_none_stands_twice(rows)
        dataset = Dataset(headers=headers)
        for row in rows:
            dataset.append([row.get(header, "") for header in headers])
        return dataset

    def read(self, text: str) -> tuple[list[str], list[dict[str, str]]]:
        raise NotImplementedError


def _check_that_none_stands_twice(rows: list[dict[str, str]]) -> None:
    """The last of them would win in silence, or one study would become two."""
    first: dict[Any, int] = {}
    for number, row in enumerate(rows, 1):
        name = row.get("key") or tuple(row.values())
        if name in first:
            raise ValueError(f"Record {number} stands in the file already, as record {first[name]}.")
        first[name] = number


def _text(data: bytes) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise ValueError(f"Line {line} is not UTF-8 text. Save the file with the encoding UTF-8.") from None
    if "\x00" in text:
        raise ValueError("This is no text file: it holds a NUL character.")
    return text


class CSV(TextFormat):
    title, extension, content_type = "CSV", "csv", "text/csv; charset=utf-8"

    def read(self, text: str) -> tuple[list[str], list[dict[str, str]]]:
        reader = csv.DictReader(StringIO(text, newline=""), strict=True)
        headers = [header.strip() for header in reader.fieldnames or []]
        if unknown := [header for header in headers if header not in COLUMNS]:
            raise ValueError(f"Unknown column “{unknown[0]}”. The columns are: {', '.join(COLUMNS)}.")
        if len(set(headers)) < len(headers):
            raise ValueError("A column stands twice in the first row.")
        rows = []
        try:
            for record in reader:
                if None in record or None in record.values():
                    raise ValueError(f"Line {reader.line_num} has not as many cells as the first row.")
                rows.append({name.strip(): spreadsheets.plain(value) for name, value in record.items()})
        except csv.Error as error:
            raise ValueError(f"Line {reader.line_num} is no CSV: {error}.") from None
        return headers if "key" in headers else ["key", *headers], rows

    def export_data(self, dataset: Dataset, **kwargs: Any) -> str:
        out = StringIO(newline="")
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(dataset.headers)
        writer.writerows([spreadsheets.safe(value) for value in row] for row in dataset)
        return out.getvalue()


class RIS(TextFormat):
    """The tagged format of reference managers. Source: RIS Format Specifications, Thomson Reuters, 2011."""

    title, extension, content_type = "RIS", "ris", "application/x-research-info-systems; charset=utf-8"

    def read(self, text: str) -> tuple[list[str], list[dict[str, str]]]:
        _check_that_records_end(text)
        return BIBLIOGRAPHY, [self._row(record) for record in rispy.loads(text)]

    @staticmethod
    def _row(record: dict[str, Any]) -> dict[str, str]:
        first = _first_of(record)
        database, number = first("name_of_database").lower(), first("accession_number")
        is_pmid = (
            number.isascii() and number.isdigit() and (not database or "pubmed" in database or "medline" in database)
        )
        return {
            "key": _known_key(first("id")),
            "title": first("title", "primary_title"),
            "authors": _join_authors(record.get("authors") or record.get("first_authors") or []),
            "journal": first("secondary_title", "journal_name", "alternate_title3", "alternate_title1", "publisher"),
            "year": _year(first("year", "publication_year", "date")),
            "volume": _volume(first("volume"), first("number")),
            "pages": _pages(first("start_page"), first("end_page")),
            "doi": _bare_doi(first("doi")),
            "pmid": number if is_pmid else "",
        }

    def export_data(self, dataset: Dataset, **kwargs: Any) -> str:
        return rispy.dumps([self._record(row) for row in _rows(dataset)])

    @staticmethod
    def _record(row: dict[str, str]) -> dict[str, Any]:
        volume, number = _volume_and_issue(row["volume"])
        start, _, end = row["pages"].partition("-")
        record = {
            "type_of_reference": "JOUR", "id": row["key"], "authors": _split_authors(row["authors"]),
            "title": row["title"], "secondary_title": row["journal"], "year": row["year"], "volume": volume,
            "number": number, "start_page": start, "end_page": end, "doi": row["doi"],
            "accession_number": row["pmid"], "name_of_database": "PubMed" if row["pmid"] else "",
        }  # fmt: skip
        return {name: value for name, value in record.items() if value}


def _check_that_records_end(text: str) -> None:
    """A record without an end would be passed over in silence."""
    opened = 0
    for number, line in enumerate(text.splitlines(), 1):
        if re.match(r"TY  ?-", line):
            if opened:
                break
            opened = number
        elif re.match(r"ER  ?-", line):
            opened = 0
    if opened:
        raise ValueError(f"The record that begins at line {opened} has no end (a line “ER  - ”).")


@cache
def _latex_decoder() -> LatexDecodingMiddleware:
    """Made once, because it compiles the whole table of LaTeX's characters."""
    return LatexDecodingMiddleware()


def _latex(text: str) -> str:
    """Text in which LaTeX sees no commands; letters of all languages stay as they are."""
    return re.sub(r"([&%$#_])", r"\\\1", text)


class BibTeX(TextFormat):
    """The format of LaTeX and of many reference managers. Source: Patashnik O, BibTeXing, 1988."""

    title, extension, content_type = "BibTeX", "bib", "application/x-bibtex; charset=utf-8"

    def read(self, text: str) -> tuple[list[str], list[dict[str, str]]]:
        library = bibtexparser.parse_string(text, append_middleware=[_latex_decoder()])
        if library.failed_blocks:
            lines = ", ".join(str((block.start_line or 0) + 1) for block in library.failed_blocks)
            raise ValueError(f"The entries at these lines cannot be read or stand twice: {lines}.")
        return BIBLIOGRAPHY, [self._row(entry) for entry in library.entries]

    @staticmethod
    def _row(entry: Entry) -> dict[str, str]:
        fields = {name.lower(): re.sub(r"[{}]", "", str(field.value)) for name, field in entry.fields_dict.items()}
        first = _first_of(fields)
        author = entry.fields_dict.get("author")
        raw_authors = str(author.value) if author else ""
        return {
            "key": _known_key(entry.key),
            "title": first("title"),
            "authors": _join_authors(_split_entries(raw_authors)),
            "journal": first("journal", "journaltitle", "booktitle", "publisher", "institution"),
            "year": _year(first("year", "date")),
            "volume": _volume(first("volume"), first("number")),
            "pages": re.sub("--|–|—", "-", first("pages")),
            "doi": _bare_doi(first("doi")),
            "pmid": first("pmid"),
        }

    def export_data(self, dataset: Dataset, **kwargs: Any) -> str:
        library = bibtexparser.Library([self._entry(row) for row in _rows(dataset)])
        return bibtexparser.write_string(library)

    @staticmethod
    def _entry(row: dict[str, str]) -> Entry:
        volume, number = _volume_and_issue(row["volume"])
        authors = " and ".join(_braced(name) for name in _split_authors(row["authors"]))
        values = {
            "title": f"{{{_latex(row['title'])}}}", "author": _latex(authors),
            "journal": _latex(row["journal"]), "year": row["year"], "volume": volume, "number": number,
            "pages": row["pages"].replace("-", "--"), "doi": row["doi"], "pmid": row["pmid"],
        }  # fmt: skip
        return Entry("article", row["key"], [Field(name, value) for name, value in values.items() if value])


def _rows(dataset: Dataset) -> Iterator[dict[str, str]]:
    return ({name: str(row[name] or "") for name in BIBLIOGRAPHY} for row in dataset.dict)


def _first_of(record: dict[str, Any]) -> Callable[..., str]:
    """Reads the first of some fields that has a value."""

    def first(*names: str) -> str:
        for name in names:
            if value := record.get(name):
                return " ".join(str(value).split())
        return ""

    return first


def _known_key(text: str) -> str:
    """The key of a record, if it is of our form or a study has it; other programs make up keys of their own."""
    is_ours = re.fullmatch(r"[a-zA-Z][\w-]*-\d{4}[\w-]*", text) or Study.objects.filter(key=text).exists()
    return text if is_ours else ""


def _split_entries(authors: str) -> list[str]:
    """The authors of an entry. An “and” in braces belongs to the name of a body."""
    return [name.replace("{", "").replace("}", "") for name in re.split(r"\s+and\s+(?![^{}]*\})", authors)]


def _braced(name: str) -> str:
    return f"{{{name}}}" if "," not in name and " " in name else name


def _year(date: str) -> str:
    found = re.search(r"\d{4}", date)
    return found[0] if found else ""


def _volume(volume: str, issue: str) -> str:
    return volume + (f"({issue})" if issue else "")


def _volume_and_issue(text: str) -> tuple[str, str]:
    found = re.fullmatch(r"(.*?)\((.+)\)", text)
    return (found[1], found[2]) if found else (text, "")


def _pages(start: str, end: str) -> str:
    return f"{start}-{end}" if start and end and start != end else start


def _bare_doi(doi: str) -> str:
    return re.sub(r"^(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", "", doi, flags=re.IGNORECASE)


def _join_authors(authors: Iterable[str]) -> str:
    """“Doe, Jane Q.” becomes “Doe JQ”; a body such as the World Health Organization stays as it is."""
    return ", ".join(_short(name) for name in authors if name.strip())


def _short(name: str) -> str:
    family, comma, given = (part.strip() for part in name.strip("{} ").partition(","))
    if not comma or not given:
        return "et al." if family in {"others", "et al."} else family
    initials = given if given.isupper() and given.isalpha() else "".join(part[0] for part in re.findall(r"\w+", given))
    return f"{family} {initials.upper()}"


def _split_authors(authors: str) -> list[str]:
    """The way back: “Doe JQ” becomes “Doe, JQ”."""
    names = [name.strip() for name in authors.split(",") if name.strip()]
    return [re.sub(r"^(.+) ([A-Z]{1,4})$", r"\1, \2", name) for name in names]


class ChoiceWidget(widgets.CharWidget):
    """A value of a list of choices, by its code or by its label."""

    def __init__(self, choices: Iterable[tuple[str, str]]) -> None:
        super().__init__()
        self.codes = {text.lower(): code for code, label in choices for text in (code, str(label))}

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        text = str(value or "").strip()
        if text and text.lower() not in self.codes:
            raise ValidationError(f"“{text}” is none of: {', '.join(sorted(set(self.codes.values())))}.")
        return self.codes.get(text.lower(), "")


class YearWidget(widgets.CharWidget):
    """A year in digits."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> int:
        text = str(value).strip()
        if not (text.isascii() and text.isdigit() and len(text) == 4):
            raise ValidationError(f"“{text}” is no year of four digits.")
        return int(text)


class StudyKeyWidget(widgets.ForeignKeyWidget):
    """Another study by its key."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Study:
        study = Study.objects.filter(key=str(value).strip()).first()
        if study is None:
            raise ValidationError(f"There is no study with the key “{value}”.")
        return study


class StudyResource(WholeImportResource):
    """Rows of studies. A key that exists updates its study; an empty cell leaves what is there."""

    study_type = Column("study_type", "study_type", ChoiceWidget(Study.Type.choices))
    certainty = Column("certainty", "certainty", ChoiceWidget(Certainty.choices))
    confidence = Column("confidence", "confidence", ChoiceWidget(Study.Confidence.choices))
    notice = Column("notice", "notice", ChoiceWidget(Study.Notice.choices))
    year = Column("year", "year", YearWidget())
    superseded_by = Column("superseded_by", "superseded_by", StudyKeyWidget(Study, "key"))

    def __init__(self, *, may_publish: bool = True, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.may_publish = may_publish

    class Meta:
        model = Study
        fields = export_order = tuple(COLUMNS)
        import_id_fields = ("key",)
        clean_model_instances = True
        skip_unchanged = report_skipped = True
        store_row_values = True
        use_transactions = True

    def get_instance(self, instance_loader: Any, row: dict[str, Any]) -> Study | None:
        return Study.objects.filter(key=row["key"]).first() if row.get("key") else None

    def import_field(self, field: Column, instance: Study, row: dict[str, Any], *args: Any, **kwargs: Any) -> None:
        if str(row.get(field.column_name) or "").strip():
            if field.column_name in Study.NOTICE_FIELDS and not self.may_publish:
                raise ValidationError("A notice is public at once: only those who may publish studies record it.")
            super().import_field(field, instance, row, *args, **kwargs)

    def after_save_instance(self, instance: Study, row: dict[str, Any], **kwargs: Any) -> None:
        if not kwargs.get("dry_run"):
            ledger.keep_draft(instance, by=kwargs.get("user"))
