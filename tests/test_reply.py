"""The new text of an answer, as ten mail programs write it in two languages: nothing quoted, nothing lost."""

import time
from email.message import EmailMessage

import pytest

from followupd.inbox.body import text_of
from followupd.inbox.reply import new_text

US = "followupd <maja@example.org>"
DIGEST = "1. Anna Lind – ring henne\nAnna skrev i tisdags\n\n2. Ben Ek – fika\n3. Cleo Andersson"
QUOTED = "\n".join(f"> {line}".rstrip() for line in DIGEST.split("\n"))
HEADERS = f"Från: {US}\nSkickat: den 23 november 2026 07:00\nTill: Maja Nilsson <maja@example.org>\nÄmne: Tre att höra av sig till"
ENGLISH = f"From: {US}\nSent: Monday, November 23, 2026 7:00 AM\nTo: Maja\nSubject: Three"
SHAPES = {
    "Gmail, web": (f"1 klart, hon anställer\n\nDen mån 23 nov. 2026 kl 07:00 skrev {US}:\n\n{QUOTED}\n", "1 klart, hon anställer"),
    "Gmail, wrapped": (f"1 klart\n\nDen mån 23 nov. 2026 kl 07:00 skrev followupd via Studentkåren <\nmaja@example.org>:\n\n{QUOTED}\n", "1 klart"),
    "Gmail, wrapped before skrev": (f"1 klart\n\nDen mån 23 nov. 2026 kl 07:00 Maja <maja@example.org>\nskrev:\n\n{QUOTED}\n", "1 klart"),
    "Gmail, Android": (f"1 klart\n\nmån 23 nov. 2026 kl. 07:00 skrev {US}:\n\n{QUOTED}\n", "1 klart"),
    "Gmail, English": (f"1 done\n\nOn Mon, Nov 23, 2026 at 7:00 AM {US}\nwrote:\n\n{QUOTED}\n", "1 done"),
    "Apple Mail": (f"Ringde Ben igår\n\n> 23 nov. 2026 kl. 07:00 skrev {US}:\n> \n{QUOTED}\n", "Ringde Ben igår"),
    "iOS": (f"klar 2\n\nSkickat från min iPhone\n\n> 23 nov. 2026 kl. 07:00 skrev {US}:\n> \n> \ufeff\n{QUOTED}\n", "klar 2"),
    "iOS, unmarked": (f"klar 2\n\nSkickat från min iPhone\n\n23 nov. 2026 kl. 07:00 skrev {US}:\n\n\ufeff\n{DIGEST}\n", "klar 2"),
    "iOS, English": (f"done 2\n\nSent from my iPhone\n\n> On Nov 23, 2026, at 7:00\u202fAM, {US} wrote:\n> \n{QUOTED}\n", "done 2"),
    "Thunderbird": (f"vila Cleo till maj\n\nDen 2026-11-23 kl. 07:00, skrev followupd:\n{QUOTED}\n", "vila Cleo till maj"),
    "Thunderbird, below": (f"Den 2026-11-23 kl. 07:00, skrev followupd:\n{QUOTED}\n\n1 klart\n2 ok\n", "1 klart\n2 ok"),
    "Thunderbird, between": (
        "Den 2026-11-23 kl. 07:00, skrev followupd:\n> 1. Anna Lind – ring henne\nklart, hon anställer\n> 2. Ben Ek – fika\nnästa måndag\n",
        "klart, hon anställer\nnästa måndag",
    ),
    "Thunderbird, English": (f"On 11/23/26 07:00, followupd wrote:\n{QUOTED}\n\n1 done\n\n-- \nMaja Nilsson\n070-123 45 67\n", "1 done"),
    "K-9": (
        f"2 nästa måndag\n\nDen 23 november 2026 07:00:12 CET, {US} skrev:\n{QUOTED}\n-- \nSkickat från min Android-enhet med K-9 E-post.",
        "2 nästa måndag",
    ),
    "Roundcube": (f"inte Eva\n\n2026-11-23 07:00 skrev followupd:\n{QUOTED}\n", "inte Eva"),
    "Outlook": (f"1 klart\r\n\r\nMed vänlig hälsning\r\nMaja Nilsson\r\n\r\n{HEADERS}\r\n\r\n{DIGEST}", "1 klart"),
    "Outlook, old": (f"1 klart\n\n-----Ursprungligt meddelande-----\n{HEADERS}\n\n{DIGEST}", "1 klart"),
    "Outlook, web": (f"1 klart\n________________________________\n{HEADERS}\n\n{DIGEST}", "1 klart"),
    "Outlook, iOS": (f"1 klart\n\nHämta Outlook för iOS<https://aka.ms/o0ukef>\n________________________________\n{HEADERS}\n\n{DIGEST}", "1 klart"),
    "Outlook, English": (f"1 done\n\n{ENGLISH}\n\n{DIGEST}", "1 done"),
    "Samsung": (f"1 klart\n\n\nSkickat från min Galaxy\n\n\n-------- Originalmeddelande --------\n{HEADERS}\n\n{DIGEST}", "1 klart"),
    "Yahoo": (f"1 done\n\n    On Monday, November 23, 2026 at 07:00:00 AM GMT+1, {US} wrote:  \n \n {DIGEST}", "1 done"),
    "Proton": (f"1 klart\n\nSkickat från Proton Mail för iOS.\n\n-------- Originalmeddelande --------\nMåndag 23/11/26, {US} skrev:\n\n{QUOTED}", "1 klart"),
    "a signature": (f"1 klart\n2 ok\n\nHälsningar\nMaja\n\nDen mån 23 nov. 2026 kl 07:00 skrev {US}:\n{QUOTED}", "1 klart\n2 ok"),
    "close to the attribution": (f"1 klart\nDen 23 nov. 2026 kl. 07:00 skrev {US}:\n{QUOTED}", "1 klart"),
    "Gmail, in three lines": (f"1 klart\n\nDen mån 23 nov. 2026 kl 07:00\nskrev followupd via Studentkåren <\nmaja@example.org>:\n\n{QUOTED}\n", "1 klart"),
    "a long signature": ("1 klart\n\n-- \n" + "\n".join(f"Rad {n} om Maja" for n in range(20)) + f"\n\nDen mån 23 nov. 2026 kl 07:00 skrev {US}:\n{QUOTED}", "1 klart"),
    "an afterthought": (f"1 klart\n/Maja\n2 ok\n\nDen mån 23 nov. 2026 kl 07:00 skrev {US}:\n{QUOTED}", "1 klart\n2 ok"),
    "wrapped": (
        f"ringde Ben om sommarjobbet och vi kom överens om att jag ska komma förbi på\nfredag kl 12\n\nDen mån 23 nov. 2026 kl 07:00 skrev {US}:\n{QUOTED}",
        "ringde Ben om sommarjobbet och vi kom överens om att jag ska komma förbi på fredag kl 12",
    ),
    "only a signature": (f"\n\nSkickat från min iPhone\n\n> 23 nov. 2026 kl. 07:00 skrev {US}:\n> \n{QUOTED}\n", ""),
}  # fmt: skip
KEPT = (
    "Igår 10:30 skrev Ben till mig:\nhan börjar på ABB\n1 klart\n3 klart",
    "Skickat via LinkedIn till Ben, han flyttar\nSkickat med posten till Eva: artikeln",
    "- Sara Holm – Volvo – batterier\n- Ali, ABB, robotar",
    "1 done\nThanks, Anna called me and starts at ABB",
    "Ringde Ben\nTill: Anna skickade jag artikeln\nDatum: den 4 december ses vi",
    "Den här veckan hörde jag inget.\nMen igår skrev Anna att:\nhon börjar på ABB",
    "Mvh till Anna från mig, ringde henne igår\n2 ok",
    "Hälsningar från Eva, hon flyttar",
)


@pytest.mark.parametrize("name", SHAPES)
@pytest.mark.parametrize("known", [DIGEST, ""], ids=["digest known", "digest gone"])
def test_the_answer_is_found_in_what_a_program_writes_around_it(name: str, known: str) -> None:
    text, wanted = SHAPES[name]
    found = new_text(text, known)
    assert [line.strip() for line in found.splitlines() if line.strip()] == wanted.splitlines()


@pytest.mark.parametrize("text", KEPT)
def test_what_only_looks_like_a_quotation_is_kept(text: str) -> None:
    assert new_text(text) == text


@pytest.mark.parametrize(
    "text",
    ["Den " + "skrev a " * 5000, "a\n\n" * 20_000, ("On " + "a wrote " * 400 + "\n") * 40, ">" * 50_000, "_" * 50_000, "@." * 20_000 + ":"],
    ids=["skrev", "blank lines", "wrote", "marks", "rules", "addresses"],
)  # fmt: skip
def test_no_answer_holds_the_reader(text: str) -> None:
    begun = time.process_time()
    new_text(text, text)
    assert time.process_time() - begun < 0.5


@pytest.mark.parametrize(
    "html",
    [
        '<div dir="ltr">1 klart</div><br><div class="gmail_quote gmail_quote_container"><div class="gmail_attr">Den mån skrev:</div><blockquote>2 klart</blockquote></div>',
        '<p>1 klart</p><div id="appendonsend"></div><hr><div id="divRplyFwdMsg"><b>Från:</b> followupd</div><div>2 klart</div>',
        '<div>1 klart</div><blockquote type="cite"><div>2 klart</div></blockquote>',
        '<p>1 klart</p><div style="border:none;border-top:solid #E1E1E1 1.0pt"><p>Från: followupd</p></div><p>2 klart</p>',
        '<div>1 klart</div><div class="moz-cite-prefix">Den 2026-11-23 skrev followupd:</div><blockquote type="cite">2 klart</blockquote>',
        '<div>1 klart</div><div class="protonmail_quote">2 klart</div>',
        '<div>1 klart</div><div class="yahoo_quoted">2 klart</div>',
    ],
    ids=["Gmail", "Outlook web", "Apple Mail", "Outlook", "Thunderbird", "Proton", "Yahoo"],
)  # fmt: skip
def test_an_answer_in_html_alone_is_without_its_quotation(html: str) -> None:
    message = f"Content-Type: text/html; charset=utf-8\r\n\r\n<html><head><style>p{{}}</style></head><body>{html}</body></html>"
    assert new_text(text_of(message.encode())).split() == ["1", "klart"]


@pytest.mark.parametrize(
    "html", ["<a " * 20_000, "<!--" * 20_000, "<div>" * 20_000, '<a b="' * 10_000, "<![", ""], ids=["a", "comments", "divs", "quotes", "marked", "none"]
)  # fmt: skip
def test_hostile_html_takes_no_time(html: str) -> None:
    begun = time.process_time()
    text_of(b"Content-Type: text/html\r\n\r\n" + html.encode())
    assert time.process_time() - begun < 1


def test_an_answer_that_is_like_a_line_of_the_mail_is_an_answer() -> None:
    assert new_text("2 Ben Ek", "Vem?\n  1 Anna Lind\n  2 Ben Ek") == "2 Ben Ek"
    assert new_text("Klart", "KLART\n* Anna") == "Klart"


def test_a_mail_that_is_attached_is_not_the_persons_own_words_and_every_part_that_is_counts() -> None:
    message = EmailMessage()
    message.set_content("1 klart")
    other = EmailMessage()
    other.set_content("3 klart")
    message.add_attachment(other)
    assert text_of(message.as_bytes()).split() == ["1", "klart"]
    message = EmailMessage()
    message.make_mixed()
    for text in ("1 klart", "2 klart"):
        part = EmailMessage()
        part.set_content(text)
        message.attach(part)
    assert text_of(message.as_bytes()).split() == ["1", "klart", "2", "klart"]


def test_the_lines_of_html_are_those_one_sees() -> None:
    html = b"Content-Type: text/html\r\n\r\n<p>ringde\r\nBen</p><table><tr><td>1 klart</td><td>2 ok</td></tr></table>"
    assert [line for line in new_text(text_of(html)).splitlines() if line] == ["ringde Ben", "1 klart", "2 ok"]


@pytest.mark.parametrize("html", ["<p id=appendonsend>" * 3100, "<div id=divRplyFwdMsg>x" * 3000])
def test_marks_of_quotation_by_the_thousand_take_no_time(html: str) -> None:
    begun = time.process_time()
    text_of(b"Content-Type: text/html\r\n\r\n" + html.encode())
    assert time.process_time() - begun < 2


def test_parts_inside_each_other_by_the_hundred_take_no_time() -> None:
    head = "".join(f'Content-Type: multipart/mixed; boundary="b{n}"\r\n\r\n--b{n}\r\n' for n in range(900))
    begun = time.process_time()
    assert text_of(head.encode() + b"\r\n" * 100_000) == ""
    assert time.process_time() - begun < 1
