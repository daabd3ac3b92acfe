"""kill -9 of a yearly run, of its warm process and of one that makes a report or runs a notebook, at random moments."""

import random
import subprocess
import sys
import time
from contextlib import suppress

import psutil

from analysis.publish.evidence import manifest, verifier
from analysis.publish.evidence.manifest import find_damage
from analysis.publish.yearly.plan import plan_jobs
from tests.helpers import edit

VICTIMS = ("run", "warm", "report")
RUN = """
import sys
from datetime import date
from pathlib import Path
from analysis.publish.yearly.run import run_all
sys.exit(run_all("en", Path(sys.argv[1]), Path(sys.argv[2]), today=date(2021, 1, 1)))
"""


def start_run(out, data):
    command = [sys.executable, "-c", RUN, str(out), str(data)]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def kill_runs(out, data, times, seed=2019):
    """Change the data, start a run, kill; what is published must be whole and the next run must finish."""
    chance = random.Random(seed)
    started = time.monotonic()
    assert start_run(out, data).wait(120) == 0
    seconds = time.monotonic() - started
    for edition in range(times):
        before = read_edition(out)
        edit(data / "departments.csv", "beita-union", region_en=f"Edition {edition}")
        with start_run(out, data) as process:
            time.sleep(chance.uniform(0.3 * seconds, seconds))
            kill(process, VICTIMS[edition % len(VICTIMS)], chance)
            process.wait(120)
        assert find_survivors(out) == []
        after = read_edition(out)
        assert after in (before, verifier.hash_file(data / "departments.csv"))
        assert start_run(out, data).wait(120) == 0
        assert [job.why for job in plan_jobs("en", out, data)] == [""]


def read_edition(out):
    """Return which data the published report was made from; the report is whole."""
    target = out / "beita-union" / "2019"
    assert find_damage(target, "zh") == []
    return manifest.read_inputs(target / "manifest.json")["data"]["departments.csv"]["sha256"]


def kill(process, victim, chance):
    """Kill the run itself, its child, which is the warm process, or one below: a report's or a notebook's."""
    found = []
    with suppress(psutil.NoSuchProcess):
        run = psutil.Process(process.pid)
        children = run.children()
        found = children if victim == "warm" else [p for child in children for p in child.children(recursive=True)]
    chosen = chance.choice(found) if found and victim != "run" else process
    with suppress(psutil.NoSuchProcess):
        chosen.kill()


def find_survivors(out, patience_seconds=10):
    """Return the processes of the run that outlive it: all bear the output folder in their command line."""
    deadline = time.monotonic() + patience_seconds
    while found := [p for p in psutil.process_iter(["cmdline"]) if f"--out={out}" in (p.info["cmdline"] or ())]:
        if time.monotonic() > deadline:
            return found
        time.sleep(0.05)
    return []
