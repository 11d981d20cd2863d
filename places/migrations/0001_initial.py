
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='State',
            fields=[
                ('code', models.CharField(help_text='The postal code, such as TX.', max_length=2, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=60, unique=True)),
                ('fips', models.CharField(max_length=2, unique=True, verbose_name='FIPS code')),
                ('south', models.FloatField()),
                ('north', models.FloatField()),
                ('west', models.FloatField(help_text='Greater than the eastern edge where the box crosses the 180th meridian.')),
                ('east', models.FloatField()),
                ('neighbours', models.ManyToManyField(blank=True, to='places.state')),
            ],
            options={
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='Place',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('town', 'Town'), ('zip', 'ZIP code'), ('county', 'County'), ('state', 'State')], max_length=6)),
                ('name', models.CharField(help_text='Such as Austin, 78701, Travis County, Texas.', max_length=80)),
                ('folded', models.CharField(db_index=True, help_text='The name in plain small letters, as searches look for it.', max_length=80)),
                ('town', models.CharField(blank=True, help_text='The town of a ZIP code.', max_length=80)),
                ('county', models.CharField(blank=True, help_text='The county of a town or ZIP code.', max_length=80)),
                ('latitude', models.FloatField()),
                ('longitude', models.FloatField()),
                ('reach', models.FloatField(default=0, help_text='How far its farthest ZIP code is from its middle, in miles.')),
                ('weight', models.PositiveIntegerField(default=0, help_text='About how many people live there; larger places of the same name come first.')),
                ('state', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='places', to='places.state')),
            ],
            options={
                'ordering': ['-weight', 'name', 'state'],
                'constraints': [models.UniqueConstraint(fields=('kind', 'folded', 'state', 'county'), name='one_place_of_a_name'), models.CheckConstraint(condition=models.Q(('latitude__range', (-90, 90)), ('longitude__range', (-180, 180))), name='place_is_on_the_earth')],
            },
        ),
    ]
