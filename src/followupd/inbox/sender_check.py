"""What the person's own mail server found out about a sender (Authentication-Results, RFC 8601).

Only a failure counts: a mail to oneself has no such header at most providers, so its absence proves nothing, and
anybody can write one that says "pass". A forged failure harms only the mail it stands in.
"""

import re
from collections.abc import Sequence

MOST_HEADERS, LONGEST = 20, 65_536
_FAIL = re.compile(r"dmarc\s*=\s*fail\b", re.I)


def says_fail(headers: Sequence[str], trusted: Sequence[str] = ()) -> bool:
    """Whether the topmost header, or one of a trusted server, has the clause dmarc=fail."""
    topmost = ""
    for number, header in enumerate(headers[:MOST_HEADERS]):
        plain = _plain(header[:LONGEST])
        clauses = plain.split(";") if plain is not None else [header.partition(";")[0], *_FAIL.findall(header)]
        server = clauses[0].split()[0].casefold() if clauses[0].split() else ""
        topmost = server if number == 0 else topmost
        if server in (topmost, *trusted) and any(_FAIL.match(clause.strip()) for clause in clauses):
            return True
    return False


def _plain(text: str) -> str | None:
    """Without quoted strings and comments, which may be nested and hold anything; None where they have no end."""
    kept: list[str] = []
    depth, quoted, escaped = 0, False, False
    for letter in text:
        if escaped:
            escaped = False
        elif letter == "\\" and (quoted or depth):
            escaped = True
        elif letter == '"' and not depth:
            quoted = not quoted
        elif letter == "(" and not quoted:
            depth += 1
        elif letter == ")" and not quoted and depth:
            depth -= 1
        elif not quoted and not depth:
            kept.append(letter)
    return "".join(kept) if not quoted and not depth else None
