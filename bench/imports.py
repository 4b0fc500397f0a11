"""How long imports take: so many people as LinkedIn and as a phone export them, the first time and again.

    python bench/imports.py [--people 5000] [--repeat 5]

Every number is the CPU time (user and system) of a whole process, from start to exit: the median of so many.
"""

import argparse
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

CONFIG = '[person]\nname = "Maja"\nemail = "maja@example.test"\n'
FIRST = ("Anna", "Erik", "Lars", "Karin", "Maria", "Johan", "Sara", "Emma", "Ali", "Fatima", "Nils", "Olof", "Åsa")
FAMILY = ("Lind", "Berg", "Ström", "Ek", "Svensson", "Johansson", "Hassan", "Lundqvist", "Nyström", "Öberg", "Dahl")
COMPANIES = ("Volvo", "Scania", "Ericsson", "IKEA", "Spotify", "Klarna", "ABB", "SEB", "Sandvik", "Sweco")


def people(many: int) -> list[tuple[str, str, str]]:
    draw = random.Random(4)
    return [(draw.choice(FIRST), draw.choice(FAMILY) + draw.choice(["", "son", f"-{draw.choice(FAMILY)}"]),
             draw.choice(COMPANIES)) for _n in range(many)]  # fmt: skip


def linkedin(many: int, role: str = "Engineer") -> str:
    rows = (f"{first},{last},https://www.linkedin.com/in/p{n},,{company},{role},05 Mar 2024"
            for n, (first, last, company) in enumerate(people(many)))  # fmt: skip
    return "\n".join(["First Name,Last Name,URL,Email Address,Company,Position,Connected On", *rows, ""])


def phone(many: int) -> str:
    return "".join(
        f"BEGIN:VCARD\r\nVERSION:3.0\r\nN:{last};{first};;;\r\nFN:{first} {last}\r\nTEL;TYPE=CELL:+46 70 {n:07d}\r\n"
        f"EMAIL;TYPE=INTERNET:p{n}@example.test\r\nORG:{company}\r\nUID:uid-{n}\r\n"
        "REV:20240305T101112Z\r\nEND:VCARD\r\n"
        for n, (first, last, company) in enumerate(people(many))
    )  # fmt: skip


def seconds(home: Path, file: str) -> float:
    command = [
        sys.executable,
        "-m",
        "followupd",
        "import",
        str(home / file),
        "--yes",
        "--config",
        str(home / "config.toml"),
    ]
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _pid, status, usage = os.wait4(child.pid, 0)
    if status:
        raise SystemExit(f"{command} failed")
    return usage.ru_utime + usage.ru_stime


def fresh(home: Path) -> None:
    shutil.rmtree(home / "var", ignore_errors=True)
    (home / "contacts.toml").write_text("")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, default=5000)
    parser.add_argument("--repeat", type=int, default=5)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        (home / "config.toml").write_text(CONFIG)
        (home / "linkedin.csv").write_text(linkedin(given.people))
        (home / "again.csv").write_text(linkedin(given.people) + "\n")  # other bytes, nothing new
        (home / "newer.csv").write_text(linkedin(given.people, "Head of Engineering"))
        (home / "phone.vcf").write_text(phone(given.people))
        times: dict[str, list[float]] = {}
        for _time in range(given.repeat):
            for what, file, begins in (
                ("LinkedIn, the first time", "linkedin.csv", True), ("the very same file", "linkedin.csv", False),
                ("another file with nothing new", "again.csv", False),
                ("a newer one, every role changed", "newer.csv", False),
                ("a phone, the first time", "phone.vcf", True), ("the very same file of the phone", "phone.vcf", False),
            ):  # fmt: skip
                if begins:
                    fresh(home)
                times.setdefault(what, []).append(seconds(home, file))
    for what, several in times.items():
        print(f"{what:36} {statistics.median(several):5.2f} s")


if __name__ == "__main__":
    main()
