import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [('articles', '0002_contributors_move_out'), ('editorial', '0001_initial')]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name='article',
                    name='authors',
                    field=models.ManyToManyField(blank=True, related_name='+', to='editorial.contributor'),
                ),
                migrations.AlterField(
                    model_name='article',
                    name='medical_reviewer',
                    field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='editorial.contributor'),
                ),
                migrations.DeleteModel(name='Contributor'),
            ],
        ),
    ]
