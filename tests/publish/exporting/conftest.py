"""What tests of exports share: that of the project's own data, changed by none of them."""

from pathlib import Path

import pytest

from analysis.publish.exporting.export import export_data
from analysis.tables import DATA_FOLDER


@pytest.fixture(scope="session")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("exported") / "export"
    assert export_data(DATA_FOLDER, out, "en") == 15
    return out
