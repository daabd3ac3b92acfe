import pytest

from analysis.dataset import open_data
from tests.datasets import make_year_cases


@pytest.fixture(scope="session")
def year_cases(tmp_path_factory):
    """All reports of the year cases: 北塔区总工会 2019 to 2022 and the 教育局 2021 and 2022."""
    return open_data(data_dir=make_year_cases(tmp_path_factory.mktemp("years")))
