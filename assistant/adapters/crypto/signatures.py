"""Ed25519 signatures (RFC 8032), with a key from the site secret, which a change of master keys leaves as it is."""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from assistant.adapters.crypto.keys import KeyFile
from assistant.services.ports import Signatures, SignatureTest

_PURPOSE = "receipt signature"


class Ed25519Signatures(Signatures):
    """Signs with this school's key."""

    def __init__(self, keys: KeyFile) -> None:
        self._private = Ed25519PrivateKey.from_private_bytes(keys.derive(_PURPOSE))

    def sign(self, content: bytes) -> bytes:
        """Return the signature, 64 bytes."""
        return self._private.sign(content)

    def public_key(self) -> bytes:
        """Return the key with which everybody can test a signature, 32 bytes."""
        return self._private.public_key().public_bytes_raw()


class Ed25519Test(SignatureTest):
    """Needs the public key alone."""

    def is_signed(self, content: bytes, signature: bytes, public_key: bytes) -> bool:
        """Tell whether the owner of a public key has signed this content; no for what is no key or signature."""
        try:
            Ed25519PublicKey.from_public_bytes(public_key).verify(signature, content)
        except (InvalidSignature, ValueError):
            return False
        return True
