"""What a page is made of before it becomes an edition, and what stands in its way."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import models


@dataclass(frozen=True)
class Problem:
    """Something an editor should know before publishing: an error blocks, a warning does not.

    A warning that needs a reason lets a page through only with an editor's words for why it is right all the same.
    """

    message: str
    blocks: bool = True
    needs_reason: bool = False


@dataclass
class Composition:
    """A page as the working copy would have it: everything an edition stores and a public template shows."""

    title: str
    summary: str = ""
    html: str = ""
    text: str = ""
    contents: list[dict[str, Any]] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)
    mentions: list[models.Model] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    #: The name of the clinician who would be recorded as reviewer.
    reviewer: str = ""


#: Each reads a composed page before it is published and answers with what stands in its way. Apps add theirs when the
#: program starts, so that no kind of page can forget a check.
checks: list[Callable[[Composition], list[Problem]]] = []


def problems_of(composition: Composition) -> list[Problem]:
    """What the page itself and every check have to say."""
    return [*composition.problems, *(problem for check in checks for problem in check(composition))]
