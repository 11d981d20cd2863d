"""The list of claims that the site starts with, against real sentences."""

from collections.abc import Callable

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backpain.content_files.filing import load_claims
from evidence import claims
from evidence.models import Claim
from tests import factories
from tests.evidence.test_claims import names

pytestmark = pytest.mark.django_db

#: Sentences that say what may not be said, and the claim that each makes.
MADE = [
    ("Massage cures back pain.", "Cures or ends back pain"),
    ("Regular sessions can eliminate your sciatica for good.", "Cures or ends back pain"),
    ("Say goodbye to stiffness: massage heals backache at its root.", "Cures or ends back pain"),
    ("Finally, a treatment that ends chronic pain.", "Cures or ends back pain"),
    ("Live pain-free for the rest of your life.", "Cures or ends back pain"),
    ("Massage is an effective treatment for lower back pain.", "Proven or effective for back pain"),
    ("For back pain, massage is highly effective.", "Proven or effective for back pain"),
    ("Our massage is proven to help sciatica.", "Proven or effective for back pain"),
    ("Deep tissue massage brings significant relief.", "Proven or effective for back pain"),
    ("Massage brings long-lasting relief.", "Lasting benefit"),
    ("You will feel permanent improvement after six sessions.", "Lasting benefit"),
    ("It offers long-term benefits for people with back pain.", "Lasting benefit"),
    ("Enjoy relief that lasts.", "Lasting benefit"),
    ("Your muscles heal faster after a massage.", "Heals faster or calms inflammation"),
    ("Massage speeds up recovery.", "Heals faster or calms inflammation"),
    ("Kneading promotes healing of torn muscle fibers.", "Heals faster or calms inflammation"),
    ("It reduces inflammation in the muscles.", "Heals faster or calms inflammation"),
    ("Massage flushes out toxins.", "Flushes toxins"),
    ("A good session helps your body release built-up toxins.", "Flushes toxins"),
    ("Our detox massage leaves you glowing.", "Flushes toxins"),
    ("It clears toxic substances from tired muscles.", "Flushes toxins"),
    ("Drink plenty of water afterward.", "Needs much water"),
    ("After a massage, drink lots of extra water.", "Needs much water"),
    ("Massage improves circulation.", "Improves circulation or removes waste"),
    ("Firm strokes boost blood flow to the muscles.", "Improves circulation or removes waste"),
    ("It removes metabolic waste from the tissue.", "Improves circulation or removes waste"),
    ("Strokes toward the heart clear lactic acid.", "Improves circulation or removes waste"),
    ("Massage releases endorphins, the body’s own painkillers.", "Releases endorphins or lowers cortisol"),
    ("It boosts serotonin.", "Releases endorphins or lowers cortisol"),
    ("Touch lowers the stress hormone cortisol.", "Releases endorphins or lowers cortisol"),
    ("Massage corrects your posture.", "Fixes posture, alignment or imbalances"),
    ("The therapist fixes muscular imbalances.", "Fixes posture, alignment or imbalances"),
    ("A massage realigns the spine.", "Fixes posture, alignment or imbalances"),
    ("Your pelvis slips back into place.", "Fixes posture, alignment or imbalances"),
    ("The thumb breaks up knots.", "Breaks up knots, adhesions or scar tissue"),
    ("Deep strokes break down scar tissue.", "Breaks up knots, adhesions or scar tissue"),
    ("Heat melts away muscle knots.", "Breaks up knots, adhesions or scar tissue"),
    ("We dissolve adhesions with slow pressure.", "Breaks up knots, adhesions or scar tissue"),
    ("Regular massage prevents back pain.", "Prevents the next episode"),
    ("A monthly session prevents injuries.", "Prevents the next episode"),
    ("Weekly visits keep the pain away.", "Prevents the next episode"),
    ("Massage treats sciatica.", "Treats sciatica or a herniated disc"),
    ("It heals herniated discs.", "Treats sciatica or a herniated disc"),
    ("Massage takes pressure off the disc.", "Treats sciatica or a herniated disc"),
    ("Our technique decompresses the sciatic nerve.", "Treats sciatica or a herniated disc"),
    ("Massage relieves the pressure on your nerves.", "Treats sciatica or a herniated disc"),
    ("Sports massage improves performance.", "Improves performance in sport"),
    ("It increases your strength and speed.", "Improves performance in sport"),
    ("Shiatsu restores the flow of energy.", "Restores the flow of energy"),
    ("Pressing these points unblocks your qi.", "Restores the flow of energy"),
    ("Massage is completely safe.", "Safe for everyone"),
    ("It is safe for everyone.", "Safe for everyone"),
    ("A massage carries no risk.", "Safe for everyone"),
    ("Hot stones work without any side effects.", "Safe for everyone"),
    ("A gentle, risk-free treatment.", "Safe for everyone"),
    ("A review in Pain Medicine found deep tissue massage promising.", "A review found deep tissue massage promising"),
    # A denial of something else, or of nothing.
    ("Massage does not hurt, and it flushes toxins.", "Flushes toxins"),
    ("It not only relaxes you, it flushes toxins.", "Flushes toxins"),
    ("Massage not only relaxes you but also flushes toxins.", "Flushes toxins"),
    ("No pain: massage flushes toxins.", "Flushes toxins"),
    ("No pills, no needles, just hands that flush out toxins.", "Flushes toxins"),
    ("Nobody can deny that massage heals discs.", "Treats sciatica or a herniated disc"),
    ("There is no doubt that massage heals discs.", "Treats sciatica or a herniated disc"),
    ("You can’t deny that massage flushes toxins.", "Flushes toxins"),
    ("It is not magic but it breaks up knots.", "Breaks up knots, adhesions or scar tissue"),
    ("It isn't magic, but it breaks up knots.", "Breaks up knots, adhesions or scar tissue"),
    ("Although it is not a cure, massage flushes toxins.", "Flushes toxins"),
    ("It does not hurt. It flushes toxins.", "Flushes toxins"),
    ("Massage never hurts because it releases endorphins.", "Releases endorphins or lowers cortisol"),
    ("Don’t wait: massage heals your discs.", "Treats sciatica or a herniated disc"),
    ("Do not miss out on massage that flushes toxins.", "Flushes toxins"),
    ("Why not try massage, which flushes toxins?", "Flushes toxins"),
    ("Did you know that massage flushes toxins?", "Flushes toxins"),
    ("We claim that massage flushes toxins.", "Flushes toxins"),
    ("Massage flushes toxins, and that is not a myth.", "Flushes toxins"),
    ("It is no myth that massage flushes toxins.", "Flushes toxins"),
    ("It is true: massage flushes toxins, not just tension.", "Flushes toxins"),
    ("Massage flushes toxins, no matter what you have heard.", "Flushes toxins"),
    # Spelling, marks and other dress.
    ("Massage flushes toxins without hurting you.", "Flushes toxins"),
    ("Massage can never fail to flush out toxins.", "Flushes toxins"),
    ("MASSAGE FLUSHES TOXINS!", "Flushes toxins"),
    ("massage flushes toxins", "Flushes toxins"),
    ("“Massage flushes toxins.”", "Flushes toxins"),
    ("Massage flushes your body's toxins.", "Flushes toxins"),
    ("Massage flushes your body’s toxins.", "Flushes toxins"),
    ("Massage flushes (and removes) toxins.", "Flushes toxins"),
    ("Massage, it’s said by experts, flushes toxins.", "Flushes toxins"),
    ("Massage flushes toxins.[@doe-2020]", "Flushes toxins"),
    ("Flush out toxins – feel reborn!", "Flushes toxins"),
    # Turns of phrase that only look like a denial, a question or a warning.
    ("We promise that massage flushes toxins.", "Flushes toxins"),
    ("It is a good idea to flush out toxins with a massage.", "Flushes toxins"),
    ("There is no better way to flush out toxins.", "Flushes toxins"),
    ("Nothing flushes toxins like a good massage.", "Flushes toxins"),
    ("Walk away from pain with a massage that heals discs.", "Treats sciatica or a herniated disc"),
    ("It doesn’t just relax you and flush toxins.", "Flushes toxins"),
    ("Without surgery you can heal your disc.", "Treats sciatica or a herniated disc"),
    ("It has never been easier to flush toxins.", "Flushes toxins"),
    ("Are you ready to flush out toxins?", "Flushes toxins"),
    ("Isn’t it time to flush out toxins?", "Flushes toxins"),
    ("Massage is said to flush toxins.", "Flushes toxins"),
    ("A promising massage flushes toxins.", "Flushes toxins"),
    ("In no time your body flushes toxins.", "Flushes toxins"),
    ("You won’t believe how massage heals discs.", "Treats sciatica or a herniated disc"),
    ("There are no risks.", "Safe for everyone"),
    ("A massage has no side effects.", "Safe for everyone"),
    ("It works without risk.", "Safe for everyone"),
]

#: Sentences that an editor has to be able to write.
LET_PASS = [
    "Massage does not flush toxins.",
    "Massage doesn't flush toxins.",
    "Massage doesn’t flush toxins.",
    "MASSAGE DOES NOT FLUSH TOXINS.",
    "It has not been shown to treat sciatica or take pressure off a disc.",
    "Claims that massage heals tissue faster or clears toxins are not supported.",
    "The claim that massage flushes toxins has never been tested.",
    "The idea that massage releases endorphins is unproven.",
    "Does massage flush toxins?",
    "Is massage completely safe?",
    "Can massage treat sciatica?",
    "“Does massage heal a disc?”",
    "Myth 1: Massage flushes out toxins",
    "Myth: massage breaks up knots.",
    "In its tradition, pressure restores the flow of energy.",
    "In this tradition, pressing a point is said to unblock qi.",
    "Massage isn’t a cure for back pain.",
    "Massage is no cure for back pain.",
    "Massage never cures back pain.",
    "Massage cannot realign your spine.",
    "It neither fixes your posture nor breaks up knots.",
    "It does not fix posture, nor does it break up knots.",
    "Massage does not fix posture, break up knots or flush out toxins.",
    "It may ease pain for a short time, without healing the disc.",
    "There is no evidence that massage flushes toxins.",
    "There is little evidence that massage lowers cortisol.",
    "No study shows that massage heals a herniated disc.",
    "No trial has found that massage prevents back pain.",
    "It has not been proven to speed up healing.",
    "Massage is not known to improve circulation.",
    "Nobody has shown that massage breaks up adhesions.",
    "Nothing shows that hot stones release toxins.",
    "None of these studies found that massage lowers cortisol.",
    "Studies have failed to show that massage improves performance.",
    "It is a myth that massage flushes out toxins.",
    "That massage flushes toxins is a myth.",
    "That massage improves blood flow is not supported by measurements.",
    "Whether massage releases endorphins is not known.",
    "It is unclear whether massage reduces inflammation.",
    "We do not know whether massage prevents the next episode.",
    "Whether it lowers cortisol remains unclear.",
    "Be wary of anyone who promises to cure your back pain.",
    "Walk away from a therapist who says that massage will heal your disc.",
    "Beware of claims that massage flushes toxins.",
    "You may have heard that massage releases toxins.",
    "People often say that massage breaks up knots.",
    "Some therapists claim that massage realigns the spine.",
    "A massage is unlikely to prevent the next episode.",
    "It is not true that you have to drink plenty of water.",
    "You do not need to drink extra water.",
    "There is no need to drink lots of water afterward.",
    "Massage is not completely safe.",
    "Massage is generally safe, but not free of risk.",
    "No massage is safe for everyone.",
    "Massage is not risk-free.",
    "A review of 29 studies did not find that sports massage improves performance.",
    "Sports massage had no effect on performance.",
    "The idea that shiatsu restores the flow of energy is a tradition, not physiology.",
    "A treatment that promises lasting relief promises too much.",
    "We found no study of long-term benefits.",
    "Benefits, when they occur, are mostly short term.",
    "It may ease low back pain for a short time; how much, and for how long, is uncertain.",
    "Massage warms the skin.",
    "Drink if you are thirsty.",
    "How massage eases pain is not known.",
    "It may slightly reduce soreness after exercise.",
    "No review in Pain Medicine that found deep tissue massage promising could be found.",
    "The belief that knots can be broken up is false.",
    "It is wrong to say that massage heals discs.",
    "It would be wrong to promise that massage prevents injuries.",
    "Massage is often said to improve circulation, but measurements do not show it.",
    "Massage does not heal a disc, and it does not take pressure off a nerve.",
    "Exercise, rather than massage, helps to prevent the next episode.",
    "A massage will not put your spine back into place.",
    "A massage won't put your spine back into place.",
    "No hands can put a disc back in place.",
    "The story that toxins are flushed out has no basis.",
    "Measurements of blood flow contradict the claim that massage improves circulation.",
    "Do you need to drink lots of water after a massage?",
    "Do not believe that massage heals discs.",
    "Don’t believe anyone who says that massage heals discs.",
    "Massage is said to flush toxins, but nobody has shown it.",
    "Massage is thought to lower cortisol, although studies disagree and the effect is not clear.",
    "A massage flushes no toxins.",
    "Pressure heals neither discs nor sciatica.",
    "Massage is not without any risk.",
    "No massage is without side effects.",
    "People who have no risk factors can still be hurt.",
    "Promises of permanent relief are a reason to go elsewhere.",
    "The notion that massage releases toxins is old.",
    "Does massage improve circulation or blood flow?",
    "Nothing we found shows that massage lowers cortisol.",
    "Massage is no treatment for sciatica.",
    "Massage should not replace care that treats sciatica.",
    "No therapist can realign your spine.",
    "The trial could not tell whether massage prevents the next episode.",
    "How long relief lasts is uncertain.",
    "Ask your clinician first if you have sciatica.",
    "A similar story says massage lowers cortisol, a stress hormone.",
]


@pytest.fixture(scope="module", autouse=True)
def the_list(module_db: None) -> None:
    """The claims that the site starts with."""
    load_claims(settings.CONTENT_DIR)


@pytest.mark.parametrize(("sentence", "claim"), MADE)
def test_a_sentence_that_makes_a_claim_is_found(sentence: str, claim: str) -> None:
    assert claim in names(sentence)


@pytest.mark.parametrize("sentence", LET_PASS)
def test_a_sentence_that_denies_asks_or_reports_is_let_pass(sentence: str) -> None:
    assert names(sentence) == []


def test_every_claim_of_the_list_has_sentences_here_that_make_it() -> None:
    assert {claim for _, claim in MADE} == set(Claim.objects.values_list("name", flat=True))


@pytest.mark.parametrize(("sentence", "claim"), MADE[:56])
@pytest.mark.parametrize("change", [str.upper, lambda sentence: f"Rest helps. {sentence} Sleep helps too."])
def test_neither_capital_letters_nor_neighbors_hide_a_claim(
    change: Callable[[str], str], sentence: str, claim: str
) -> None:
    assert claim in names(change(sentence))


# Lists


@pytest.mark.parametrize(
    "lead",
    [
        "Massage does not:", "It has not been shown to:", "Massage can’t:", "There is no evidence that it can:",
        "Massage will never:",
    ],
)  # fmt: skip
def test_the_items_of_a_list_are_denied_by_the_line_above_it(lead: str) -> None:
    assert names(f"{lead}\nTreat sciatica\nflush out toxins.\nRealign the spine") == []


@pytest.mark.parametrize("lead", ["Massage can:", "What it does:", "Our massage will:"])
def test_the_items_of_a_list_are_claims_below_a_line_that_denies_nothing(lead: str) -> None:
    assert names(f"{lead}\nTreat sciatica\nflush out toxins.") == [
        "Treats sciatica or a herniated disc",
        "Flushes toxins",
    ]


def test_the_items_of_a_list_are_denied_by_their_heading() -> None:
    assert names("What massage cannot do\nTreat sciatica\nA cure for back pain", "What massage cannot do") == []
    assert names("Common myths\nMassage heals discs.\nKnots can be broken up", "Common myths") == []


def test_a_denying_heading_does_not_deny_a_whole_sentence() -> None:
    heading = "When not to have a massage"
    assert names(f"{heading}\nMassage flushes toxins.", heading) == ["Flushes toxins"]
    long = "Massage after massage, the hands of a good therapist flush out all the toxins of a long week."
    assert names(f"{heading}\n{long}", heading) == ["Flushes toxins"]


def test_the_next_heading_ends_a_denial() -> None:
    text = "Myths\nMassage heals discs.\nThe truth\nMassage heals discs."
    found = claims.find(text, headings=["Myths", "The truth"])
    assert [one.heading for one in found] == ["The truth"]


def test_a_heading_that_asks_does_not_excuse_the_answer() -> None:
    heading = "Does massage heal a disc?"
    assert names(f"{heading}\nYes, massage heals discs.", heading) == ["Treats sciatica or a herniated disc"]
    assert names(f"{heading}\nNo. It does not heal discs.", heading) == []


def test_a_text_of_any_length_is_read_with_one_query() -> None:
    for _ in range(30):
        factories.make_claim()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert claims.find("Massage flushes toxins. It heals discs.\n" * 50)
    assert len(queries) == 1
