from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('editorial', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='contributor',
            name='is_team',
            field=models.BooleanField(default=False, help_text='A group that signs together, not one person.', verbose_name='a team'),
        ),
    ]
