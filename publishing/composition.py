"""What a page is made of before it becomes an edition, and what stands in its way."""

from dataclasses import dataclass, field
from typing import Any

from django.db import models


@dataclass(frozen=True)
class Problem:
    """Something an editor should know before publishing. An error blocks; a warning does not."""

    message: str
    blocks: bool = True


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
