"""Form fields by which editors name pages of the site."""

from collections.abc import Iterator
from typing import Any

from django import forms

from articles.models import MenuItem, SeeAlso
from publishing import addresses

MOST_SEE_ALSO = 4


def page_choices() -> Iterator[tuple[str, Any]]:
    """Every page of the site by permanent name, grouped by kind, and the choice of none."""
    yield "", "–"
    yield from addresses.every_page()


class PageChoiceField(forms.ChoiceField):
    """One page of the site, kept by its permanent name."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=page_choices, **kwargs)


class PagesWidget(forms.MultiWidget):
    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        widgets = [forms.Select(attrs={"aria-label": f"Page {number}"}) for number in range(1, MOST_SEE_ALSO + 1)]
        super().__init__(widgets, attrs)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        choices = list(page_choices())
        for select in self.widgets:
            select.choices = choices  # type: ignore[attr-defined]  # they are Selects
        return super().get_context(name, value, attrs)

    def decompress(self, value: list[str] | None) -> list[str]:
        pages = list(value or [])
        return pages + [""] * (MOST_SEE_ALSO - len(pages))


class PagesField(forms.MultiValueField):
    """Up to four pages of the site, in order."""

    widget = PagesWidget

    def __init__(self, **kwargs: Any) -> None:
        fields = [PageChoiceField(required=False) for _ in range(MOST_SEE_ALSO)]
        super().__init__(fields=fields, require_all_fields=False, **kwargs)

    def compress(self, data_list: list[str]) -> list[str]:
        return list(dict.fromkeys(page for page in data_list if page))


class SeeAlsoForm(forms.ModelForm):
    pages = PagesField(label="Pages", error_messages={"required": "Choose at least one page."})

    class Meta:
        model = SeeAlso
        fields = ("heading", "pages", "region", "ordering")


class MenuItemForm(forms.ModelForm):
    page = PageChoiceField(required=False, help_text="It is left out of the menu while it is not live.")

    class Meta:
        model = MenuItem
        fields = ("place", "label", "page", "fixed_path", "position")
