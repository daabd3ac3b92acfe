"""What a report is about, as a command, a folder and a manifest write it."""

import pytest

from analysis.publish.subject import Body, Group, read_span, read_subject, write_span
from analysis.publish.yearly.plan import Job


@pytest.mark.parametrize(
    ("text", "years", "written"),
    [
        ("2019", (2019,), "2019"),
        ("2017-2019", (2017, 2018, 2019), "2017-2019"),
        ("2019,2017", (2017, 2019), "2017,2019"),
        ("2017,2018", (2017, 2018), "2017-2018"),
        ("2015-2016,2016,2018-2019", (2015, 2016, 2018, 2019), "2015-2016,2018-2019"),
        ("2019-2019", (2019,), "2019"),
    ],
)
def test_years_are_read_and_written(text, years, written):
    assert read_span(text) == years
    assert write_span(years) == written
    assert read_span(written) == years


@pytest.mark.parametrize("text", ["", "x", "19", "2019-", "-2019", "2019-2017", "2019,,2018", "2017–2019", "２０１９"])
def test_other_texts_are_no_years(text):
    with pytest.raises(ValueError, match=r".*"):
        read_span(text)


@pytest.mark.parametrize(
    "subject", [Body("some-union", 2019), Group("some", (2019,)), Group("some", (2017, 2018, 2020))]
)
def test_subject_comes_back_from_its_manifest_and_from_its_folder(subject):
    assert read_subject(subject.parameters) == subject
    department, year = subject.folder
    assert Job(department, subject.year if isinstance(subject, Body) else year, "zh", "").subject == subject
