"""What a user sees of a mistake: all of it, in order, once, and no traceback."""

from analysis.errors import Problem, PublishError, UserError

HERE = Problem("data/units.csv", 3, "kind", "gold", "'gold' is not allowed")
THERE = Problem("data/rules.csv", 0, "", "", "the file is empty")


def test_problem_reads_as_file_line_column_message() -> None:
    assert str(HERE) == "data/units.csv:3: kind: 'gold' is not allowed"


def test_problem_of_a_whole_file_has_no_line_or_column() -> None:
    assert str(THERE) == "data/rules.csv: the file is empty"


def test_error_lists_every_problem_once_in_the_order_of_the_files() -> None:
    error = UserError("refused", [HERE, THERE, HERE])
    assert str(error).splitlines() == ["refused", f"  {THERE}", f"  {HERE}"]
    assert error.problems == (THERE, HERE)


def test_jupyter_shows_the_message_instead_of_a_traceback() -> None:
    assert UserError("refused", [HERE])._render_traceback_() == [f"refused\n  {HERE}"]


def test_refused_input_and_failed_publishing_have_their_own_exit_codes() -> None:
    assert (UserError("").exit_code, PublishError("").exit_code) == (3, 4)
