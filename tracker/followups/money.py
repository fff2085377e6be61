"""Amounts of money as people write and read them; kept in the currency's smallest unit."""

import re
from decimal import Decimal

from babel.numbers import format_currency, get_currency_precision

from tracker.errors import Refusal
from tracker.words import language, lazy

CURRENCIES = ("USD", "KRW", "EUR", "GBP", "CAD", "AUD", "NZD", "JPY", "MXN", "CHF")

_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", re.ASCII)
_PLAIN = re.compile(r"\d+(?:[.,]\d{1,2})?", re.ASCII)
MOST_DIGITS = 16


class AmountUnclear(Refusal):
    sentence = lazy("Write the amount in figures, such as 50 or 49.50.")
    field = "amount"


class CurrencyUnknown(Refusal):
    sentence = lazy("Choose the currency.")
    field = "currency"


class NoSuchCoin(Refusal):
    sentence = lazy("%(currency)s has no such small coin. Round the amount.")
    field = "amount"


def smallest_units(text: str, currency: str) -> int:
    """ "49.50" and USD make 4950; "1,250" is a thousand and more, "12,5" twelve and a half.

    Raises AmountUnclear, CurrencyUnknown, NoSuchCoin.
    """
    if currency not in CURRENCIES:
        raise CurrencyUnknown
    text = text.strip()
    if len(text) > MOST_DIGITS:
        raise AmountUnclear
    if _GROUPED.fullmatch(text):
        amount = Decimal(text.replace(",", ""))
    elif _PLAIN.fullmatch(text):
        amount = Decimal(text.replace(",", "."))
    else:
        raise AmountUnclear
    units = amount.scaleb(get_currency_precision(currency))
    if units != units.to_integral_value():
        raise NoSuchCoin(currency=currency)
    return int(units)


def money_words(value: int, currency: str) -> str:
    """ "$49.50", in the language in force."""
    amount = Decimal(value).scaleb(-get_currency_precision(currency))
    return format_currency(amount, currency, locale=language())


def in_whole(value: int, currency: str) -> float:
    """49.5 for 4950 and USD: as a spreadsheet adds it up."""
    return float(Decimal(value).scaleb(-get_currency_precision(currency)))
