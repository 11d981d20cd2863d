"""The table of contributors gets its name in the app `editorial`; no row is touched."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [('articles', '0001_initial')]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.AlterModelTable(name='contributor', table='editorial_contributor')],
        ),
    ]
