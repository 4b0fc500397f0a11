"""The first quarter of an hour: init, from nothing to a mail that comes, and begun again after a stop."""

import stat
import tomllib
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followupd.cli import main
from followupd.cli.setup_people import parse_people
from followupd.config import settings
from followupd.providers.known import by_mx, provider_of
from followupd.providers.lookup import from_autoconfig, submission
from tests import exports
from tests.conftest import MONDAY, Home, Said, at
from tests.mailserver import PASSWORD, Mailbox, Start

BASICS = "sv\nMaja Berg\nmaja@nowhere.invalid\nEurope/Stockholm\n"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A machine where nothing is set up."""
    found = Home(tmp_path)
    found.config.unlink()
    (tmp_path / "var/followupd.db").unlink()
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setattr("followupd.cli.setup._system_zone", lambda: "")
    monkeypatch.setattr("followupd.cli.setup_mail.ANSWERS_WITHIN", 0.3)  # a server with TLS says nothing first
    return found


def init(home: Home, stdin: str, *options: str) -> Said:
    return home.run("init", *options, stdin=stdin)


def config(home: Home) -> dict[str, dict[str, object]]:
    return tomllib.loads(home.config.read_text())


def with_server(start: Start, authority: tuple[object, Path], *more: str) -> list[str]:
    port = start(tls=True, auth_required=True)
    return ["--smtp-host", "localhost", "--smtp-port", str(port), "--ca-file", str(authority[1]), *more]


# --- who, and whom --------------------------------------------------------------------------------------------


def test_six_answers_lead_to_a_configuration_a_book_and_a_look_at_the_next_mail(home: Home) -> None:
    said = init(home, BASICS + "\nAnna Lind varje månad, Ben Ek sällan\n")
    assert (said.code, said.err) == (0, "")
    assert "Ditt namn" in said.out
    assert "  Anna Lind: varje månad\n  Ben Ek: var sjätte månad\n" in said.out
    assert "Ditt nästa mejl, " in said.out
    assert " 1. Anna Lind" in said.out
    for path in (home.config, home.folder / "contacts.toml", home.folder / "var/followupd.db"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert path.name == "followupd.db" or f"Skrivet: {path}" in said.out, "honest about what it writes"
    assert home.run("check").out.startswith("Allt är bra: 2 personer")


def test_the_language_of_the_terminal_is_not_asked_for(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", "sv_SE.UTF-8")
    said = init(home, "Maja\nmaja@nowhere.invalid\n\n\n\n")
    assert said.out.startswith("Ditt namn")
    assert config(home)["person"]["language"] == "sv"


def test_the_zone_of_the_machine_is_not_asked_for(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("followupd.cli.setup._system_zone", lambda: "Europe/Helsinki")
    init(home, "en\nMaja\nmaja@nowhere.invalid\n\n\n")
    assert config(home)["person"]["timezone"] == "Europe/Helsinki"


def test_an_address_is_no_name(home: Home) -> None:
    said = init(home, "en\nmaja@nowhere.invalid\nMaja\nmaja@nowhere.invalid\nMars\nEurope/Oslo\n\n\n")
    assert "Please give a name." in said.out
    assert config(home)["person"]["name"] == "Maja"


def test_a_wrong_answer_is_asked_for_again(home: Home) -> None:
    said = init(home, "klingon\nsvenska\n\nMaja\nno address\nmaja@nowhere.invalid\nMars\n\n\n!!!\n\n")
    assert said.code == 0, said.err
    assert "Please answer sv or en." in said.out
    assert "”no address” är ingen mejladress" in said.out
    assert "i ”!!!” finns inget namn" in said.out


def test_the_first_of_those_who_matter_come_on_the_next_open_days(home: Home) -> None:
    init(home, BASICS + "\nAnna Lind monthly, Ben Ek, Cleo Dahl yearly\n")
    days = sorted(date.fromisoformat(line.split()[0]) for line in home.run("due").out.splitlines() if line[:2] == "20")
    assert len(days) == 3
    assert len(set(days)) == 3
    assert all(day.weekday() < 5 for day in days)
    assert (days[-1] - days[0]).days <= 6


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("Anna Lind monthly", [("Anna Lind", "every", "monthly")]),
        ("Anna Lind nära; Ben Ek (sällan)", [("Anna Lind", "circle", "nära"), ("Ben Ek", "circle", "då-och-då")]),
        ("Anna Lind - twice a year, Ben", [("Anna Lind", "every", "twice a year"), ("Ben", "circle", "regular")]),
        ("Cleo mentor\nDag: var tredje månad", [("Cleo", "circle", "mentor"), ("Dag", "every", "var tredje månad")]),
        ("Sven-Erik O'Neill varannan vecka", [("Sven-Erik O'Neill", "every", "varannan vecka")]),
        (" , ;", []),
    ],
)
def test_people_are_understood_as_they_are_written(text: str, people: list[tuple[str, str, str]]) -> None:
    found = [(one.name, *next((key, value) for key, value in one.keys.items() if key in ("every", "circle")))
             for one in parse_people(text)]  # fmt: skip
    assert found == people


@given(st.text(max_size=80))
def test_whatever_is_written_about_people_is_taken_or_refused_in_words(text: str) -> None:
    said, people = "", []
    try:
        people = parse_people(text)
    except ValueError as error:
        said = str(error)
    assert all(one.name for one in people)
    nobody = ("no", "none", "nobody", "nej", "ingen", "inga")
    assert said or people or not any(letter.isalnum() for letter in text) or any(no in text.casefold() for no in nobody)


# --- stopped, and begun again ---------------------------------------------------------------------------------


@pytest.mark.parametrize("answers", [4, 5])
def test_begun_again_after_a_stop_it_goes_on_with_what_is_missing(answers: int, home: Home) -> None:
    stopped = init(home, "".join(f"{line}\n" for line in [*BASICS.split("\n")[:4], "", "Anna Lind"][:answers]))
    assert stopped.code == 2
    assert "init" in stopped.err
    again = init(home, "\nAnna Lind\n")
    assert (again.code, again.err) == (0, "")
    assert "config.toml finns; det som saknas kommer nu." in again.out
    assert "Ditt namn" not in again.out
    assert home.run("check").out.startswith("Allt är bra: 1 person")
    third = init(home, "\n")
    assert third.code == 0
    assert "Vilka får inte tappas bort" not in third.out


def test_stopped_before_the_first_thing_is_known_it_leaves_nothing_behind(home: Home) -> None:
    assert init(home, "sv\nMaja\n").code == 2
    assert not home.config.exists()


def test_a_configuration_that_is_there_is_never_replaced(home: Home) -> None:
    init(home, BASICS + "\n\n")
    home.config.write_text("# mine\n" + home.config.read_text().replace("08:00", "06:15"))
    init(home, "\n\n")
    assert home.config.read_text().startswith("# mine\n")
    assert "06:15" in home.config.read_text()


# --- by options alone -----------------------------------------------------------------------------------------


def test_an_option_that_comes_too_late_is_said_to_change_nothing(home: Home) -> None:
    init(home, BASICS + "\n\n")
    said = init(home, "\n", "--email", "other@nowhere.invalid").out
    assert "--email ändrar ingenting där" in said
    assert config(home)["person"]["email"] == "maja@nowhere.invalid"


def test_a_mail_that_would_be_empty_is_not_shown(home: Home) -> None:
    assert "Ditt nästa mejl" not in init(home, BASICS + "\n\n").out


def test_every_answer_is_an_option_for_a_script(home: Home) -> None:
    said = init(home, "", "--yes", "--language", "en", "--name", "Maja", "--email", "maja@nowhere.invalid", "--timezone",
                "Europe/Oslo", "--at", "7.30", "--mail", "folder", "--people", "Anna Lind monthly", "--service", "none")  # fmt: skip
    assert (said.code, said.err) == (0, "")
    assert config(home)["digest"]["at"] == "07:30"
    assert "1. Anna Lind" in said.out


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--yes"], "--language is needed"),
        (["--yes", "--language", "en"], "--name is needed"),
        (["--yes", "--language", "en", "--name", "x", "--email", "hest"], "--email: "),
        (
            ["--language", "en", "--name", "x", "--email", "a@nowhere.invalid", "--timezone", "Mars", "--yes"],
            "--timezone: ",
        ),
        (
            [
                "--language",
                "en",
                "--name",
                "x",
                "--email",
                "a@nowhere.invalid",
                "--timezone",
                "UTC",
                "--at",
                "25",
                "--yes",
            ],
            "--at: ",
        ),
    ],
)
def test_an_option_that_is_missing_or_wrong_is_named(options: list[str], said: str, home: Home) -> None:
    found = init(home, "", *options)
    assert found.code == 2
    assert said in found.err
    assert not home.config.exists()


# --- mail -----------------------------------------------------------------------------------------------------


def test_the_login_is_tried_while_you_are_there_and_a_first_mail_sent(
    home: Home, start: Start, box: Mailbox, authority: tuple[object, Path]
) -> None:
    said = init(home, BASICS + f"wrong\n{PASSWORD}\n\n", *with_server(start, authority))
    assert (said.code, said.err) == (0, "")
    assert "nekade" in said.out or "refused" in said.out or "535" in said.out
    assert "Det fungerar: ett första mejl är på väg till maja@nowhere.invalid." in said.out
    assert len(box.taken) == 1
    assert PASSWORD not in said.out + home.config.read_text()
    secret = home.folder / "smtp-password"
    assert (secret.read_text(), stat.S_IMODE(secret.stat().st_mode)) == (PASSWORD + "\n", 0o600)
    assert config(home)["mail"]["transport"] == "smtp"
    assert settings.load(home.config).mail.smtp is not None


def test_without_a_password_mails_go_into_a_folder_until_the_next_time(
    home: Home, start: Start, box: Mailbox, authority: tuple[object, Path]
) -> None:
    server = with_server(start, authority)
    said = init(home, BASICS + "\n\n", *server)
    assert "Tills vidare läggs mejlen i en mapp här: var/mail." in said.out
    assert config(home)["mail"]["transport"] == "maildir"
    again = init(home, f"{PASSWORD}\n\n", *server)
    assert "Det fungerar" in again.out
    assert len(box.taken) == 1


def test_a_password_from_a_file_stays_in_that_file(
    home: Home, start: Start, box: Mailbox, authority: tuple[object, Path], tmp_path: Path
) -> None:
    secret = tmp_path / "secret"
    secret.write_text(PASSWORD)
    secret.chmod(0o600)
    server = with_server(start, authority, "--password-file", str(secret))
    said = init(home, "", *server, "--yes", "--language", "en", "--name", "M", "--email", "maja@nowhere.invalid", "--timezone",
                "Europe/Oslo")  # fmt: skip
    assert (said.code, said.err) == (0, "")
    assert len(box.taken) == 1
    assert not (home.folder / "smtp-password").exists()
    assert home.run("test-mail").code == 0


def test_a_wrong_password_is_tried_once_with_each_user_name(
    home: Home, start: Start, authority: tuple[object, Path], box: Mailbox
) -> None:
    """By one mechanism of the server's several: each try counts where people are locked out."""
    init(home, BASICS + "wrong\n\n\n", *with_server(start, authority))
    assert [name for name, _password in box.tried] == ["maja@nowhere.invalid", "maja"]


def test_a_server_that_does_not_answer_is_asked_for_again(home: Home) -> None:
    said = init(home, BASICS + "hest.invalid\n\n\n")
    assert "hest.invalid svarar inte, varken på port 465 eller 587." in said.out
    assert said.code == 0


def test_outlook_takes_no_passwords_and_whoever_does_not_sign_in_is_asked_for_another_server(home: Home) -> None:
    said = init(home, BASICS.replace("nowhere.invalid", "hotmail.com") + "\n\n\n")
    assert "Outlook tar inte emot lösenord från program: du loggar in där" in said.out
    assert "Klient-ID för din applikation hos Microsoft" in said.out
    assert "så det får bli en annan server" in said.out
    assert said.code == 0


def test_servers_are_guessed_from_the_address() -> None:
    assert [(one.host, one.port, one.security) for one in submission("maja@gmail.com")] == [
        ("smtp.gmail.com", 465, "tls")
    ]
    assert [one.host for one in submission("maja@ICLOUD.com")] == ["smtp.mail.me.com"]
    guessed = [(one.host, one.port) for one in submission("maja@nowhere.invalid")]
    assert guessed[:2] == [("smtp.nowhere.invalid", 465), ("smtp.nowhere.invalid", 587)]
    provider = provider_of("maja@gmail.com")
    assert provider is not None
    assert provider.app_passwords == "https://myaccount.google.com/apppasswords"
    google = by_mx("aspmx.l.google.com.")
    assert google is not None
    assert google.name == "Gmail"
    assert by_mx("mx.google.com.evil.example") is None
    said = ('<outgoingServer type="smtp"><hostname>out.example.org</hostname><port>465</port><socketType>SSL</socketType>'
            "</outgoingServer>")  # fmt: skip
    assert list(from_autoconfig(said, "outgoing", "smtp")) == [("out.example.org", 465, "SSL")]


# --- an export that lies about --------------------------------------------------------------------------------


def test_an_export_in_the_downloads_is_offered(home: Home, tmp_path: Path) -> None:
    downloads = tmp_path / "home/Downloads"
    downloads.mkdir(parents=True)
    (downloads / "Connections.csv").write_text(exports.linkedin(exports.PEOPLE))
    said = init(home, BASICS + "\nj\nj\n\n")
    assert f"Importera människorna i {downloads}/Connections.csv?" in said.out
    assert "tillagda 3" in said.out
    assert said.code == 0, said.err
    assert "Vilka får inte tappas bort" in said.out, "whoever was imported is unsorted, and nobody is kept yet"


def test_whoever_matters_and_was_just_imported_is_kept_from_now_on(home: Home, tmp_path: Path) -> None:
    (tmp_path / "c.csv").write_text(exports.linkedin(exports.PEOPLE))
    said = init(home, "", "--yes", "--language", "en", "--name", "M", "--email", "m@nowhere.invalid", "--timezone", "UTC", "--mail",
                "folder", "--import", str(tmp_path / "c.csv"), "--people", "Anna Lind monthly, Anna Lind monthly")  # fmt: skip
    assert said.code == 0, said.err
    assert "  Anna Lind: every month" in said.out
    assert "every month" in home.run("explain", "anna").out


def test_a_password_file_that_is_there_is_left_as_it_is(
    home: Home, start: Start, box: Mailbox, authority: tuple[object, Path]
) -> None:
    before = home.folder / "smtp-password"
    before.write_text("another")
    before.chmod(0o644)
    said = init(home, BASICS + f"{PASSWORD}\n\n", *with_server(start, authority))
    assert said.code == 0, said.err
    assert before.read_text() == "another"
    assert stat.S_IMODE((home.folder / "smtp-password-2").stat().st_mode) == 0o600
    assert len(box.taken) == 1


def test_mail_written_in_one_line_is_set_up_as_well(
    home: Home, start: Start, box: Mailbox, authority: tuple[object, Path]
) -> None:
    init(home, BASICS + "\n\n")
    text = home.config.read_text()
    begins, ends = text.index("[mail]"), text.index("[calendar]")
    home.config.write_text('mail = { transport = "maildir", maildir = "var/mail" }\n' + text[:begins] + text[ends:])
    said = init(home, f"{PASSWORD}\n\n", *with_server(start, authority))
    assert said.code == 0, said.err
    assert len(box.taken) == 1
    assert settings.load(home.config).mail.smtp is not None


# --- before it ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["due", "once", "doctor", "sort"])
def test_before_init_every_command_says_what_to_do(command: str, home: Home) -> None:
    said = home.run(command)
    assert said.code in (1, 2)
    assert "nothing is set up here yet. Begin with: followupd init (it takes two minutes)" in said.out + said.err


def test_who_has_only_the_machines_configuration_is_told_to_use_sudo(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """And not to set up a second one beside it."""
    (tmp_path / "etc").mkdir()
    monkeypatch.setattr("followupd.config.location.MACHINES", str(tmp_path / "etc"))
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "mine"))
    assert main(["due"]) == 2
    said = capsys.readouterr().err
    assert f"nothing is set up for you alone. What is in {tmp_path / 'etc'} is the machine's: use sudo" in said


def test_once_in_the_night_says_how_to_see_a_mail(home: Home) -> None:
    init(home, BASICS.replace("sv\n", "en\n") + "\nAnna Lind\n")
    assert (
        "nothing to send now; followupd preview shows how the next one looks"
        in home.run("once", now=at(MONDAY, "02:00")).out
    )
