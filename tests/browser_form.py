"""A form as a browser would send it back: every field with the value that the page gave it."""

from typing import Any

from bs4 import BeautifulSoup
from django.http import HttpResponse


def fields_of(response: HttpResponse, form_id: str) -> dict[str, Any]:
    """The fields of the form with this id, each with the values that it was filled with."""
    soup = BeautifulSoup(response.content, "html.parser")
    form = soup.find("form", id=form_id)
    assert form is not None, f"There is no form {form_id}."
    fields: dict[str, list[str]] = {}
    for field in form.find_all(["input", "select", "textarea"]):
        name, kind = field.get("name"), field.get("type", "")
        if not name or field.has_attr("disabled") or kind in {"submit", "button", "file"}:
            continue
        if kind in {"checkbox", "radio"}:
            values = [field.get("value", "on")] if field.has_attr("checked") else []
        elif field.name == "select":
            values = [option.get("value", "") for option in field.select("option[selected]")]
        elif field.name == "textarea":
            values = [field.get_text().removeprefix("\n")]
        else:
            values = [field.get("value", "")]
        fields.setdefault(str(name), []).extend(str(value) for value in values)
    return {name: values for name, values in fields.items() if values}
