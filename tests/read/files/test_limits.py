"""What takes too long or too much memory ends in a sentence, and the limits end with it."""

import resource
import signal
import time

import pytest

from analysis.errors import UserError
from analysis.read.files import limits


def test_what_takes_too_long_is_stopped_and_named(monkeypatch):
    monkeypatch.setattr(limits, "SECONDS", 0.05)
    before = time.monotonic()
    with (
        pytest.raises(UserError, match=r"'a\.txt' could not be read within 0\.05 seconds"),
        limits.bounded("a.txt", "en"),
    ):
        time.sleep(5)
    assert time.monotonic() - before < 2
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)


def test_a_library_that_catches_all_errors_does_not_catch_the_time(monkeypatch):
    monkeypatch.setattr(limits, "SECONDS", 0.05)

    def read():
        try:
            time.sleep(5)
        except Exception:  # as read_docx does
            time.sleep(5)

    with pytest.raises(UserError), limits.bounded("a.txt", "en"):
        read()


def test_what_takes_too_much_memory_is_stopped_and_the_limit_lifted():
    before = resource.getrlimit(resource.RLIMIT_DATA)
    with pytest.raises(UserError, match="1000 MB"), limits.bounded("a.txt", "en"):
        bytearray(2 * limits.MEMORY_BYTES)
    assert resource.getrlimit(resource.RLIMIT_DATA) == before
    assert len(bytearray(limits.MEMORY_BYTES)) == limits.MEMORY_BYTES


def test_what_stays_within_the_limits_is_not_touched():
    with limits.bounded("a.txt", "en"):
        result = sum(range(1000))
    assert result == 499_500
