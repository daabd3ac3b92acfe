"""Detached Ed25519 signatures over manifests, made with an office's own key and verified offline.

A manifest's digest shows that it was edited by somebody who did not recompute it; only a signature shows that nobody
else wrote it. Keys are PEM files, as `openssl genpkey -algorithm ed25519` makes them; none is ever made or kept here.
`openssl pkeyutl -verify -rawin` verifies the signatures too.
"""

import base64
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key

from analysis.errors import UserError
from analysis.texts import say

_BYTES = 64  # of a signature, bare, as openssl reads and writes it


def read_private_key(path: Path, lang: str) -> Ed25519PrivateKey:
    """Return the office's private key; UserError when the file holds none."""
    load = partial(load_pem_private_key, password=None)
    key: Ed25519PrivateKey = _read_key(path, lang, Ed25519PrivateKey, load)
    return key


def read_public_key(path: Path, lang: str) -> Ed25519PublicKey:
    """Return the office's public key; UserError when the file holds none."""
    key: Ed25519PublicKey = _read_key(path, lang, Ed25519PublicKey, load_pem_public_key)
    return key


def _read_key(path: Path, lang: str, kind: type, load: Callable[[bytes], object]) -> Any:
    try:
        key = load(path.read_bytes())
        if isinstance(key, kind):
            return key
        reason = type(key).__name__
    except OSError as error:
        reason = error.strerror or ""
    except (ValueError, TypeError) as error:
        reason = str(error).splitlines()[0]
    raise UserError(say(lang, "signature.no-key", file=path, reason=reason))


def sign_manifest(manifest: Path, key: Ed25519PrivateKey) -> Path:
    """Return the signature file written beside a manifest."""
    signature = manifest.with_name(f"{manifest.name}.sig")
    signature.write_bytes(key.sign(manifest.read_bytes()))
    return signature


def is_signed(manifest: Path, key: Ed25519PublicKey) -> bool:
    """Return whether the signature beside a manifest is there and was made with the key's other half."""
    try:
        written = manifest.with_name(f"{manifest.name}.sig").read_bytes()
        signature = written if len(written) == _BYTES else base64.b64decode(written)  # as it once was written
        key.verify(signature, manifest.read_bytes())
    except (OSError, ValueError, InvalidSignature):
        return False
    return True
