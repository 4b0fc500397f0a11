"""Postfix and Dovecot on loopback, wholly inside one folder, with addresses that make trouble on purpose."""

import contextlib
import grp
import os
import pwd
import shutil
import signal
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import trustme

from tests.servers import free_port, listens, wait_for

POSTFIX_MASTER = Path("/usr/lib/postfix/sbin/master")
DOVECOT = """\
base_dir = {folder}/dovecot/run
state_dir = {folder}/dovecot/state
protocols = imap lmtp
listen = 127.0.0.1
log_path = {folder}/log/dovecot.log
default_internal_user = nobody
default_internal_group = {group}
default_login_user = nobody
mail_uid = nobody
mail_gid = {group}
first_valid_uid = 1
mail_location = maildir:{folder}/mail/%u
ssl = required
ssl_cert = <{folder}/tls/cert.pem
ssl_key = <{folder}/tls/key.pem
auth_failure_delay = 0 secs
auth_mechanisms = plain login{mechanisms}
{by_token}passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%u {folder}/users
}}
userdb {{
  driver = static
  args = uid=nobody gid={group} home={folder}/mail/%u allow_all_users=yes
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = 0
  }}
  inet_listener imaps {{
    port = {imaps}
    ssl = yes
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    port = {lmtp}
  }}
}}
service auth {{
  inet_listener sasl {{
    address = 127.0.0.1
    port = {sasl}
  }}
}}
"""
BY_TOKEN = """\
passdb {{
  driver = oauth2
  mechanisms = xoauth2
  args = {folder}/oauth2.conf
}}
"""
OAUTH2 = """\
introspection_mode = get
introspection_url = {introspection}
username_attribute = username
active_attribute = active
active_value = true
tls_ca_cert_file = {authority}
"""
POSTFIX_MAIN = """\
compatibility_level = 3.6
config_directory = {folder}/postfix/etc
queue_directory = {folder}/postfix/queue
data_directory = {folder}/postfix/data
maillog_file = {folder}/log/postfix.log
maillog_file_prefixes = {folder}/log
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mail.example.test
mydestination =
mynetworks =
alias_maps =
alias_database =
local_transport = error:nobody lives here
default_transport = error:there is no outside world
virtual_mailbox_domains = example.test
virtual_mailbox_maps = static:ok
virtual_transport = lmtp:inet:127.0.0.1:{lmtp}
smtpd_tls_security_level = encrypt
smtpd_tls_cert_file = {folder}/tls/cert.pem
smtpd_tls_key_file = {folder}/tls/key.pem
smtpd_tls_auth_only = yes
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = inet:127.0.0.1:{sasl}
smtpd_recipient_restrictions = check_recipient_access texthash:{folder}/postfix/etc/recipients, permit_sasl_authenticated, reject
smtpd_relay_restrictions = permit_sasl_authenticated, reject
smtputf8_enable = yes
smtpd_error_sleep_time = 0
smtpd_client_connection_rate_limit = 0
"""
POSTFIX_MASTER_CF = """\
127.0.0.1:{submission} inet n - n - - smtpd
127.0.0.1:{smtps} inet n - n - - smtpd -o smtpd_tls_wrappermode=yes
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
proxymap unix - - n - - proxymap
error unix - - n - - error
retry unix - - n - - error
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
"""
RECIPIENTS = """\
noone@example.test 550 5.1.1 no such user
full@example.test 552 5.2.2 mailbox full
grey@example.test 450 4.7.1 greylisted, try later
shutdown@example.test 421 4.3.2 going down
"""
USERS = "alice@example.test:{PLAIN}wonderland\ndaemon@example.test:{PLAIN}s3cret\n"


@dataclass
class MailStack:
    folder: Path
    submission: int = field(default_factory=free_port)
    smtps: int = field(default_factory=free_port)
    imaps: int = field(default_factory=free_port)
    lmtp: int = field(default_factory=free_port)
    sasl: int = field(default_factory=free_port)
    introspection: str = ""
    """Where it asks about access tokens, and by which authority it trusts the answer; without it no tokens are taken."""
    introspection_authority: Path | None = None

    @property
    def authority(self) -> Path:
        return self.folder / "tls/ca.pem"

    def lacks(self) -> str | None:
        if not POSTFIX_MASTER.exists() or shutil.which("dovecot", path="/usr/sbin:/usr/bin") is None:
            return "Postfix and Dovecot are not installed (apt-get install postfix dovecot-imapd dovecot-lmtpd)"
        if os.geteuid() != 0:
            return "Postfix's master process needs root"
        return None

    @contextlib.contextmanager
    def running(self) -> Iterator[None]:
        self._write()
        self._start()
        try:
            for port in (self.submission, self.smtps, self.imaps, self.lmtp, self.sasl):
                wait_for(lambda port=port: listens(port))  # type: ignore[misc]
            yield
        finally:
            for name in ("postfix/queue/pid/master.pid", "dovecot/run/master.pid"):
                with contextlib.suppress(OSError, ValueError):
                    os.kill(int((self.folder / name).read_text()), signal.SIGTERM)

    def _write(self) -> None:
        for name in (
            "tls",
            "log",
            "mail",
            "dovecot/run",
            "dovecot/state",
            "postfix/etc",
            "postfix/queue",
            "postfix/data",
        ):
            (self.folder / name).mkdir(parents=True)
        ports = {name: getattr(self, name) for name in ("submission", "smtps", "imaps", "lmtp", "sasl")}
        by_token = BY_TOKEN.format(folder=self.folder) if self.introspection else ""
        more = {"mechanisms": " xoauth2" if self.introspection else "", "by_token": by_token}
        if self.introspection_authority is not None:
            authority = self.folder / "introspection-ca.pem"
            shutil.copy(self.introspection_authority, authority)
            said = OAUTH2.format(introspection=self.introspection, authority=authority)
            (self.folder / "oauth2.conf").write_text(said)
        group = grp.getgrgid(pwd.getpwnam("nobody").pw_gid).gr_name
        for name, content in {
            "dovecot/dovecot.conf": DOVECOT, "postfix/etc/main.cf": POSTFIX_MAIN, "postfix/etc/master.cf": POSTFIX_MASTER_CF,
        }.items():  # fmt: skip
            (self.folder / name).write_text(content.format(folder=self.folder, group=group, **ports, **more))
        (self.folder / "postfix/etc/recipients").write_text(RECIPIENTS)
        (self.folder / "users").write_text(USERS)
        own = trustme.CA()
        own.cert_pem.write_to_path(str(self.authority))
        leaf = own.issue_cert("localhost")
        leaf.private_key_pem.write_to_path(str(self.folder / "tls/key.pem"))
        for n, part in enumerate(leaf.cert_chain_pems):
            part.write_to_path(str(self.folder / "tls/cert.pem"), append=n > 0)
        for name in ("dovecot", "mail", "log", "tls", "users"):
            subprocess.run(["chown", "-R", "nobody", str(self.folder / name)], check=True)
        shutil.chown(self.folder / "postfix/data", "postfix")

    def _start(self) -> None:
        as_nobody = ["setpriv", "--reuid=nobody", f"--regid={pwd.getpwnam('nobody').pw_gid}", "--clear-groups"]
        _call([*as_nobody, "/usr/sbin/dovecot", "-c", str(self.folder / "dovecot/dovecot.conf")])
        etc = str(self.folder / "postfix/etc")
        _call(["/usr/sbin/postfix", "-c", etc, "check"])
        _call([str(POSTFIX_MASTER), "-c", etc, "-w"])


def _call(command: list[str]) -> None:
    # A daemon keeps what it inherits: no pipes, or we would wait for their end.
    done = subprocess.run(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False
    )
    assert done.returncode == 0, command
