"""The long forms: `pytest -m faults tests/faults` runs them, any other call leaves them out."""

import pytest


def pytest_configure(config):
    config.addinivalue_line("markers", "faults: takes minutes; run by `make faults`")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config, items):
    if "faults" not in config.option.markexpr:
        left_out = [item for item in items if item.get_closest_marker("faults")]
        items[:] = [item for item in items if item not in left_out]
        config.hook.pytest_deselected(items=left_out)
