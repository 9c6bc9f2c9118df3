"""A real OpenID provider on this machine: the certified `oidc-provider`, as `provider.mjs` sets it.

Its clients are `lagesbild` (RS256), `lagesbild-ps256`, `lagesbild-es256`, all with `secret`, and
`lagesbild-without-secret`. Anybody can sign in as any subject.
"""

import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from urllib.parse import parse_qsl, urljoin, urlsplit

import httpx2
import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
STEPS = 12  # through the provider's pages; a sign-in takes 6
PATIENCE_S = 30


class OpenIdProvider:
    """The running provider: its issuer, and the secret of its clients."""

    client_id = "lagesbild"

    def __init__(self, node: str) -> None:
        self._said = tempfile.TemporaryFile()  # noqa: SIM115 - closed by `stop`
        self._process = subprocess.Popen(
            [node, Path(__file__).with_suffix(".mjs")],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._said,
        )
        assert self._process.stdout
        line = self._process.stdout.readline()
        self._said.seek(0)
        assert line, self._said.read().decode()
        told = json.loads(line)
        self.issuer: str = told["issuer"]
        self.secret: str = told["secret"]

    def sign_in(self, address: str, subject: str | None) -> dict[str, str]:
        """Go to `address` and sign in as `subject`, or say no; the query that comes back."""
        with httpx2.Client(timeout=PATIENCE_S, follow_redirects=False) as browser:
            response = browser.get(address)
            for _ in range(STEPS):
                assert response.status_code in {200, 302, 303}, response.text
                here = str(response.request.url)
                if response.status_code == httpx2.codes.OK:
                    answer = {"answer": "no" if subject is None else "yes"}
                    response = browser.post(here, data=answer | {"subject": subject or ""})
                    continue
                there = urljoin(here, response.headers["Location"])
                if not there.startswith(self.issuer):
                    return dict(parse_qsl(urlsplit(there).query))
                response = browser.get(there)
        raise AssertionError("the provider never sent the browser back")

    def stop(self) -> None:
        """Stop this provider."""
        self._process.terminate()
        self._process.wait(PATIENCE_S)
        for pipe in (self._process.stdin, self._process.stdout, self._said):
            if pipe:
                pipe.close()


def started() -> OpenIdProvider:
    """The provider, started. The test is skipped where there is no node, unless CI asks for it."""
    node = shutil.which("node") or shutil.which(ROOT / ".node" / "bin" / "node")
    if not node or not (ROOT / "node_modules" / "oidc-provider").is_dir():
        if os.environ.get("CI") == "true":
            pytest.fail("there is no node or no oidc-provider, and CI=true asks for its tests")
        pytest.skip("there is no node or no oidc-provider (`make install` fetches them)")
    return OpenIdProvider(node)
