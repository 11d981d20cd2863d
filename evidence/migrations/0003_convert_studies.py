"""Free text becomes fields: the type of a study, its certainty, its volume and its pages."""

from django.db import migrations

#: In this order, because “systematic review of case reports” is about case reports.
TYPES = [
    ('guideline', 'guideline'),
    ('overview', 'overview'),
    ('umbrella', 'overview'),
    ('evidence map', 'overview'),
    ('case report', 'case-reports'),
    ('systematic', 'systematic-review'),
    ('meta-analysis', 'systematic-review'),
    ('review', 'narrative-review'),
    ('trial', 'trial'),
    ('cohort', 'cohort'),
    ('survey', 'survey'),
    ('experiment', 'experiment'),
    ('before-after', 'experiment'),
    ('consensus', 'consensus'),
]


def to_fields(apps, schema_editor):
    for study in apps.get_model('evidence', 'Study').objects.all():
        study.design = study.study_type
        study.study_type = next((code for word, code in TYPES if word in study.design.lower()), '')
        study.certainty_words, study.certainty = study.certainty, 'not-graded'
        volume, colon, pages = study.volume_pages.rpartition(':')
        study.volume, study.pages = (volume, pages[:40]) if colon else (study.volume_pages, '')
        study.save()


def to_text(apps, schema_editor):
    for study in apps.get_model('evidence', 'Study').objects.all():
        study.study_type = study.design or study.study_type
        study.certainty = study.certainty_words or study.certainty
        study.volume_pages = f'{study.volume}:{study.pages}' if study.pages else study.volume
        study.save()


class Migration(migrations.Migration):

    dependencies = [('evidence', '0002_study_pages')]

    operations = [migrations.RunPython(to_fields, to_text)]
