"""aiosmtpd, a real SMTP server in the test process: its fixtures, and what it took."""

import asyncio
import email
import email.policy
import ssl
import threading
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP as Server
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword, Session

from tests.servers import free_port

PASSWORD = "correct horse battery"


class Mailbox:
    """What a server took, and what it says at each step."""

    def __init__(self) -> None:
        self.taken: list[Envelope] = []
        self.offered: list[bytes] = []
        self.says: dict[str, str] = {}
        self.tried: list[tuple[str, str]] = []
        """Every user name and password that was tried."""
        self.waits: threading.Event | None = None
        """Where set, the answer to the final dot waits for it."""

    def mails(self) -> list[EmailMessage]:
        return [email.message_from_bytes(content, policy=email.policy.default) for content in self.offered]  # type: ignore[misc]

    async def handle_MAIL(
        self, _server: Server, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return self.says.get("MAIL", "250 ok")

    async def handle_RCPT(
        self, _server: Server, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        envelope.rcpt_tos.append(address)
        return self.says.get("RCPT", "250 ok")

    async def handle_DATA(self, _server: Server, _session: Session, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        self.offered.append(envelope.content)
        if self.waits is not None:
            await asyncio.get_running_loop().run_in_executor(None, self.waits.wait, 20)
        answer = self.says.get("DATA", "250 taken")
        if answer.startswith("250"):
            self.taken.append(envelope)
        return answer


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> tuple[trustme.CA, Path]:
    authority = trustme.CA()
    path = tmp_path_factory.mktemp("ca") / "ca.pem"
    authority.cert_pem.write_to_path(str(path))
    return authority, path


Start = Callable[..., int]


@pytest.fixture
def box() -> Mailbox:
    return Mailbox()


@pytest.fixture
def start(box: Mailbox, authority: tuple[trustme.CA, Path]) -> Iterator[Start]:
    """Starts servers: start() plain, start(starttls=True), start(tls=True), with a name in the certificate."""
    running: list[Controller] = []

    def begin(*, tls: bool = False, starttls: bool = False, name: str = "localhost", **options: object) -> int:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority[0].issue_cert(name).configure_cert(context)

        def check(
            _server: Server, _session: Session, _envelope: Envelope, _mechanism: str, data: LoginPassword
        ) -> AuthResult:
            box.tried.append((data.login.decode(), data.password.decode()))
            return AuthResult(success=data.password == PASSWORD.encode(), handled=False)

        keys = {"tls_context": context, "require_starttls": True} if starttls else {}
        server = Controller(
            box, hostname="127.0.0.1", port=free_port(), ssl_context=context if tls else None,
            authenticator=check, auth_require_tls=starttls, **keys, **options,  # type: ignore[arg-type]
        )  # fmt: skip
        server.start()
        running.append(server)
        return server.port

    yield begin
    for server in running:
        server.stop()


def smtp_section(port: int, **more: str) -> dict[str, str]:
    lines = [
        "[mail.smtp]",
        'host = "localhost"',
        f"port = {port}",
        *(f'{key} = "{value}"' for key, value in more.items()),
    ]
    return {"transport": "smtp", "smtp": "\n".join(lines)}
