"""The vault: seals secrets that the service must be able to read again, such as a TOTP secret.

Its key is derived from the master key, so a copy of the store of accounts alone opens nothing.
"""

import hmac
import os
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from events.sealing import KEY_BYTES, NONCE_BYTES, MasterKey, Unopenable

FORMAT = 1


class Vault:
    """Seals and opens secrets, each bound to what it belongs to so that its box cannot be moved.

    A box is `mark` (one byte of format and the name of the master key), a nonce, and AES-256-GCM
    ciphertext with its tag.
    """

    def __init__(self, master: MasterKey) -> None:
        self._boxes = AESGCM(_derived(master.key, b"lagesbild accounts"))
        self._names = _derived(master.key, b"lagesbild accounts names")
        self.mark = bytes([FORMAT]) + bytes.fromhex(master.name)

    def seal(self, secret: bytes, belongs_to: str) -> bytes:
        """The box of a secret."""
        nonce = os.urandom(NONCE_BYTES)
        return self.mark + nonce + self._boxes.encrypt(nonce, secret, self._bound(belongs_to))

    def open(self, box: bytes, belongs_to: str) -> bytes:
        """The secret. Raises Unopenable for a box that is damaged, moved, or another key's."""
        start = len(self.mark)
        nonce, ciphertext = box[start : start + NONCE_BYTES], box[start + NONCE_BYTES :]
        if box[:start] != self.mark or len(nonce) < NONCE_BYTES:
            raise Unopenable("the box is of an unknown format or sealed with another key")
        try:
            return self._boxes.decrypt(nonce, ciphertext, self._bound(belongs_to))
        except InvalidTag:
            raise Unopenable("the box is damaged or belongs elsewhere") from None

    def name_of(self, text: str) -> str:
        """A name for `text` that is always the same and tells nobody without the key what it is."""
        return hmac.digest(self._names, text.encode(), sha256).hex()

    def _bound(self, belongs_to: str) -> bytes:
        return self.mark + b"|" + belongs_to.encode()


def _derived(key: bytes, purpose: bytes) -> bytes:
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=purpose).derive(key)
