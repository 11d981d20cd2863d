"""What the ledger asks of each database, both halves side by side."""

from django.db.backends.base.base import BaseDatabaseWrapper

REFUSAL = "The ledger is append-only: editions are never changed or deleted."


def install_append_only(connection: BaseDatabaseWrapper, table: str) -> None:
    """Let the database itself refuse UPDATE, DELETE and TRUNCATE on a table. Safe to run again.

    It runs after every migration, because SQLite drops triggers when a migration rebuilds a table.
    """
    with connection.cursor() as cursor:
        for statement in _TRIGGERS[connection.vendor]:
            cursor.execute(statement.format(table=table, refusal=REFUSAL))


def remove_append_only(connection: BaseDatabaseWrapper, table: str) -> None:
    """Take the triggers away. Only the test suite does so, to empty its database between transactional tests."""
    with connection.cursor() as cursor:
        for statement in _REMOVALS[connection.vendor]:
            cursor.execute(statement.format(table=table))


def wait_for_turn(connection: BaseDatabaseWrapper, table: str) -> None:
    """Let one transaction at a time write to the ledger, so that two cannot take the same address or number.

    SQLite does so anyway: every transaction begins IMMEDIATE.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE")


_TRIGGERS = {
    "sqlite": [
        "CREATE TRIGGER IF NOT EXISTS {table}_no_update BEFORE UPDATE ON {table} "
        "BEGIN SELECT RAISE(ABORT, '{refusal}'); END",
        "CREATE TRIGGER IF NOT EXISTS {table}_no_delete BEFORE DELETE ON {table} "
        "BEGIN SELECT RAISE(ABORT, '{refusal}'); END",
    ],
    "postgresql": [
        "CREATE OR REPLACE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '{refusal}' USING ERRCODE = 'restrict_violation'; END $$",
        "CREATE OR REPLACE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION {table}_refuse()",
        "CREATE OR REPLACE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse()",
    ],
}
_REMOVALS = {
    "sqlite": ["DROP TRIGGER IF EXISTS {table}_no_update", "DROP TRIGGER IF EXISTS {table}_no_delete"],
    "postgresql": [
        "DROP TRIGGER IF EXISTS {table}_no_change ON {table}",
        "DROP TRIGGER IF EXISTS {table}_no_truncate ON {table}",
    ],
}
