import pytest

# Their assertions say as much when they fail as those of the tests that call them.
pytest.register_assert_rewrite("tests.therapists.index", "tests.therapists.tables", "tests.therapists.verdicts")
