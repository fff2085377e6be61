"""Names of invented people and houses; and ways to reach them that are reserved for inventions."""

from random import Random

ENGLISH = (
    "Ada Alma Ben Cora Dale Edith Frank Grace Hugh Iris Jonah June Kit Laurel Miles Nell Owen Pearl Quinn Rhoda Silas Tess "
    "Una Vera Walt Wren Abel Bess Clem Dora Emmett Faye Gus Hattie Ike Joan Lyle Mabel Ned Opal"
).split()
ENGLISH_FAMILIES = (
    "Abbot Barlow Carver Dunn Ellery Fisk Garner Holloway Ingram Joyce Kimball Larkin Mercer Norwood Oakes Prentice Quill "
    "Rowan Sayer Thorne Underhill Vance Whitlock Yarrow Ashby Birch Colby Draper Eads Farrow"
).split()
KOREAN = (
    "민지 서연 지훈 하은 도윤 수아 예준 지우 현우 은서 시우 다은 준호 유나 성민 혜진 태형 소라 영호 미경 정훈 보라 상우 가영 동현 나래"
).split()
KOREAN_FAMILIES = "김 이 박 최 정 강 조 윤 장 임 한 오 서 신 권 황 안 송 류 홍".split()
KOREAN_IN_LATIN = (
    "Min-ji Seo-yeon Ji-hoon Ha-eun Do-yoon Su-ah Ye-jun Hyun-woo Eun-seo Yuna Sung-min Hye-jin Bo-ra Sang-woo".split()
)
KOREAN_FAMILIES_IN_LATIN = "Kim Lee Park Choi Jung Kang Cho Yoon Jang Lim Han Oh Seo Shin Kwon".split()
SPANISH = (
    "Lucía Mateo Elena Diego Inés Tomás Rosa Julián Marisol Andrés Paloma Rafael Carmen Hugo Noelia Iván Pilar Óscar Alba Simón"
).split()
SPANISH_FAMILIES = (
    "García Moreno Ríos Salazar Vega Núñez Ortega Paredes Quiroga Rivas Solís Toledo Urrutia Valdés Zamora Cisneros"
).split()

HOUSES = (
    "Meridian Harbor Orchard Foundry Prairie Juniper Beacon Keystone Willow Granite Larkspur Copperfield Sycamore Milestone "
    "Tidewater Hawthorn Riverbend Cottonwood Evergreen Lamplight"
).split()
HOUSE_KINDS = ("Cinema", "Picture House", "Theatre", "Cinema 8", "Twin", "Film Center", "Cinemas 12", "Playhouse")
STREETS = "Barton Maple Station Union Mill Front Church Canal Market Chestnut".split()

AREA_CODES = (
    "201 202 206 212 213 214 215 216 303 305 310 312 313 314 404 408 410 412 415 503 504 512 602 612 614 617 702 703 713 718 "
    "720 773 801 808 816 818 907 916 919 971"
).split()
DOMAINS = ("example.org", "example.com", "example.net", "mail.example", "post.example")


def person(random: Random, language: str) -> str:
    """A name as its bearer writes it. Some Koreans who read English write theirs in Latin letters."""
    if language == "ko":
        return random.choice(KOREAN_FAMILIES) + random.choice(KOREAN)
    if language == "es":
        return f"{random.choice(SPANISH)} {random.choice(SPANISH_FAMILIES)} {random.choice(SPANISH_FAMILIES)}"
    if random.random() < 0.15:
        return f"{random.choice(KOREAN_IN_LATIN)} {random.choice(KOREAN_FAMILIES_IN_LATIN)}"
    return f"{random.choice(ENGLISH)} {random.choice(ENGLISH_FAMILIES)}"


def address(random: Random, number: int) -> str:
    """An e-mail address under a domain that is reserved for examples; `number` keeps it apart from all others."""
    return f"{random.choice(ENGLISH).lower()}.{number}@{random.choice(DOMAINS)}"


def phone(number: int) -> str:
    """A number of those kept for inventions: 555-0100 to 555-0199, in many area codes."""
    return f"+1{AREA_CODES[number // 100 % len(AREA_CODES)]}55501{number % 100:02}"
