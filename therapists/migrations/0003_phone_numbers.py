
import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('therapists', '0002_hours_in_words'),
    ]

    operations = [
        migrations.AlterField(
            model_name='practice',
            name='phone',
            field=models.CharField(blank=True, max_length=30, validators=[django.core.validators.RegexValidator('(?i)^\\+?[0-9 ().-]{7,24}(?:(?:x|ext\\.?) ?[0-9]{1,6})?\\Z', 'Enter a phone number such as (512) 555-0101 or (512) 555-0101 ext. 12.')]),
        ),
    ]
