"""Detached Ed25519 signatures over manifests, made with an office's own key and verified offline.

A manifest's digest shows that it was edited by somebody who did not recompute it; only a signature shows that nobody
else wrote it. Keys are PEM files, as `openssl genpkey -algorithm ed25519` makes them; none is ever made or kept here.
"""

import base64
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key

from analysis.errors import UserError
from analysis.texts import say


def read_private_key(path: Path, lang: str) -> Ed25519PrivateKey:
    """Return the office's private key; UserError when the file holds none."""
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError, TypeError) as error:
        raise UserError(say(lang, "signature.no-key", file=path, reason=_reason(error))) from None
    if not isinstance(key, Ed25519PrivateKey):
        raise UserError(say(lang, "signature.no-key", file=path, reason=type(key).__name__))
    return key


def read_public_key(path: Path, lang: str) -> Ed25519PublicKey:
    """Return the office's public key; UserError when the file holds none."""
    try:
        key = load_pem_public_key(path.read_bytes())
    except (OSError, ValueError) as error:
        raise UserError(say(lang, "signature.no-key", file=path, reason=_reason(error))) from None
    if not isinstance(key, Ed25519PublicKey):
        raise UserError(say(lang, "signature.no-key", file=path, reason=type(key).__name__))
    return key


def sign_manifest(manifest: Path, key: Ed25519PrivateKey) -> Path:
    """Return the signature file written beside a manifest."""
    signature = manifest.with_name(f"{manifest.name}.sig")
    signature.write_bytes(base64.b64encode(key.sign(manifest.read_bytes())) + b"\n")
    return signature


def is_signed(manifest: Path, key: Ed25519PublicKey) -> bool:
    """Return whether the signature beside a manifest is there and was made with the key's other half."""
    try:
        signature = base64.b64decode(manifest.with_name(f"{manifest.name}.sig").read_bytes(), validate=False)
        key.verify(signature, manifest.read_bytes())
    except (OSError, ValueError, InvalidSignature):
        return False
    return True


def _reason(error: Exception) -> str:
    return error.strerror or "" if isinstance(error, OSError) else str(error).splitlines()[0]
