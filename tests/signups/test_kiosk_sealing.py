"""What a tablet seals opens for its own kiosk and its own entry, and for nothing else."""

import base64

import pytest

from tracker.signups import kiosk_sealing
from tracker.signups.kiosk_sealing import Unopened

KIOSK, SUBMISSION, SAID = "0123456789abcdef", "a" * 32, '{"name": "민지 Zephyrine"}'


def test_it_opens_for_its_kiosk_and_its_entry_alone() -> None:
    public, private = kiosk_sealing.new_pair()
    envelope = kiosk_sealing.seal(SAID, public, KIOSK, SUBMISSION)
    assert kiosk_sealing.unseal(envelope, private, KIOSK, SUBMISSION) == SAID
    _other_public, other = kiosk_sealing.new_pair()
    for key, kiosk, submission in (
        (other, KIOSK, SUBMISSION), (private, KIOSK[::-1], SUBMISSION), (private, KIOSK, "b" * 32),
    ):  # fmt: skip
        with pytest.raises(Unopened):
            kiosk_sealing.unseal(envelope, key, kiosk, submission)


def test_damaged_anywhere_or_cut_anywhere_it_does_not_open() -> None:
    public, private = kiosk_sealing.new_pair()
    envelope = kiosk_sealing.seal(SAID, public, KIOSK, SUBMISSION)
    for place in (0, 1, 40, 70, 80, len(envelope) - 1):
        broken = bytearray(envelope)
        broken[place] ^= 0x40
        for each in (bytes(broken), envelope[:place]):
            with pytest.raises(Unopened):
                kiosk_sealing.unseal(each, private, KIOSK, SUBMISSION)


def test_length_tells_nothing_of_who_it_is() -> None:
    public, _private = kiosk_sealing.new_pair()
    lengths = {len(kiosk_sealing.seal("x" * n, public, KIOSK, SUBMISSION)) for n in (0, 1, 40, 700, 1_023)}
    assert (
        len(lengths) == 1 and len(kiosk_sealing.seal("x" * 1_024, public, KIOSK, SUBMISSION)) == lengths.pop() + 1_024
    )


# Sealed by static/kiosk/sealing.js in a browser, for the private key beside it.
PRIVATE = "8e55d88e6ca3825fa35bebb8c372e9b30bfa58d979e07edbd531feba2a3b3db2"
BY_A_BROWSER = (
    "AQTwvtbqBxZt3OFlP/KG4V/l2IGo6dg+BBKg4ZuDr0NrSkiHsT/5/7JvRwMIuQK5vwFw3ZxoIU049ZVEgkDRtPAvFkxco2ilhuwqq1U1/i1g8z83qDvHX6Ge"
    "d5kGFu4gzjRqyYpKoZffL4oFZWR/VfRREiIUToGi6sNm3kZAdGEZXgj3YDH0rzFmA1y3lfiVXsJPEHHeddNm1y/u1fee//LIYGKfEVGLB3gtb429pjCu6HNN"
    "IgBlk0go9sh7MOxoY5/dSp6E999IRCFLfCJuv1TBAgvyhqxCaQjh0QpjstoGHpXK53i8mxDTOchURJHrTbwnCzEa4w8d0ZCojSqsj0huyJlM5Up21UHwky+N"
    "J8Z2Ebkv7FqYPK8nST9JvDoVZendn+BCt/2CVKgdrDFk4m0Qiv2unBvzvzVK5ZvIFRQMDbZjIAEwOYKYnuFEyLguPXkciciPSCpRUeE5zbrTgdHDi4d+J7yP"
    "DeTQEeisV1qQfH1gS9DLx75uiQt0osirtb86dZmQohaYaSV0kX8O4aQgUfpYM/f7ykx/mkv2pxDR8QratKpGAqbEsdyBDYO75OgtK1ZmQoaAMsT59Ff/LFBu"
    "0dhg1Vk2kUWGm1tYQhZyCGxwqUIlekKQZnRO/925ljPZdtuCjeSfe8bJ6m10kbmMWJ683imgGFo1DJCcYmrM7V9Fo0tVUoMt3VM+aaisFATZj+RKMBssPRJV"
    "MB5/vaI3oTe4ZHvxLWWnZApe1VBqFjxXP/ENAnVmH73186pX5FPWcV3AIJ1J48xT6qQldgljkFBeypHBFuGdChTO/d0U8G5D3SaA3QZYg6FlmZRQcBNJru0U"
    "jladmO+9oSSm0SJQqugaV6pt8/FQAMM5RlFG8hinS9241L9lDvTfwqWs0Q+bq+urtM46xhI33Kat5hErqJ3oFw10Psxvq7FZrSaT7I5emmWV0LZq4kWXYG8H"
    "G0mGNUbkeM6A8J0p/odv2efu6Dw2HZyUCcPrXeun7wHSmUTZLI46aLPU9rK3PGvIi+DsQz6ygXdlySMaboKSOF3VNUM9YYO88QyeWUrntKY8em8/+fzCBZnK"
    "l3arM9Str2cEHwZxEiKfj3kYUTblnlXv9moK0qcMyc+4QRUf18Z1uPaDscLLgY1woO+IgQEhXEnYTLxAyn1oxaKMukh/tTQRF+Gma/gX2TUk653yjeDh1D4R"
    "35M7XvM7enXv/EOmDPHYNBCyP7/4lL8++2cgEQe7/jiCpm2BXEI+ef9tExUBqn8m9/5NrMRXqzR3m+G7y/nU5hRjt4Bn+KC5wrkfBQYmDmg4pdjp2+pkNwUq"
    "1Jvxip0n0vQhtl82unHnBSb97BdUMW6z6MZ4Jl0/f1MDP7IdnGvn2LI72wSTY0fq5VW8cZxZnkGcTUZ33lWwLPxhxRlRIIN+2MnSjj/GyvCU7RbEdQ9KWEtu"
    "aDm0N1EolxE8Q50PtRrLOXQiBGHL3vw92lz3zmolUHLcDEU9V6E="
)


def test_what_a_browser_sealed_opens_here() -> None:
    assert kiosk_sealing.unseal(base64.b64decode(BY_A_BROWSER), PRIVATE, KIOSK, SUBMISSION) == SAID
