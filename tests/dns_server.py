"""A real DNS server on loopback that says what a test gives it: TXT records, nothing, or not a word."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset

MUTE = "mute"


@contextmanager
def answering(records: dict[str, list[str] | str]) -> Iterator[tuple[str, int]]:
    """Its address. A name with [] is there without a TXT record; one that is not listed is not there; MUTE says nothing."""
    line = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    line.bind(("127.0.0.1", 0))
    thread = threading.Thread(target=_serve, args=(line, records))
    thread.start()
    yield line.getsockname()
    line.sendto(b"", line.getsockname())
    thread.join()
    line.close()


def _serve(line: socket.socket, records: dict[str, list[str] | str]) -> None:
    while True:
        asked, whose = line.recvfrom(4096)
        if not asked:
            return
        query = dns.message.from_wire(asked)
        name = query.question[0].name.to_text(omit_final_dot=True).lower()
        known = records.get(name)
        if known == MUTE:
            continue
        answer = dns.message.make_response(query)
        answer.flags |= dns.flags.RA
        if known is None:
            answer.set_rcode(dns.rcode.NXDOMAIN)
        for text in known or ():
            # As long ones are published: in pieces of 255 signs.
            pieces = " ".join(f'"{text[at : at + 250]}"' for at in range(0, len(text), 250))
            answer.answer.append(dns.rrset.from_text(f"{name}.", 60, "IN", dns.rdatatype.TXT, pieces))
        line.sendto(answer.to_wire(), whose)
