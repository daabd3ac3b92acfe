"""The departments that `make bench` measures with: they open, and their sums hold but where a digit was changed."""

from analysis import open_data, run_checks
from tools.generate_data import main as generate


def test_generated_departments_open_and_break_only_where_a_total_was_changed(tmp_path):
    generate(tmp_path / "data", departments=3, years=2)
    data = open_data(data_dir=tmp_path / "data")
    checks = run_checks(data)
    assert len(data.reports) == 6
    assert (data.figures.groupby(["department", "report_year"], observed=True).size() > 350).all()
    assert checks["verdict"].eq("exact").sum() > 1000
    wrong = checks[checks["verdict"].eq("mismatch")]
    assert set(wrong["rule"]) <= {"sum-of-parts", "share-total", "percent"}, wrong
    assert set(wrong["difference"].abs().loc[wrong["rule"].eq("sum-of-parts")]) <= {70_000}
