"""kill -9 of a yearly run, of a process below it or of a worker of a cluster, at random moments."""

import random
import subprocess
import sys
import time
from contextlib import suppress
from itertools import count

import psutil

from analysis.publish.evidence import manifest, verifier
from analysis.publish.evidence.manifest import find_damage
from analysis.publish.yearly.plan import plan_jobs
from tests.helpers import edit, read_rows, write_rows

VICTIMS = ("run", "warm", "report")
RUN = """
import sys
from datetime import date
from pathlib import Path
from analysis.publish.yearly.run import run_all
out, data, workers, scheduler = sys.argv[1:]
cluster = {"workers": int(workers), "scheduler": scheduler}
sys.exit(run_all("en", Path(out), Path(data), today=date(2021, 1, 1), **cluster))
"""


def start_run(out, data, workers=0, scheduler="", **options):
    command = [sys.executable, "-c", RUN, str(out), str(data), str(workers), scheduler]
    if options:
        return subprocess.Popen(command, stderr=subprocess.PIPE, text=True, **options)
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


def kill_workers(out, data, times, seed=2019):
    """Change all data, build by two workers and kill those; each run must end well, with whole reports of its data."""
    chance, killed, editions = random.Random(seed), 0, count()
    while killed < times:
        rename_regions(data, f"Edition {next(editions)}")  # something to do, even after a run without a kill
        with start_run(out, data, workers=2) as process:
            while process.poll() is None:
                time.sleep(chance.uniform(0, 8))
                killed += killed < times and kill_worker(process, chance)
        assert process.returncode == 0
        assert [job.why for job in plan_jobs("en", out, data) if job.why] == []
        assert find_survivors(out) == []


def rename_regions(data, region):
    """Change what every report shows."""
    header, *rows = read_rows(data / "departments.csv")
    place = header.index("region_en")
    write_rows(data / "departments.csv", [header, *([*row[:place], region, *row[place + 1 :]] for row in rows)])


def kill_worker(process, chance):
    """Return whether a worker was there to be killed, once reports are being built."""
    with suppress(psutil.NoSuchProcess):
        found = [child for child in psutil.Process(process.pid).children() if "spawn_main" in " ".join(child.cmdline())]
        if found:
            chance.choice(found).kill()
            return True
    return False
