"""Signatures over exact bytes: JWS compact serialisation (RFC 7515) with Ed25519 (RFC 8037, RFC 9864).

Owns: keys as JWK, signing, verifying. Refuses: re-serialising what it verified (the signed bytes are the message) and
any algorithm but Ed25519.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from exchange.errors import BadSignature, MalformedMessage, UnknownKey

ALGORITHM = "Ed25519"


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private Ed25519 key with its id (RFC 7638 thumbprint)."""

    id: str
    key: OKPKey

    @property
    def public(self) -> dict[str, str]:
        """The public JWK to put into the partner's agreement."""
        return {name: str(value) for name, value in self.key.as_dict(private=False).items()}


def generate_key() -> SigningKey:
    """A new key pair; its id is the thumbprint of the public part."""
    plain = OKPKey.generate_key("Ed25519")
    return load_key({**plain.as_dict(private=True), "kid": plain.thumbprint()})


def load_key(jwk: Mapping[str, object]) -> SigningKey:
    """A private key from its JWK. Raises MalformedMessage when it is none."""
    try:
        key = OKPKey.import_key({name: str(value) for name, value in jwk.items()})
        return SigningKey(str(jwk.get("kid") or key.thumbprint()), key)
    except (JoseError, ValueError, KeyError) as problem:
        raise MalformedMessage(f"not an Ed25519 private key: {problem}") from problem


def read_key(path: Path) -> SigningKey:
    """A private key from a JSON file; the error names the file."""
    try:
        return load_key(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, MalformedMessage) as problem:
        raise MalformedMessage(f"{path}: {problem}; make one with `xintu exchange keygen`") from problem


def write_key(path: Path, key: SigningKey) -> None:
    """Write the private JWK to a file that only its owner reads."""
    path.touch(mode=0o600)
    path.write_text(json.dumps(key.key.as_dict(private=True), sort_keys=True) + "\n", encoding="utf-8")


def sign(payload: bytes, key: SigningKey, kind: str) -> str:
    """Sign exact bytes; ``kind`` becomes the protected ``typ``, so that a receipt can never pass for an event."""
    return jws.serialize_compact(
        {"alg": ALGORITHM, "kid": key.id, "typ": kind}, payload, key.key, algorithms=[ALGORITHM]
    )


def verify(token: str, keys: Mapping[str, Mapping[str, str]], kind: str) -> bytes:
    """The signed bytes, when one of ``keys`` (key id -> public JWK) signed them as that kind of message.

    Raises MalformedMessage, UnknownKey or BadSignature.
    """
    header = _header(token)
    key = keys.get(str(header.get("kid")))
    if key is None:
        raise UnknownKey(f"key {header.get('kid')!r} is not among the partner's {len(keys)} agreed keys")
    if header.get("typ") != kind:
        raise MalformedMessage(f"a {header.get('typ')!r} message where {kind!r} was due")
    try:
        return jws.deserialize_compact(token, OKPKey.import_key(dict(key)), algorithms=[ALGORITHM]).payload
    except (JoseError, ValueError) as problem:
        raise BadSignature(f"signature of key {header['kid']!r} does not verify: {problem}") from problem


def key_id(token: str) -> str:
    """Which key a message says it is signed with (not verified). Raises MalformedMessage."""
    return str(_header(token).get("kid"))


def _header(token: str) -> Mapping[str, object]:
    try:
        return jws.extract_compact(token.encode()).headers()
    except (JoseError, ValueError) as problem:
        raise MalformedMessage(f"not a JWS: {problem}") from problem


def digest(token: str) -> str:
    """SHA-256 (hex) of a signed message: what the next one in a chain, and every receipt, names."""
    return hashlib.sha256(token.encode()).hexdigest()


def canonical(message: Mapping[str, object]) -> bytes:
    """The bytes that are signed: JSON with sorted keys and no blanks. Receivers never rebuild them."""
    return json.dumps(message, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
