"""Loading content folders, and one in small to load."""

from io import StringIO
from pathlib import Path

from django.conf import settings
from django.core.management import call_command


def load(folder: Path = settings.CONTENT_DIR) -> str:
    said = StringIO()
    call_command("load_starter_content", folder, stdout=said)
    return said.getvalue()


#: A whole content folder in small.
SMALL = {
    "filing.yaml": "topics:\n- {key: safety, title: Safety, summary: Safe.}\nseries: []\n",
    "menus.yaml": "main: []\n",
    "pictures.yaml": "[]\n",
    "studies.csv": (
        "key,title,authors,journal,year,volume,pages,doi,pmid,study_type,design,population,countries,funding,conflicts,"
        "finding,certainty,certainty_words,confidence,opened_by,opened_on,notice,notice_words,superseded_by\n"
        "doe-2020,Backs,Doe J,Backs,2020,3(2),1-9,10.1000/x,,trial,,,,,,Little.,not-graded,,high,,,,,\n"
    ),
    "searches.csv": "key,searched_on,place,question,limits\nfirst,2026-11-01,PubMed,massage,\n",
    "jurisdictions.csv": (
        "code,regulation,letters,agency,lookup_url,explanation,check_every_days,source,source_on,confidence,notes\n"
        "TX,license,LMT,The board,,,90,The law,2026-08-31,high,\n"
    ),
    "claims.csv": (
        "name,severity,phrases,why,say_instead\nToxins,error,flush* ... toxin*,Nobody measured any.,\n"
        "Effective,warning,effective ... pain,The evidence is weak.,It may help a little.\n"
    ),
    "techniques/shiatsu.md": (
        "---\nname: Shiatsu\nslug: shiatsu\nstandfirst: Pressing.\npressure_least: 2\npressure_most: 4\n"
        "minutes_least: 45\nminutes_most: 90\nclothing: Loose.\nequipment: A mat.\nauthors:\n- team\n"
        "contraindications:\n- kind: absolute\n  what: A clot\n  reason: It can move.\n  source: Custom.\n---\n\n"
        "## What it is\n\nPressing.[@doe-2020]\n\n## What it feels like\n\nFirm.\n\n"
        "## What a session is like\n\nCalm.\n\n## Who it may suit\n\nSome.\n\n## What studies found\n\nLittle.\n"
    ),
    "conditions/sciatica.md": (
        "---\nname: Sciatica\nslug: sciatica\nstandfirst: Pain down a leg.\nauthors:\n- team\ncare_cards:\n"
        "- level: emergency\n  heading: 'Call 911 now if:'\n  body: You cannot feel your legs.\n---\n\n"
        "## What it is\n\nA nerve.\n\n## How it feels\n\nSharp.\n\n## Usual course\n\nWeeks.\n\n"
        "## What helps most\n\nMoving.\n\n## Where massage fits\n\nLater.\n\n## What to avoid\n\nBed.\n\n"
        "## What studies found\n\nLittle.[@doe-2020]\n"
    ),
    "evidence/both.md": (
        "---\ntitle: Shiatsu for sciatica\nslug: both\ntechnique: shiatsu\ncondition: sciatica\n"
        "conclusion: It may help a little.\nauthors:\n- team\nsearches:\n- first\nfindings:\n- study: doe-2020\n"
        "  outcome: pain\n  direction: better\n  size: A little.\n  certainty: not-graded\n---\n\nNobody knows.\n"
    ),
    "disclaimer.md": "---\ntitle: Disclaimer\nnotice: Not advice.\n---\n\nWords.\n",
    "contributors/team.md": "---\nname: Team\nslug: team\ninterests: None.\n---\n\nWords.\n",
    "pages/about.md": "---\ntitle: About\nslug: about\nstandfirst: Us.\n---\n\nWords.\n",
    "pages/privacy.md": "---\ntitle: Privacy\nslug: privacy\nstandfirst: You.\n---\n\nWords.\n",
    "articles/one.md": (
        "---\ntitle: One\nslug: one\nstandfirst: An article.\ntopic: safety\nauthors:\n- team\nkey_points:\n"
        "- A point.\n---\n\nWords.[@doe-2020]\n"
    ),
}


def write_small(folder: Path, **changed: str) -> Path:
    for name, text in (SMALL | changed).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return folder
