"""Many departments are checked in slices: what comes out is as if they had been checked at once."""

import pandas as pd

from analysis import open_data, run_checks
from analysis.check.slices import slice_bodies
from analysis.frames import concat_frames


def test_few_figures_are_checked_at_once() -> None:
    data = open_data()
    assert [*slice_bodies(data, len(data.figures))] == [data]


def test_bodies_checked_one_by_one_give_the_same_checks() -> None:
    data = open_data()
    slices = [*slice_bodies(data, 1)]
    bodies = [one.figures["department"].astype("str").unique().tolist() for one in slices]
    assert bodies == [[name] for name in sorted(data.figures["department"].unique())]
    pd.testing.assert_frame_equal(concat_frames([run_checks(one) for one in slices]), run_checks(data))


def test_no_row_of_any_table_is_lost_or_told_twice() -> None:
    data = open_data()
    slices = [*slice_bodies(data, 1_000)]
    assert 1 < len(slices) < data.reports["department"].nunique()
    for name in ("reports", "figures", "links", "coverage", "text_findings", "documents", "corrections"):
        assert sum(len(getattr(one, name)) for one in slices) == len(getattr(data, name))
