"""An authorization server on loopback, as Microsoft's: its configuration (OpenID Connect Discovery), codes for devices
(RFC 8628), tokens (RFC 6749) and, for mail servers, whether a token is good (RFC 7662)."""

import base64
import json
import secrets
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import trustme

CLIENT_ID = "11111111-2222-3333-4444-555555555555"
Answer = tuple[int, object]


class _Quiet(ThreadingHTTPServer):
    def handle_error(self, _request: object, _client: object) -> None:
        """Clients may leave before the end."""


@dataclass
class AuthServer:
    """`person` is who enters the codes, `lifetime` how many seconds an access token is good for."""

    person: str = "alice@example.test"
    lifetime: int = 3600
    pending: int = 0
    """How often a device asks before the person has entered its code."""
    refuses: str = ""
    """The error that a device gets instead of tokens (RFC 8628 §3.5)."""
    revoked: bool = False
    """Whether the person has taken the grant back. Access tokens stay good until they end."""
    error: tuple[str, str] = ("invalid_grant", "AADSTS50173: The grant was revoked. Trace ID: 0a1b Timestamp: now")
    """What it says of a grant that is revoked."""
    more: dict[str, object] = field(default_factory=dict)
    """What its tokens come with instead."""
    says: Callable[[str], Answer | bytes | None] = lambda _path: None
    """Another answer for a path, such as one that no server should give."""
    asked: list[str] = field(default_factory=list)
    given: dict[str, str] = field(default_factory=dict)
    """Every access token and whose it is."""
    port: int = 0
    _codes: dict[str, int] = field(default_factory=dict)
    _refreshes: set[str] = field(default_factory=set)

    @property
    def url(self) -> str:
        """What a client is configured with."""
        return f"https://localhost:{self.port}/common"

    @property
    def introspection(self) -> str:
        """Where a mail server asks about the token that it puts behind this."""
        return f"https://localhost:{self.port}/introspect?token="

    @contextmanager
    def running(self, authority: trustme.CA) -> Iterator[None]:
        """The server, on a free port."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert("localhost").configure_cert(context)
        server = _Quiet(("127.0.0.1", 0), self._handler())
        server.socket = context.wrap_socket(server.socket, server_side=True)
        server.daemon_threads = True
        self.port = server.server_port
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield
        finally:
            server.shutdown()
            server.server_close()

    def answer(self, path: str, form: dict[str, str]) -> Answer:
        """What it says to a request."""
        self.asked.append(path)
        match path.removeprefix("/common"):
            case "/v2.0/.well-known/openid-configuration":
                base = f"{self.url}/oauth2/v2.0"
                return 200, {"issuer": f"{self.url}/v2.0", "authorization_endpoint": f"{base}/authorize",
                             "token_endpoint": f"{base}/token", "device_authorization_endpoint": f"{base}/devicecode"}  # fmt: skip
            case "/oauth2/v2.0/devicecode":
                return self._device(form)
            case "/oauth2/v2.0/token":
                return self._token(form)
            case "/introspect":
                who = self.given.get(form.get("token", ""))
                return 200, {"active": who is not None, "username": who or ""}
        return 404, {"error": "not_found"}

    def _device(self, form: dict[str, str]) -> Answer:
        if form.get("client_id") != CLIENT_ID:
            return 400, _error("unauthorized_client", "AADSTS700016: Application with identifier was not found.")
        assert "offline_access" in form["scope"].split(), "without it the sign-in would end after an hour"
        code = secrets.token_urlsafe(16)
        self._codes[code] = self.pending
        return 200, {"device_code": code, "user_code": "ABCD-EFGH", "verification_uri": "https://microsoft.example/link",
                     "expires_in": 900, "interval": 0}  # fmt: skip

    def _token(self, form: dict[str, str]) -> Answer:
        if form["grant_type"] == "refresh_token":
            if self.revoked or form["refresh_token"] not in self._refreshes:
                return 400, _error(*self.error)
            self._refreshes.discard(form["refresh_token"])  # RFC 6749 §10.4: each is good once
            return 200, self._tokens(form)
        code = form["device_code"]
        if self._codes[code]:
            self._codes[code] -= 1
            return 400, _error("authorization_pending", "not yet")
        if self.refuses:
            return 400, _error(self.refuses, f"AADSTS: {self.refuses}")
        self.revoked = False
        return 200, self._tokens(form)

    def _tokens(self, form: dict[str, str]) -> dict[str, Any]:
        token, refresh = f"access-{secrets.token_urlsafe(400)}", f"refresh-{secrets.token_urlsafe(300)}"
        self.given[token] = self.person
        self._refreshes.add(refresh)
        claims = {"iss": f"{self.url}/v2.0", "sub": "1", "aud": CLIENT_ID, "exp": 4102444800, "iat": 0,
                  "preferred_username": self.person, "tid": "common", "oid": "1"}  # fmt: skip
        return {"token_type": "Bearer", "scope": form.get("scope", ""), "expires_in": self.lifetime,
                "access_token": token, "refresh_token": refresh, "id_token": f"{_part({'alg': 'none'})}.{_part(claims)}.",
                "client_info": _part({"uid": "1", "utid": "common"}), **self.more}  # fmt: skip

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._say(parse_qs(urlsplit(self.path).query))

            def do_POST(self) -> None:
                self._say(parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode()))

            def _say(self, form: dict[str, list[str]]) -> None:
                path = urlsplit(self.path).path
                said = server.says(path)
                if said is None:
                    said = server.answer(path, {key: values[0] for key, values in form.items()})
                code, content = (200, said) if isinstance(said, bytes) else (said[0], json.dumps(said[1]).encode())
                self.send_response(code)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_arguments: object) -> None:
                pass

        return Handler


@contextmanager
def authserver(folder: Path) -> Iterator[tuple[AuthServer, trustme.CA, Path]]:
    """One that runs, with its authority and the file that this is in."""
    authority, path = trustme.CA(), folder / "auth-ca.pem"
    authority.cert_pem.write_to_path(str(path))
    server = AuthServer()
    with server.running(authority):
        yield server, authority, path


def _error(code: str, said: str) -> dict[str, str]:
    return {"error": code, "error_description": said}


def _part(claims: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
