"""What a therapist's records still need before staff may list them."""

import re
from dataclasses import dataclass

from evidence import claims
from therapists import licensing
from therapists.models import Practice, Therapist

#: Words that have no place in a listing of health professionals. Whole words, in small letters.
_REFUSED = re.compile(
    r"\b(?:sensual|erotic|nuru|tantric|tantra|happy ending|body rub|fbsm|full service|escort|exotic|sexy|nude|"
    r"four hands|lingam|yoni)\b",
    re.IGNORECASE,
)


#: Fields that visitors read as somebody wrote them.
THERAPIST_TEXTS = ("display_name", "text", "back_pain_experience", "back_pain_training", "pregnancy_course")
PRACTICE_TEXTS = ("name", "insurance_words", "parking", "transit")


@dataclass(frozen=True)
class Item:
    """One line of the checklist. Some lines are advice; the others have to be met."""

    is_met: bool
    words: str
    is_needed: bool = True


def checklist(therapist: Therapist) -> list[Item]:
    """What has to be there, and what would be good to have, in the order in which staff work."""
    practices = list(therapist.practices.select_related("state__state"))
    items = [Item(bool(practices), "At least one practice")]
    for practice in practices:
        problem = licensing.not_placed(practice)
        items.append(Item(not problem, problem or f"{practice} is on the map"))
        contact = practice.phone or practice.website or practice.booking_url
        items.append(Item(bool(contact), f"{practice} can be reached: phone, website or booking page"))
    items += [_credential(practice) for practice in practices]
    items += [Item(False, problem) for problem in problems_of_texts(therapist)]
    items.append(Item(therapist.portrait_id is not None, "A portrait", is_needed=False))
    items.append(Item(bool(therapist.languages), "Languages", is_needed=False))
    items.append(Item(therapist.techniques.exists(), "Techniques", is_needed=False))
    return items


def missing(therapist: Therapist) -> list[str]:
    """What has to be there and is not, in words."""
    return [f"Missing: {item.words}" for item in checklist(therapist) if item.is_needed and not item.is_met]


def _credential(practice: Practice) -> Item:
    verdict = licensing.judge_credential(practice)
    return Item(verdict.may_be_listed, f"{practice}: {verdict.reason}")


def problems_of_texts(therapist: Therapist) -> list[str]:
    """What the texts of all of a therapist's records say and must not."""
    texts = [getattr(therapist, name) for name in THERAPIST_TEXTS]
    for row in therapist.practices.values_list(*PRACTICE_TEXTS):
        texts += row
    texts += therapist.practices.values_list("access_facts__detail", flat=True)
    return forbidden("\n".join(filter(None, texts)))


def forbidden(text: str) -> list[str]:
    """What no listing may say: promises that no study supports, and sexual wording. In words, for staff."""
    refused = [f"The text says “{match[0]}”, which no listing may." for match in _REFUSED.finditer(text)]
    return refused + [found.problem.message for found in claims.find(text) if found.problem.blocks]
