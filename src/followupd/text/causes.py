"""The words of the system, of servers and of parsers, said in the language that is spoken, the original in brackets."""

import re
from collections.abc import Callable

from followupd.text.catalog import _, language
from followupd.text.sanitize import one_line

Words = Callable[[], str]
_CAUSES: tuple[tuple[str, Words], ...] = (
    # the system (strerror), and the network
    (r"connection refused", lambda: _("nobody answers there")),
    (r"timed? ?out", lambda: _("no answer in time")),
    (r"name or service not known|name resolution|nodename nor servname|getaddrinfo|no address associated",
     lambda: _("there is no server of this name")),
    (r"network is unreachable|no route to host", lambda: _("there is no way to it on the network")),
    (r"connection reset|broken pipe|connection aborted|unexpectedly closed|not connected|eof occurred",
     lambda: _("the connection broke off")),
    (r"certificate|self.signed|hostname mismatch|ip address mismatch", lambda: _("its certificate is not trusted")),
    (r"wrong version number|record layer|packet length|unknown protocol", lambda: _("it does not speak TLS there")),
    (r"permission denied|operation not permitted", lambda: _("not allowed")),
    (r"no such file", lambda: _("there is no such file")),
    (r"is a directory", lambda: _("that is a folder")),
    (r"not a directory", lambda: _("that is no folder")),
    (r"no space left|disk quota|disk is full", lambda: _("the disk is full")),
    (r"read-only", lambda: _("nothing can be written there")),
    (r"address already in use", lambda: _("something else listens there already")),
    (r"too many open files", lambda: _("too many files are open")),
    (r"input/output error|disk i/o", lambda: _("the disk fails")),
    (r"invalid argument", lambda: _("that is not possible")),
    # servers of mail (RFC 5321, RFC 3463)
    (r"^535|5\.7\.8|auth\w* (?:failed|error|credentials)|invalid credentials|bad username or password|login failed",
     lambda: _("user name or password is wrong")),
    (r"5\.1\.[0-3]|no such user|user unknown|unknown (?:user|recipient)|does not exist|recipient .*rejected",
     lambda: _("the address is not known there")),
    (r"5\.2\.2|mailbox (?:is )?full|over quota|^552", lambda: _("the mailbox is full")),
    (r"5\.7\.\d+|spam|policy|relay(?:ing)? denied|^554", lambda: _("the server does not want the mail")),
    (r"^4\d\d|try again|temporar|greylist", lambda: _("not now; it is tried again")),
    (r"^5\d\d", lambda: _("the server refuses it")),
    # TOML (tomllib) and templates (Jinja2)
    (r"illegal character|invalid character|unescaped", lambda: _("a character that may not stand there")),
    (r"unterminated|unclosed|expected .*['\"]?\"{1,3}['\"]? ", lambda: _("a quote or bracket is not closed")),
    (r"expected '=' after", lambda: _("a = is missing after the key")),
    (r"cannot overwrite|cannot declare|duplicate|cannot mutate", lambda: _("it stands there twice")),
    (r"expected newline", lambda: _("a line goes on where it should end")),
    (r"invalid (?:statement|initial|value|date|hex)", lambda: _("that cannot be read as a key and its value")),
    (r"is undefined|has no (?:attribute|element)", lambda: _("a gap of that name is not known")),
    (r"unknown tag|no filter named|no test named", lambda: _("a tag or filter that drafts do not know")),
    (r"expected token|unexpected|end of template|end of print", lambda: _("something is missing or too much there")),
)  # fmt: skip


def in_words(original: str) -> str:
    """What somebody else said in English: as it is where English is spoken, else the cause in words with the original
    in brackets."""
    said = one_line(original)
    if language() == "en" or not said:
        return said
    known = next((words for regex, words in _CAUSES if re.search(regex, said, re.I)), None)
    words = known() if known is not None else _("an error")
    return f"{words} ({said})"


def cause(error: BaseException) -> str:
    """Of an error of the system or a library: what it says, in words."""
    text = (error.strerror if isinstance(error, OSError) else None) or str(error)
    return in_words(text) or type(error).__name__
