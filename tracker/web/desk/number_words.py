"""Phone numbers as people write them where they are from."""

# North America: written without its country's number there.
HERE = 1


def number_words(phone: str) -> str:
    """ "(512) 555-0147", "+82 10-1234-5678"; what is no number stays as it is."""
    # Late: what the world knows of numbers is megabytes, and no command needs it at its start.
    from phonenumbers import NumberParseException, PhoneNumberFormat, format_number, parse

    try:
        number = parse(phone)
    except NumberParseException:
        return phone
    style = PhoneNumberFormat.NATIONAL if number.country_code == HERE else PhoneNumberFormat.INTERNATIONAL
    return format_number(number, style)
