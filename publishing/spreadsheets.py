"""Text on its way into and out of a spreadsheet, which would take some of it for a formula."""

from typing import Any

#: What Excel, LibreOffice and Google Sheets take for the beginning of a formula. Source: OWASP, CSV Injection.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def safe(value: Any) -> str:
    """A value as text that no spreadsheet runs: an apostrophe goes before what could be a formula.

    One more goes before text that has such an apostrophe already, so that there is one way back.
    """
    text = "" if value is None else str(value)
    return f"'{text}" if text.lstrip("'").startswith(_FORMULA_STARTS) else text


def plain(text: str) -> str:
    """The text as it was before `safe`."""
    return text[1:] if text.startswith("'") and text.lstrip("'").startswith(_FORMULA_STARTS) else text
