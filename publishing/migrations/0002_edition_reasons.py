from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('publishing', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='edition',
            name='reasons',
            field=models.JSONField(default=list, help_text="Why it was published in spite of a warning: each warning with the editor's reason."),
        ),
    ]
