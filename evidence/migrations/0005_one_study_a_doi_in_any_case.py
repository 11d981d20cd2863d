import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('evidence', '0004_study_columns_tightened'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='study',
            name='one_study_a_doi',
        ),
        migrations.AddConstraint(
            model_name='study',
            constraint=models.UniqueConstraint(django.db.models.functions.text.Lower('doi'), condition=models.Q(('doi', ''), _negated=True), name='one_study_a_doi', violation_error_message='There is already a study with this DOI.'),
        ),
    ]
