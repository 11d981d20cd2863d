"""Contributors, moved here from the app `articles` with their rows, their editions and their permissions."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def take_over_content_type(apps, schema_editor):
    """Editions, drafts and permissions point to the content type, which keeps its number."""
    content_types = apps.get_model('contenttypes', 'ContentType').objects
    content_types.filter(app_label='articles', model='contributor').update(app_label='editorial')


def give_back_content_type(apps, schema_editor):
    content_types = apps.get_model('contenttypes', 'ContentType').objects
    content_types.filter(app_label='editorial', model='contributor').update(app_label='articles')


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('articles', '0002_contributors_move_out'),
        ('contenttypes', '0002_remove_content_type_name'),
        ('pictures', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name='Contributor',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('key', models.SlugField(editable=False, help_text='Permanent name, used by links. It never changes.', max_length=80, unique=True)),
                        ('fingerprint', models.CharField(default='', editable=False, max_length=64)),
                        ('changed_at', models.DateTimeField(editable=False, null=True)),
                        ('name', models.CharField(max_length=120)),
                        ('slug', models.SlugField(max_length=80, unique=True)),
                        ('credentials', models.CharField(blank=True, help_text='Degrees and licenses as they are written after the name.', max_length=200)),
                        ('interests', models.TextField(help_text='Whoever pays or paid this person, as far as it touches what they write.', verbose_name='statement of interests')),
                        ('biography', models.TextField(blank=True)),
                        ('account', models.OneToOneField(blank=True, help_text="The person's account for this admin, if there is one. Readers do not see it.", null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='contributor', to=settings.AUTH_USER_MODEL)),
                        ('changed_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('picture', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='pictures.picture')),
                    ],
                    options={
                        'ordering': ['name'],
                        'abstract': False,
                        'default_permissions': ('add', 'change', 'delete', 'view', 'publish'),
                    },
                ),
            ],
        ),
        migrations.RunPython(take_over_content_type, give_back_content_type),
    ]
