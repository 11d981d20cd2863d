"""What somebody sees on a page."""

from bs4 import BeautifulSoup
from django.http import HttpResponse


def words_of(response: HttpResponse, part: str = "body") -> str:
    """The words of a part of a page, every gap one space. `part` is a CSS selector."""
    found = BeautifulSoup(response.content, "html.parser").select(part)
    return " ".join(" ".join(element.get_text(" ").split()) for element in found)


def buttons_of(response: HttpResponse) -> list[str]:
    """What the buttons of the page's own part say, those among them that are links included."""
    found = BeautifulSoup(response.content, "html.parser").select("#content button, #content a.button")
    return [" ".join(button.get_text(" ").split()) for button in found]
