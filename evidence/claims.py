"""The claim check: whatever is published is read for what staff have listed as claims that may not be made.

A sentence that denies a claim, asks about it or names it as a claim is let pass. The rules for that are those of
ordinary sentences, not of language as a whole; `tests/evidence/test_claims.py` holds the sentences they were made for.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from evidence.models import Claim
from evidence.phrases import compile_all
from publishing.composition import Composition, Problem

_SENTENCE_END = re.compile(r"(?<=[.!?])[”’)\]]*\s+(?=[“‘(\[]*[A-Z0-9])")
_CITATION_MARK = re.compile(r"\[\d+\]|\[@[^\]]*\]")

#: Words that open a statement of their own after a comma, a colon or “and”: a denial before them does not reach past.
_SUBJECTS = (
    r"(?:it|this|these|they|we|you|he|she|massage|massages|the|a|an|our|your|my|their|deep|swedish|shiatsu|sports|hot|"
    r"most|many|some|each|every|regular|just|only|simply)\b"
)
_CLAUSE_END = re.compile(
    rf"\s*[;–—]\s*|[,:]\s+(?:and\s+|or\s+|so\s+)?(?={_SUBJECTS})|\s+and\s+(?={_SUBJECTS})|"
    r",?\s+(?:but|yet|although|though|while|whereas|because|instead)\s+",
    re.IGNORECASE,
)
#: What has the words of a denial and denies nothing.
_NOT_A_DENIAL = re.compile(
    r"(?:\bnot|n[’']t)\s+(?:only|just|merely|simply|surprising\w*|miss|wait|hesitate|worry|forget)\b|"
    r"\b(?:no|without)\s+(?:doubt|question|wonder|matter|time|better|other|faster|easier)\b|"
    r"\b(?:nobody|no one|not|cannot|can[’']t)\s+(?:can\s+)?(?:deny|doubt|question)\b|"
    r"(?:\bno|\bnot\s+an?|n[’']t\s+an?)\s+(?:myth|secret|coincidence|accident)\b|"
    r"(?:\bnever|\bnot|\bcannot|n[’']t)\s+fails?\s+to\b|\bnever\s+been\s+(?:easier|so)\b|\bwhy\s+not\b|"
    r"(?:\bhardly|\bwill not|\bwon[’']t|\bcan[’']t)\s+believe\b|^[“‘]?\w+n[’']t\s+(?:it|you|we)\b|"
    r"\bwithout\s+(?:surgery|drugs?|medication|medicines?|pills?|needles?|effort)\b|"
    # “Nothing flushes toxins like a massage.”
    r"\bnothing\s+(?!shows|proves|suggests|supports|indicates|in\b)(?=[^,;]*\b(?:like|better|faster)\b)",
    re.IGNORECASE,
)
_DENIAL = re.compile(
    r"\b(?:not|never|no|nor|neither|cannot|without|nobody|nothing|none|hardly|unlikely|false|untrue|unproven|"
    r"unsupported|unclear|unknown|uncertain|doubtful|little evidence|less than|rather than|instead of|fail(?:s|ed)? to|"
    r"(?:wrong|incorrect|mistaken|misleading) (?:to|that)|\w+n[’']t)\b",
    re.IGNORECASE,
)
#: The claim is named as one, or its teller is warned of.
_MENTION = re.compile(
    r"\b(?:myths?|(?:ideas?|beliefs?|notions?|story|stories) (?:that|of|behind|says?|goes)|beware|wary|careful with|"
    r"(?<!we )(?<!our )(?<!i )(?:claim(?:s|ed)?|promis(?:es?|ed|ing (?:to|that|you)))|"
    r"walk away from (?:an?|any|anyone|anybody|therapists|whoever|people|someone|somebody))\b",
    re.IGNORECASE,
)
#: Words that give the whole sentence to somebody else: a tradition, a myth, hearsay.
_ATTRIBUTION = re.compile(
    r"\bin (?:its|their|this|that|the) (?:own )?tradition\b|^\W*myth\b|"
    r"\b(?:you may (?:have )?(?:hear|heard|read)|(?:people|some|they) (?:may |often )?say)\b",
    re.IGNORECASE,
)
_DENIED_AFTERWARDS = re.compile(
    r"\b(?:is|are|was|were|has|have|remains?|does|do|did)(?:\s+(?:\w+\s+)?(?:not|never)|n[’']t)\s+(?:\w+\s+){0,2}?"
    r"(?:supported|true|shown|proven|proved|known|established|backed|correct|based|confirmed|tested|clear|stand|hold)\b|"
    r"\b(?:is|are|remains?|sounds?)\s+(?:only\s+|just\s+)?(?:an?\s+)?(?:unproven|unsupported|untested|false|wrong|untrue|"
    r"doubtful|uncertain|unclear|unknown|unlikely|myths?|belief)\b|\b(?:no|little)\s+(?:good\s+)?evidence\b",
    re.IGNORECASE,
)
#: “Massage is said to …, but nobody has shown it.”
_HEARSAY = re.compile(r"\b(?:said|thought|believed|claimed|supposed|reputed|held|meant) to\b", re.IGNORECASE)
_ASKED = re.compile(
    r"^[“‘]?(?!(?:do|did|are|would) you (?:know|want|wish|like|ready)\b)"
    r"(?:does|do|did|is|are|can|could|will|would|should|has|have)\b.*\?[”’]?$",
    re.IGNORECASE | re.DOTALL,
)
#: In a list below such words, a bare fragment such as “Treat sciatica.” is denied by them; below “Myths”, a short
#: sentence is too.
_DENYING_LEAD = re.compile(r"\b(?:not|never|cannot|no evidence)\b|n[’']t\b", re.IGNORECASE)
_LEAD_TO_MYTHS = re.compile(r"\bmyths?\b", re.IGNORECASE)
_BARE_BEGINNING = re.compile(r"\W*(?:(?:an?|the|any|to)\s+)?", re.IGNORECASE)
_LONGEST_FRAGMENT = 6


@dataclass(frozen=True)
class Found:
    """A claim that a text makes."""

    claim: Claim
    sentence: str
    words: str
    #: The heading that the sentence stands under, if it has one.
    heading: str = ""

    @property
    def problem(self) -> Problem:
        where = f"Under “{self.heading}”" if self.heading else "Near the top"
        instead = f" Say instead: {self.claim.say_instead}" if self.claim.say_instead else " Leave it out."
        blocks = self.claim.severity == Claim.Severity.ERROR
        message = f"{where}, “{_shortened(self.sentence, self.words)}” says “{self.words}”. {self.claim.why}{instead}"
        return Problem(message, blocks=blocks, needs_reason=not blocks)


def check_page(composition: Composition) -> list[Problem]:
    """What a page that is about to be published claims and may not."""
    headings = [str(heading["title"]) for heading in composition.contents]
    return [found.problem for found in find(composition.text, headings=headings)]


def find(text: str, *, headings: list[str] | None = None) -> list[Found]:
    """The claims that a text makes, a line a paragraph, each sentence once a claim. One query."""
    claims = [(claim, compile_all(claim.phrases)) for claim in Claim.objects.filter(is_active=True)]
    found = []
    for heading, lead, sentence in _sentences(text, headings or []):
        for claim, patterns in claims:
            for match in (match for pattern in patterns for match in pattern.finditer(sentence)):
                if not _is_let_pass(sentence, match, heading, lead):
                    found.append(Found(claim, sentence, match[0], heading))
                    break
    return found


def _sentences(text: str, headings: list[str]) -> Iterator[tuple[str, str, str]]:
    """Each sentence with the heading and the paragraph that it stands under."""
    ahead, heading, lead = list(headings), "", ""
    for line in text.splitlines():
        line = " ".join(_CITATION_MARK.sub("", line).split())
        if ahead and line == " ".join(ahead[0].split()):
            heading = lead = ahead.pop(0)
        for sentence in _SENTENCE_END.split(line):
            if sentence:
                yield heading, lead, sentence
        if line.endswith(":"):
            lead = line


def _is_let_pass(sentence: str, match: re.Match[str], heading: str, lead: str) -> bool:
    if _ASKED.search(sentence) or _ATTRIBUTION.search(sentence, 0, match.start()):
        return True
    if len(sentence.split()) <= _LONGEST_FRAGMENT and sentence != heading:
        is_bare = bool(_BARE_BEGINNING.fullmatch(sentence, 0, match.start()))
        if _LEAD_TO_MYTHS.search(lead) or (is_bare and _DENYING_LEAD.search(lead)):
            return True
    start, end = _clause_around(sentence, match)
    said = _NOT_A_DENIAL.sub(lambda denial: " " * len(denial[0]), sentence)
    before, gaps = said[start : match.start()], " ".join(gap or "" for gap in match.groups())
    if _DENIAL.search(before) or _DENIAL.search(gaps) or _MENTION.search(before):
        return True
    if _HEARSAY.search(before) and _DENIAL.search(said, match.end()):
        return True
    return bool(_DENIED_AFTERWARDS.search(said[match.end() : end]))


def _clause_around(sentence: str, match: re.Match[str]) -> tuple[int, int]:
    """Where the statement that makes the claim begins and ends."""
    start, end = 0, len(sentence)
    for boundary in _CLAUSE_END.finditer(sentence):
        if boundary.end() <= match.start():
            start = boundary.end()
        elif boundary.start() >= match.end():
            return start, boundary.start()
    return start, end


def _shortened(sentence: str, words: str) -> str:
    """Enough of a long sentence to find it by."""
    place = sentence.find(words)
    if len(sentence) <= 160:
        return sentence
    start, end = max(0, place - 60), place + len(words) + 60
    return ("…" if start else "") + sentence[start:end].strip() + ("…" if end < len(sentence) else "")
