"""What a browser does with a page: read a form as it stands, and see the words that it shows."""

from bs4 import BeautifulSoup
from django.http import HttpResponse


def fields_of(response: HttpResponse, form: str) -> dict[str, list[str]]:
    """Everything that a browser would send if this form were submitted untouched. `form` is a CSS selector."""
    found = BeautifulSoup(response.content, "html.parser").select_one(form)
    assert found is not None, f"The page has no {form}."
    sent: dict[str, list[str]] = {}
    for field in found.select("input[name], select[name], textarea[name]"):
        name = str(field["name"])
        if field.name == "select":
            values = [str(option["value"]) for option in field.select("option[selected]")]
        elif field.name == "textarea":
            values = [field.get_text().removeprefix("\n").removeprefix("\r\n")]
        elif field.get("type") in {"checkbox", "radio"}:
            values = [str(field.get("value", "on"))] if field.has_attr("checked") else []
        elif field.get("type") == "submit":
            values = []
        else:
            values = [str(field.get("value", ""))]
        if values:
            sent.setdefault(name, []).extend(values)
    return sent


def words_of(response: HttpResponse, part: str = "body") -> str:
    """The words of a part of a page, each gap one space. `part` is a CSS selector."""
    found = BeautifulSoup(response.content, "html.parser").select(part)
    return " ".join(" ".join(element.get_text(" ").split()) for element in found)
