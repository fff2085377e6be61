"""34: SMTP and PostgreSQL over TLS with certificates checked, and no fall-back."""

import os
import shutil
import ssl
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from tests import postgres
from tests.authority import Authority
from tests.smtp import Post, listening
from tracker.mail.carry import AGAIN, LEFT, Carrier, MailServerUnfit, server_at
from tracker.store import engines
from tracker.store.tls import ConnectionUnsafe, demanded


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


def letter() -> EmailMessage:
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = "s", "desk@example.org", "ally@example.org"
    message.set_content("words")
    return message


def carried(url: str) -> tuple[str, str]:
    with Carrier(server_at(url), hello="localhost") as carrier:
        answer = carrier.carry(letter().as_bytes(), "desk@example.org", "ally@example.org")
    return answer.fate, answer.trouble


@pytest.fixture
def sealed(authority: Authority) -> Iterator[Callable[..., Post]]:
    """A mail server with a certificate for `name`; `at_once`: TLS from the first word."""
    started = []

    def start(name: str, at_once: bool = False, by: Authority = authority) -> Post:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*by.vouch_for(name))
        post = Post()
        manager = listening(post, **({"ssl_context": context} if at_once else {"tls_context": context}))
        manager.__enter__()
        started.append(manager)
        return post

    yield start
    for manager in started:
        manager.__exit__(None, None, None)


@pytest.mark.parametrize("scheme", ["smtp+starttls", "smtps"])
def test_34_a_letter_leaves_only_to_a_mail_server_that_proves_who_it_is(
    sealed: Callable[..., Post], authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, scheme: str
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    at_once = scheme == "smtps"
    right, wrong = sealed("localhost", at_once), sealed("mail.example.org", at_once)
    (tmp_path / "strange").mkdir()
    strange = sealed("localhost", at_once, by=Authority(tmp_path / "strange", "strange"))
    assert carried(f"{scheme}://localhost:{wrong.port}") == (AGAIN, "certificate")
    assert carried(f"{scheme}://localhost:{strange.port}") == (AGAIN, "certificate")
    assert carried(f"{scheme}://localhost:{right.port}") == (LEFT, "")
    assert [len(post.letters) for post in (right, wrong, strange)] == [1, 0, 0]


def test_34_a_mail_server_without_starttls_gets_nothing(smtp: Post) -> None:
    assert carried(f"smtp+starttls://localhost:{smtp.port}") == (AGAIN, "no tls")
    assert carried(f"smtps://localhost:{smtp.port}")[0] == AGAIN
    assert smtp.letters == []


def test_34_plain_mail_to_another_machine_is_refused_unless_it_is_asked_for() -> None:
    with pytest.raises(MailServerUnfit, match="plain"):
        server_at("smtp://mail.example.org")
    assert server_at("smtp://mail.example.org?plain=yes").scheme == "smtp"
    assert server_at("smtp://127.0.0.1").scheme == server_at("smtp://localhost").scheme == "smtp"


ELSEWHERE = "postgresql+psycopg://house@db.example.org/house"


@pytest.mark.parametrize(
    "url",
    [
        ELSEWHERE,
        f"{ELSEWHERE}?sslmode=verify-full",
        "postgresql+psycopg://house@/house?host=db.example.org",
        "postgresql+psycopg://house@/house?host=localhost,db.example.org",
        "postgresql+psycopg://house@/house?host=localhost:5432&host=db.example.org:5432",
        "postgresql+psycopg://house@localhost/house?hostaddr=192.0.2.7",
        "postgresql+psycopg://house@/house?service=there",
        "postgresql+psycopg://house@[2001:db8::7]/house",
        "postgresql+psycopg://house@localhost.example.org/house",
    ],
)
def test_34_a_postgresql_elsewhere_must_prove_who_it_is(url: str) -> None:
    told = demanded(url, {})
    assert "sslmode=verify-full" in told and "sslrootcert=system" in told


@pytest.mark.parametrize("mode", ["disable", "allow", "prefer", "require", "verify-ca", ""])
def test_34_a_weaker_mode_is_refused_unless_it_is_asked_for(mode: str) -> None:
    with pytest.raises(ConnectionUnsafe, match="sslmode"):
        demanded(f"{ELSEWHERE}?sslmode={mode or 'none'}", {})
    told = demanded(f"{ELSEWHERE}?sslmode={mode or 'none'}&plain=yes", {})
    assert "plain" not in told and "verify-full" not in told


def test_34_this_machine_is_reached_as_before_and_an_own_authority_is_kept() -> None:
    for url in (
        "postgresql+psycopg://house@/house?host=/var/run/postgresql",
        "postgresql+psycopg://house@127.0.0.1/house",
    ):
        assert demanded(url, {}) == url
    assert "sslrootcert=%2Fetc%2Fown.pem" in demanded(f"{ELSEWHERE}?sslrootcert=/etc/own.pem", {})
    assert demanded("postgresql+psycopg://house@/house", {}) == "postgresql+psycopg://house@/house"
    assert "verify-full" in demanded("postgresql+psycopg://house@/house", {"PGHOST": "db.example.org"})
    assert "verify-full" in demanded("postgresql+psycopg://house@localhost/house", {"PGHOSTADDR": "192.0.2.7"})
    secret = "postgresql://house:s3cret@db.example.org/house"
    assert ":s3cret@" in engines.database_url(secret), "the password stays"
    assert engines.database_url("sqlite:///house.db") == "sqlite:///house.db"


@pytest.fixture
def cluster_with_tls(tmp_path_factory: pytest.TempPathFactory, authority: Authority) -> Iterator[tuple[Path, int]]:
    """A PostgreSQL of its own on loopback, with a certificate for localhost."""
    from tests.run import folder
    from tests.server import _free_port

    if postgres.programs() is None:
        pytest.skip("PostgreSQL is not installed")
    path, port = folder() / "postgres-tls", _free_port()
    shutil.rmtree(path, ignore_errors=True)
    postgres.start(path, listen="localhost", port=port)
    for file, name in zip(authority.vouch_for("localhost"), ("server.crt", "server.key"), strict=True):
        shutil.copy(file, path / "data" / name)
        (path / "data" / name).chmod(0o600)
        if os.geteuid() == 0:
            owner = (path / "data").stat()
            os.chown(path / "data" / name, owner.st_uid, owner.st_gid)
    yield path, port
    postgres.stop(path)
    shutil.rmtree(path, ignore_errors=True)


@pytest.mark.postgres
def test_34_postgresql_is_asked_for_its_certificate_and_there_is_no_falling_back(
    cluster_with_tls: tuple[Path, int], authority: Authority, tmp_path: Path
) -> None:
    path, port = cluster_with_tls

    def asks(host: str, root: Path) -> str:
        url = f"postgresql+psycopg://house@{host}:{port}/postgres?sslmode=verify-full&sslrootcert={root}"
        engine = create_engine(url, pool_pre_ping=True)
        try:
            with engine.connect() as connection:
                wanted = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"
                return str(connection.execute(text(wanted)).scalar_one())
        except OperationalError as error:
            return str(error.orig)
        finally:
            engine.dispose()

    assert "does not support SSL" in asks("localhost", authority.file), "no plain connection in its place"
    with psycopg.connect(host=str(path), port=port, user="house", dbname="postgres", autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET ssl = on")
        connection.execute("SELECT pg_reload_conf()")
    assert asks("localhost", authority.file) == "True"
    (tmp_path / "strange").mkdir()
    assert "certificate verify failed" in asks("localhost", Authority(tmp_path / "strange", "strange").file)
    assert "does not match host name" in asks("127.0.0.1", authority.file)
