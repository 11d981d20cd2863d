"""Opening hours as staff write them."""

from datetime import time

import pytest
from django.core.exceptions import ValidationError

from therapists import hours


def test_spans_are_read_in_their_order_with_every_day_between() -> None:
    found = hours.read("mon - Wed 09:00-13:00; Sat 9:30 – 14:00;")
    assert found == [
        hours.Span(("Monday", "Tuesday", "Wednesday"), time(9), time(13)),
        hours.Span(("Saturday",), time(9, 30), time(14)),
    ]
    assert [span.days_in_words for span in found] == ["Monday to Wednesday", "Saturday"]


def test_without_words_there_are_no_hours() -> None:
    assert hours.read(" ") == []


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("weekdays 9-5", "“weekdays 9-5” cannot be read. Write hours like this"),
        ("Mon 09:00-17:00; Fry 09:00-17:00", "“Fry 09:00-17:00” cannot be read"),
        ("Mon 09:00-24:00", "cannot be read"),
        ("Mon ٠٩:00-17:00", "cannot be read"),
        ("Sat-Mon 09:00-17:00", "a week runs from Mon to Sun"),
        ("Mon 17:00-09:00", "it has to close after it opens"),
        ("Mon 09:00-09:00", "it has to close after it opens"),
        ("Mon-Fri 09:00-12:00; Wed 11:00-15:00", "“Wed 11:00-15:00” overlaps hours that stand before it."),
    ],
)
def test_what_cannot_be_is_refused_with_the_part_that_is_wrong(words: str, message: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        hours.check(words)
    assert message in refusal.value.messages[0]
