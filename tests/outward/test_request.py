"""One request to a real server: to the number that was judged, bounded in time and size, never led on."""

import ipaddress
import socket
import ssl
import time
from collections.abc import Iterator, Sequence
from functools import partial
from http.server import BaseHTTPRequestHandler

import pytest

from tests.receiver import HANG_UP, Receiver, receiving
from tracker.outward import request
from tracker.outward.addresses import Network, place_of
from tracker.outward.request import Answered, NotReached, post

LOOPBACK = (ipaddress.ip_network("127.0.0.1/32"),)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as found:
        yield found


def sent(address: str, *numbers: str, own: Sequence[Network] = LOOPBACK) -> Answered:
    told = iter(numbers)
    resolver = (lambda _host, _port: [next(told)]) if numbers else request.resolved
    return post(place_of(address, LOOPBACK), b'{"a":1}', {"X-Mark": "7"}, own, resolver)


def known_as(numbers: Sequence[str], _host: str, _port: int) -> Sequence[str]:
    return numbers


def trouble(address: str, *numbers: str, own: Sequence[Network] = LOOPBACK) -> str:
    with pytest.raises(NotReached) as said:
        sent(address, *numbers, own=own)
    return said.value.trouble


def test_body_headers_and_path_arrive_and_the_answer_comes_back(receiver: Receiver) -> None:
    answered = sent(receiver.address)
    assert (answered.status, answered.text) == (200, "thank you")
    [told] = receiver.told
    assert (told.path, told.body, told.headers["X-Mark"]) == ("/incoming?key=a1", b'{"a":1}', "7")
    assert told.headers["Host"] == f"127.0.0.1:{receiver.port}"


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.1", "2130706433", "0x7f000001", "[::ffff:127.0.0.1]"])
def test_loopback_is_not_reached_by_any_spelling(receiver: Receiver, host: str) -> None:
    assert trouble(f"http://{host}:{receiver.port}/", own=()) == "forbidden"
    assert trouble(f"https://{host}:{receiver.port}/", own=()) == "forbidden"
    assert not receiver.told


def test_a_name_is_looked_up_once_and_what_was_judged_is_what_is_connected_to(receiver: Receiver) -> None:
    """DNS that answers something harmless first, and then the loopback, gains nothing."""
    with receiving("127.0.0.2", receiver.port) as harmless:
        outside = (ipaddress.ip_network("127.0.0.2/32"),)
        address = f"http://rebinding.example:{receiver.port}/"
        assert sent(address, "127.0.0.2", "127.0.0.1", own=outside).status == 200
        assert len(harmless.told) == 1 and not receiver.told
        assert harmless.told[0].headers["Host"] == f"rebinding.example:{receiver.port}"
        assert trouble(address, "127.0.0.1", "127.0.0.2", own=outside) == "forbidden"
        assert not receiver.told


def test_one_private_number_among_several_makes_the_name_suspicious(receiver: Receiver) -> None:
    for numbers in (["1.1.1.1", "127.0.0.1"], ["127.0.0.1", "1.1.1.1"], ["2606:4700::1", "::1"]):
        with pytest.raises(NotReached) as said:
            post(place_of(f"https://two.example:{receiver.port}/"), b"{}", {}, (), partial(known_as, numbers))
        assert said.value.trouble == "forbidden"


def test_redirects_are_not_followed(receiver: Receiver) -> None:
    receiver.headers = {"Location": f"http://127.0.0.1:{receiver.port}/admin"}
    for status in (301, 302, 303, 307, 308):
        receiver.answers.append(status)
        assert sent(receiver.address).status == status
    assert [each.path for each in receiver.told] == ["/incoming?key=a1"] * 5


def test_no_proxy_of_the_environment_is_asked(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert sent(receiver.address).status == 200


def test_nobody_there_a_name_that_is_not_known_and_a_line_that_breaks(receiver: Receiver) -> None:
    receiver.answers.append(HANG_UP)
    assert trouble(receiver.address) == "no answer"
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        assert trouble(f"http://127.0.0.1:{closed.getsockname()[1]}/") == "unreachable"

    def unknown(_host: str, _port: int) -> list[str]:
        raise socket.gaierror(-2, "Name or service not known")

    with pytest.raises(NotReached) as said:
        post(place_of("https://nowhere.example/"), b"{}", {}, (), unknown)
    assert said.value.trouble == "name"


def test_whoever_answers_drop_by_drop_is_left_when_the_time_is_over(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(request, "PATIENCE", 0.3)

    def drip(handler: BaseHTTPRequestHandler) -> None:
        for letter in b"HTTP/1.1 200 OK\r\nX-Slow: " + b"x" * 10_000:
            try:
                handler.wfile.write(bytes([letter]))
                handler.wfile.flush()
            except OSError:
                return
            time.sleep(0.02)

    receiver.answers.append(drip)
    began = time.monotonic()
    assert trouble(receiver.address) == "too slow"
    assert time.monotonic() - began < 5, "each drop would have begun the time anew: 200 seconds"


def test_an_answer_without_end_is_not_read_to_its_end(receiver: Receiver) -> None:
    receiver.text = b"x" * 5_000_000
    assert len(sent(receiver.address).text) == request.MOST_KEPT

    def headers_without_end(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
        try:
            for number in range(90):
                handler.wfile.write(b"X-%d: " % number + b"x" * 60_000 + b"\r\n")
        except OSError:
            return

    receiver.answers.append(headers_without_end)
    assert trouble(receiver.address) == "too much"


def test_what_it_asks_us_to_wait_is_heard_where_it_is_a_number(receiver: Receiver) -> None:
    for written, heard in (("120", 120), ("soon", None), ("-5", None), ("9" * 30, None), ("", None)):
        receiver.answers.append(503)
        receiver.headers = {"Retry-After": written}
        assert sent(receiver.address).again_after == heard


def test_a_certificate_of_nobody_is_not_trusted_and_one_of_another_name_neither(tmp_path, own_certificate) -> None:
    line, trusted = own_certificate
    with line as port:
        with pytest.raises(NotReached) as said:
            post(place_of(f"https://automation.example:{port}/"), b"{}", {}, LOOPBACK, lambda _h, _p: ["127.0.0.1"])
        assert said.value.trouble == "certificate"
        place = place_of(f"https://automation.example:{port}/")
        assert post(place, b"{}", {}, LOOPBACK, lambda _h, _p: ["127.0.0.1"], trusted).status == 204
        other = place_of(f"https://other.example:{port}/")
        with pytest.raises(NotReached) as said:
            post(other, b"{}", {}, LOOPBACK, lambda _h, _p: ["127.0.0.1"], trusted)
        assert said.value.trouble == "certificate"


@pytest.fixture
def own_certificate(tmp_path) -> tuple[object, ssl.SSLContext]:
    """A server with a certificate for automation.example, and who believes it."""
    from contextlib import contextmanager
    from datetime import UTC, datetime, timedelta
    from http.server import ThreadingHTTPServer
    from threading import Thread

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "automation.example")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("automation.example")]), critical=False)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    pem = tmp_path / "own.pem"
    pem.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + made.public_bytes(serialization.Encoding.PEM)
    )
    serves = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serves.load_cert_chain(pem)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_told: object) -> None:
            return

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_told: object) -> None:
            return

    @contextmanager
    def line() -> Iterator[int]:
        server = Server(("127.0.0.1", 0), Handler)
        server.socket = serves.wrap_socket(server.socket, server_side=True)
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join()
            server.server_close()

    return line(), ssl.create_default_context(cadata=made.public_bytes(serialization.Encoding.PEM).decode())
