"""A delivered report is what was published, or every difference is named."""

import base64
import json
import os
import random
import shutil
import subprocess
import sys
import zipfile

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from analysis.errors import UserError
from analysis.publish.evidence import verifier
from analysis.publish.evidence.archive import write_archive
from analysis.publish.evidence.listings import write_listings
from analysis.publish.evidence.signature import is_signed, read_private_key, read_public_key, sign_manifest
from analysis.publish.evidence.verify import verify

# The short form of `make faults`: as many random single-byte changes as the variable says.
CHANGES = int(os.environ.get("EXPENDITURE_BYTE_CHANGES", "100"))


@pytest.fixture
def report(built_report, tmp_path):
    return shutil.copytree(built_report, tmp_path / "report")


def kinds(folder):
    return [(kind, name) for kind, name, _ in verifier.find_faults(folder)]


def test_untouched_report_holds(report):
    assert verifier.find_faults(report) == []


def test_every_single_changed_byte_is_found(report):
    rng = random.Random(2019)
    files = sorted(path for path in report.rglob("*") if path.is_file())
    for _ in range(CHANGES):
        path = rng.choice(files)
        content = path.read_bytes()
        place = rng.randrange(len(content))
        damaged = bytearray(content)
        damaged[place] ^= rng.randrange(1, 256)
        path.write_bytes(damaged)
        faults = kinds(report)
        assert faults, (path, place)
        if "manifest" not in path.name and path.name not in (verifier.SUMS, verifier.CRATE):
            assert faults == [("changed", path.relative_to(report).as_posix())]
        path.write_bytes(content)
    assert verifier.find_faults(report) == []


def test_missing_added_and_renamed_files_are_named(report):
    (report / "figures.csv").unlink()
    (report / "extra.txt").write_text("x")
    (report / "findings.csv").rename(report / "other.csv")
    assert verifier.find_faults(report) == [
        ("missing", "figures.csv", ""),
        ("renamed", "other.csv", "findings.csv"),
        ("added", "extra.txt", ""),
    ]


def test_manifest_edited_to_match_another_file_is_named(report):
    page = report / "report.html"
    page.write_bytes(page.read_bytes().replace(b"149.35", b"194.35"))
    manifest = json.loads((report / "manifest.json").read_text(encoding="utf-8"))
    manifest["result"]["report.html"]["sha256"] = verifier.hashlib.sha256(page.read_bytes()).hexdigest()
    (report / "manifest.json").write_text(json.dumps(manifest, ensure_ascii=False), encoding="utf-8")
    assert kinds(report) == [("edited", "manifest.json"), ("disagrees", "report.html")]
    manifest.pop("digest")
    manifest["digest"] = verifier.digest(manifest)  # whoever recomputes it leaves SHA256SUMS
    (report / "manifest.json").write_text(json.dumps(manifest, ensure_ascii=False), encoding="utf-8")
    assert kinds(report) == [("disagrees", "manifest.json"), ("disagrees", "report.html")]


def test_listings_that_are_changed_or_gone_are_named(report):
    crate, sums = report / verifier.CRATE, report / verifier.SUMS
    whole = sums.read_text()
    crate.write_text(crate.read_text(encoding="utf-8").replace("2019-12-31", "2020-12-31"), encoding="utf-8")
    assert verifier.find_faults(report) == [("disagrees", verifier.CRATE, verifier.SUMS)]
    crate.unlink()
    assert kinds(report) == [("missing", verifier.CRATE)]
    write_listings(report)
    for spoiled in ("", whole.upper(), whole.replace("  ", " *"), f"{whole}\n", whole + whole.splitlines()[0]):
        sums.write_text(spoiled)
        assert kinds(report) == [("unreadable", verifier.SUMS)]
    sums.unlink()
    assert kinds(report) == [("missing", verifier.SUMS)]
    write_listings(report)
    assert sums.read_text() == whole
    assert verifier.find_faults(report) == []


def test_manifest_of_a_language_that_is_gone_is_missing_and_its_files_are_not_foreign(report):
    (report / "manifest.en.json").unlink()
    assert kinds(report) == [("missing", "manifest.en.json")]


def test_report_from_before_the_listings_still_verifies(report):
    for name in ("manifest.json", "manifest.en.json"):
        manifest = json.loads((report / name).read_text(encoding="utf-8"))
        del manifest["companions"], manifest["digest"]
        manifest["digest"] = verifier.digest(manifest)
        (report / name).write_text(json.dumps(manifest), encoding="utf-8")
    for name in (verifier.SUMS, verifier.CRATE):
        (report / name).unlink()
    assert verifier.find_faults(report) == []


def test_pdf_is_held_against_the_hash_beside_the_manifest(report):
    pdf = report.parent / "beita-union-2019.pdf"
    pdf.write_text("printed")
    assert verifier.find_faults(report) == []  # one without a hash proves nothing and is no fault
    digest = verifier.hash_file(pdf)
    (report / "pdf.sha256").write_text(f"{digest}  ../{pdf.name}\n")
    assert verifier.find_faults(report) == []
    assert subprocess.run(["sha256sum", "--check", "--strict", "pdf.sha256"], cwd=report).returncode == 0
    pdf.write_text("printed elsewhere")
    assert verifier.find_faults(report) == [("disagrees", "../beita-union-2019.pdf", "pdf.sha256")]
    pdf.unlink()
    assert kinds(report) == [("missing", "../beita-union-2019.pdf")]
    (report / "pdf.sha256").write_text("?")
    assert kinds(report) == [("unreadable", "pdf.sha256")]


@pytest.mark.parametrize(
    "content", ["", "[]", "{", '{"result": 5, "digest": ""}', '{"result": {"a": {}}, "digest": 1}']
)
def test_broken_manifest_is_named_and_no_exception(report, content):
    (report / "manifest.json").write_text(content)
    assert ("unreadable", "manifest.json") in kinds(report)


def test_link_in_place_of_a_file_is_found(report, tmp_path):
    shutil.copy(report / "figures.csv", tmp_path / "copy.csv")
    (report / "figures.csv").unlink()
    (report / "figures.csv").symlink_to(tmp_path / "copy.csv")
    assert kinds(report) == [("changed", "figures.csv")]


def test_folder_without_manifest_cannot_be_verified(tmp_path, capsys):
    assert verify(tmp_path, "en", rerun=False, public_key=None) == 1
    assert "no manifest" in capsys.readouterr().out


def test_folder_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(UserError, match="there is no folder"):
        verify(tmp_path / "none", "en", rerun=False, public_key=None)


@pytest.mark.slow
def test_building_again_gives_the_same_bytes(built_report, expenditure):
    done = expenditure("verify", built_report.name, "--rerun", "--lang", "en", cwd=built_report.parent)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    assert "building it again gave the same bytes" in done.stdout


@pytest.mark.slow
def test_building_again_names_what_differs_and_why(report, expenditure):
    manifest = json.loads((report / "manifest.json").read_text(encoding="utf-8"))
    manifest["object"]["code"]["analysis/money.py"] = "0" * 64
    manifest["result"].pop("report.en.html", None)
    page = report / "report.html"
    page.write_bytes(page.read_bytes() + b"\n")
    manifest["result"]["report.html"]["sha256"] = verifier.hashlib.sha256(page.read_bytes()).hexdigest()
    manifest["digest"] = verifier.digest({key: value for key, value in manifest.items() if key != "digest"})
    (report / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    for path in report.rglob("*"):  # the Chinese report alone
        if path.is_file() and (".en." in path.name or "inputs.en" in path.parts):
            path.unlink()
    write_listings(report)
    assert verifier.find_faults(report) == []  # whoever recomputes all digests is found by building again
    done = expenditure("verify", report.name, "--rerun", "--lang", "en", cwd=report.parent)  # as typed elsewhere
    assert (done.returncode, done.stderr) == (1, "")
    assert "report.html came out differently; inputs that differ from then: analysis/money.py" in done.stdout


def test_zip_is_the_same_every_time_and_verifies_itself(report, tmp_path):
    first = write_archive(report).read_bytes()
    os.utime(report / "report.html", (0, 0))
    archive = write_archive(report)
    assert archive.read_bytes() == first
    with zipfile.ZipFile(archive) as zipped:
        zipped.extractall(tmp_path / "unpacked")
    folder = next((tmp_path / "unpacked").iterdir())
    assert "python3 verify.py" in (folder / "VERIFY.txt").read_text(encoding="utf-8-sig")
    command = [sys.executable, "-I", "-S", str(folder / "verify.py")]  # the standard library alone
    assert subprocess.run(command, capture_output=True).returncode == 0
    (folder / "figures.csv").write_text("x")
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 1
    assert "figures.csv" in done.stdout


@pytest.fixture
def keys(tmp_path):
    private = Ed25519PrivateKey.generate()
    files = tmp_path / "office.pem", tmp_path / "office.pub"
    files[0].write_bytes(private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    files[1].write_bytes(private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    return files


def test_signature_holds_for_its_manifest_and_key_only(report, keys, capsys):
    private, public = keys
    for name in ("manifest.json", "manifest.en.json"):
        sign_manifest(report / name, read_private_key(private, "en"))
    assert verify(report, "en", rerun=False, public_key=public) == 0
    other = Ed25519PrivateKey.generate().public_key()
    assert not is_signed(report / "manifest.json", other)
    signature = report / "manifest.json.sig"
    bare = signature.read_bytes()
    signature.write_bytes(base64.b64encode(bare) + b"\n")  # as signatures once were written
    assert verify(report, "en", rerun=False, public_key=public) == 0
    signature.write_text("AAAA")
    assert verify(report, "en", rerun=False, public_key=public) == 1
    assert "not signed, or not with this key: manifest.json" in capsys.readouterr().out


def test_openssl_verifies_a_signature(report, keys):
    private, public = keys
    sign_manifest(report / "manifest.json", read_private_key(private, "en"))
    call = "openssl pkeyutl -verify -pubin -inkey {} -rawin -in manifest.json -sigfile manifest.json.sig"
    command = call.format(public).split()
    done = subprocess.run(command, cwd=report, capture_output=True, text=True)
    assert (done.returncode, done.stdout.strip()) == (0, "Signature Verified Successfully"), done.stderr
    manifest = report / "manifest.json"
    manifest.write_bytes(manifest.read_bytes() + b" ")
    assert subprocess.run(command, cwd=report, capture_output=True).returncode == 1


def test_report_without_signature_fails_when_one_is_asked_for(report, keys):
    assert verify(report, "en", rerun=False, public_key=keys[1]) == 1


@pytest.mark.parametrize("read", [read_private_key, read_public_key])
def test_file_that_is_no_key_is_refused(read, tmp_path, keys):
    (tmp_path / "x").write_text("no key")
    for path in (tmp_path / "x", tmp_path / "none"):
        with pytest.raises(UserError, match="no usable Ed25519 key"):
            read(path, "en")


def test_signing_with_a_bad_key_stops_before_anything_is_built(expenditure, tmp_path):
    done = expenditure("report", "--department", "beita-union", "--year", 2019, "--out", tmp_path, "--sign", "none.pem")
    assert done.returncode == 3
    assert "none.pem" in done.stderr
    assert list(tmp_path.iterdir()) == []
