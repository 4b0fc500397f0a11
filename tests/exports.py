"""Exports as LinkedIn, Google, Outlook and phones write them, made by each format's rules: for the tests of imports."""

import base64
import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Somebody:
    first: str
    last: str
    emails: Sequence[str] = ()
    phone: str = ""
    company: str = ""
    role: str = ""
    url: str = ""
    birthday: str = ""
    notes: str = ""
    labels: Sequence[str] = field(default=())
    uid: str = ""
    since: str = "05 Mar 2024"

    @property
    def name(self) -> str:
        return f"{self.first} {self.last}".strip()


ANNA = Somebody("Anna", "Lind", ["anna@example.org"], "+46 70 123 45 67", "Volvo", "Engineer",
                "https://www.linkedin.com/in/anna-lind", "1990-04-12")  # fmt: skip
ASA = Somebody(
    "Åsa", "Öberg", ["asa@example.org", "asa.o@example.net"], "070-765 43 21", "Räksmörgås & Söner AB", "VD; ägare"
)
BO = Somebody("Bo", "Ek", company='Ek "Teknik", Lund', role="Säljare\nNorden", birthday="1988-02-29")
PEOPLE = (ANNA, ASA, BO)

PREAMBLE = (
    'Notes:\n"When exporting your connection data, you may notice that some of the email addresses are missing. '
    "You will only see email addresses for connections who have allowed their connections to see or download their "
    'email address using this setting ""See who can"". You can learn more here."\n\n'
)
LINKEDIN = {
    "en": ["First Name", "Last Name", "URL", "Email Address", "Company", "Position", "Connected On"],
    "sv": ["Förnamn", "Efternamn", "URL", "E-postadress", "Företag", "Befattning", "Ansluten den"],
    "2019": ["First Name", "Last Name", "Email Address", "Company", "Position", "Connected On"],
}
OUTLOOK = {
    "en": ["Title", "First Name", "Middle Name", "Last Name", "Suffix", "Company", "Department", "Job Title",
           "Business Street", "Business Fax", "Business Phone", "Home Phone", "Mobile Phone", "Birthday", "Categories",
           "E-mail Address", "E-mail Type", "E-mail Display Name", "E-mail 2 Address", "E-mail 2 Display Name", "Notes",
           "Web Page"],
    "sv": ["Titel", "Förnamn", "Mellannamn", "Efternamn", "Suffix", "Företag", "Avdelning", "Befattning",
           "Gatuadress, arbete", "Fax, arbete", "Telefon, arbete", "Telefon, hem", "Mobiltelefon", "Födelsedag",
           "Kategorier", "E-postadress", "E-posttyp", "Visningsnamn för e-post", "E-postadress 2",
           "Visningsnamn för e-post 2", "Anteckningar", "Webbsida"],
}  # fmt: skip
GOOGLE_OLD = ["Name", "Given Name", "Additional Name", "Family Name", "Yomi Name", "Birthday", "Notes", "Group Membership",
              "E-mail 1 - Type", "E-mail 1 - Value", "Phone 1 - Type", "Phone 1 - Value", "Phone 2 - Type",
              "Phone 2 - Value", "Organization 1 - Type", "Organization 1 - Name", "Organization 1 - Title",
              "Website 1 - Type", "Website 1 - Value"]  # fmt: skip
GOOGLE_NEW = ["First Name", "Middle Name", "Last Name", "Phonetic First Name", "Name Prefix", "Name Suffix", "Nickname",
              "File As", "Organization Name", "Organization Title", "Organization Department", "Birthday", "Notes",
              "Photo", "Labels", "E-mail 1 - Label", "E-mail 1 - Value", "Phone 1 - Label", "Phone 1 - Value",
              "Phone 2 - Label", "Phone 2 - Value", "Website 1 - Label", "Website 1 - Value"]  # fmt: skip


def linkedin(people: Sequence[Somebody], layout: str = "en", *, preamble: bool = True, separator: str = ",") -> str:
    rows = [
        [one.first, one.last, one.url, next(iter(one.emails), ""), one.company, one.role, one.since] for one in people
    ]
    if layout == "2019":
        rows = [[*row[:2], *row[3:]] for row in rows]
    return (PREAMBLE if preamble else "") + _csv([LINKEDIN[layout], *rows], separator)


def google_old(people: Sequence[Somebody]) -> str:
    return _csv([GOOGLE_OLD, *(
        [one.name, one.first, "", one.last, "", one.birthday or "", one.notes, " ::: ".join([*one.labels, "* myContacts"]),
         "* Work", " ::: ".join(one.emails), "Work", "+46 31 10 00 00", "Mobile", one.phone, "", one.company, one.role,
         "Profile", one.url] for one in people
    )])  # fmt: skip


def google_new(people: Sequence[Somebody]) -> str:
    return _csv([GOOGLE_NEW, *(
        [one.first, "", one.last, "", "", "", "", "", one.company, one.role, "", one.birthday, one.notes, "https://x/y",
         " ::: ".join([*one.labels, "* myContacts"]), "* ", " ::: ".join(one.emails), "Work", "+46 31 10 00 00", "Mobile",
         one.phone, "", one.url] for one in people
    )])  # fmt: skip


def outlook(people: Sequence[Somebody], language: str = "en", separator: str = ",") -> str:
    def born(one: Somebody) -> str:
        if not one.birthday:
            return "0/0/00"
        year, month, day = one.birthday.split("-")
        return f"{int(month)}/{int(day)}/{year}" if language == "en" else one.birthday

    return _csv([OUTLOOK[language], *(
        ["Dr", one.first, "", one.last, "", one.company, "", one.role, "", "", "+46 31 10 00 00", "", one.phone, born(one),
         ";".join(one.labels), *[*one.emails, ""][:1], "SMTP", one.name, *[*one.emails, "", ""][1:2], "", one.notes,
         one.url] for one in people
    )], separator)  # fmt: skip


def vcards(people: Sequence[Somebody], version: str = "3.0", newline: str = "\r\n") -> str:
    return "".join(newline.join([*_card(one, version), ""]) for one in people)


def _card(one: Somebody, version: str) -> list[str]:
    def text(value: str) -> str:
        return value.replace("\\", "\\\\").replace("\n", "\\n").replace(",", "\\,").replace(";", "\\;")

    lines = ["BEGIN:VCARD", f"VERSION:{version}", f"N:{text(one.last)};{text(one.first)};;;", f"FN:{text(one.name)}"]
    if version == "2.1":
        name = "".join(f"={byte:02X}" for byte in one.name.encode())
        quoted = ";CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE"
        split = [f"N{quoted}:{_qp(one.last)};{_qp(one.first)};;;", f"FN{quoted}:{name[:60]}=", name[60:]]
        lines = [*lines[:2], *(split if len(name) > 60 else [split[0], f"FN{quoted}:{name}"])]
        lines += [f"TEL;CELL:{one.phone}"] if one.phone else []
        lines += [f"EMAIL;INTERNET:{address}" for address in one.emails]
    else:
        lines += ["item1.TEL:+46 31 10 00 00", "item1.X-ABLabel:_$!<Work>!$_"] if one.phone else []
        lines += [f"TEL;TYPE=CELL:{one.phone}"] if one.phone else []
        lines += [f"EMAIL;TYPE=INTERNET:{address}" for address in one.emails]
    lines += [f"ORG:{text(one.company)}"] if one.company and version != "2.1" else []
    lines += [f"TITLE:{text(one.role)}"] if one.role and version != "2.1" else []
    lines += [f"BDAY:{one.birthday}"] if one.birthday else []
    lines += [f"URL:{one.url}"] if one.url else []
    lines += [f"UID:{one.uid}"] if one.uid else []
    jpeg = base64.b64encode(b"\xff\xd8\xff\xe0" + bytes(range(256)) * 5).decode()
    picture = ["PHOTO;ENCODING=b;TYPE=JPEG:", *(f" {jpeg[n : n + 74]}" for n in range(0, len(jpeg), 74))]
    return [*lines, *picture, "REV:20240305T101112Z", "END:VCARD"]


def _qp(value: str) -> str:
    return "".join(f"={byte:02X}" for byte in value.encode())


def _csv(rows: Sequence[Sequence[str]], separator: str = ",") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator="\r\n").writerows(rows)
    return out.getvalue()
