"""`/privacy`: what is held of supporters, why, who sees it and until when, in sentences that tests hold us to.

Only what this house does, and keeps to, stands here: facts come from house_facts. Change a sentence, and its test.
"""

from flask import Blueprint, render_template

from tracker.web.frame.access import for_anyone
from tracker.web.public import house_facts
from tracker.web.public.sentence import Section, Sentence, told
from tracker.words import lazy

bp = for_anyone(Blueprint("privacy", __name__))

WHO = Section(lazy("Who we are"), (
    Sentence(lazy("%(organisation)s is responsible for what you write here.")),
    Sentence(lazy("Write to us about any of this: %(reply_to)s. A person reads it.")),
))  # fmt: skip
HELD = Section(lazy("What we hold"), (
    Sentence(lazy("What you write: a name, which can be any name, and an e-mail address or a phone number.")),
    Sentence(lazy("What you tick, which film screening you came from, the day, and your language.")),
    Sentence(lazy("Your answer on whether we may contact you, with the exact words of the question.")),
    Sentence(lazy(
        "What passes between us: our letters, your answers to them, short notes after a call, and the groups that we put you into."
    )),
    Sentence(lazy(
        "If you ask to host a film screening: your name, a way to reach you, and what you write. It is answered, "
        "is no yes to anything else, and goes %(requests_kept)s after our answer."
    )),
    Sentence(lazy("If you say no to contact, we do not keep the name and the contact that you write with it. We only count you.")),
    Sentence(lazy("We write down no IP address of yours.")),
    Sentence(lazy("The pages for supporters set no cookie.")),
    Sentence(lazy("Our pages load nothing from anybody else. Our letters hold no picture, and nothing tells us that you opened one.")),
    Sentence(lazy("If you press a next step, we count one more press that day. Who pressed is written down nowhere.")),
))  # fmt: skip
WHY = Section(lazy("Why we hold it"), (
    Sentence(lazy("To thank you, and to do with you what you ticked.")),
    Sentence(lazy("To know how many people a film moves. For that we need only numbers.")),
))  # fmt: skip
SEEN = Section(lazy("Who sees it"), (
    Sentence(lazy("In its lists the team sees an invented name for you, such as “Quiet Heron 7kq2”.")),
    Sentence(lazy("Only those who look after you see beside it what to call you.")),
    Sentence(lazy(
        "What to call you and how to reach you opens for the one person who is to call or write to you. "
        "Roles that this can be: %(callers)s."
    )),
    Sentence(lazy("Anybody else must give a reason first. Roles that can: %(revealers)s.")),
    Sentence(lazy(
        "Roles that can open a letter of ours to you: %(readers)s. An answer of yours that we cannot place: %(sorters)s. "
        "After %(unplaced)s it is gone."
    )),
    Sentence(lazy("Each such look is written down: who looked, at whom, and when.")),
    Sentence(lazy(
        "Other programs of ours, for whose keys administrators answer, may read this too. They may tell us of you: that you signed up "
        "there, which form you sent, where you live. It is held like the rest, and goes with it."
    )),
    Sentence(lazy("You ask for extra care? Then only these roles see more than your invented name: %(careful)s.")),
))  # fmt: skip
LONG = Section(lazy("How long"), (
    Sentence(lazy("After %(months)s without a sign from you, we erase you.")),
    Sentence(lazy(
        "After %(least)s to %(most)s without a sign from you, we erase you. "
        "Each campaign sets its own time; the longest of yours counts."
    )),
    Sentence(lazy("When we shorten that time, and many are due at once, they go a week later.")),
    Sentence(lazy("A month before, where we may write to you, one letter asks: shall we keep in touch?"), when=("asks",)),
    Sentence(lazy(
        "What our letters said goes %(letters_kept)s after they left. Notes go after %(notes_kept)s at most, "
        "unless somebody still works on them."
    )),
    Sentence(lazy("If you ask us to erase you, nobody sees your contact from that moment, and it is gone within 24 hours.")),
    Sentence(lazy(
        "What stays after that does not say who you are: counts, and a mark that nobody can read back, "
        "so that we do not write to you again."
    )),
    Sentence(lazy(
        "Copies that left our house, such as your number on a phone that called you, are listed then, so that we can chase them."
    )),
))  # fmt: skip
KEPT = Section(lazy("How it is kept"), (
    Sentence(lazy("Your name, your contact, our letters and all notes are sealed: encrypted, each by itself (AES-GCM).")),
    Sentence(lazy("The key lies in another place. A stolen copy of the database tells nobody’s name.")),
    Sentence(lazy("What you send here is encrypted on its way to us."), when=("https",)),
    Sentence(
        lazy("Whoever can see a contact signs in with two proofs, and is signed out after %(idle)s without a sign."),
        when=("two_proofs",),
    ),
    Sentence(lazy("With extra care, neither the subject nor the sender’s name of a letter says what it is about.")),
))  # fmt: skip
YOURS = Section(lazy("What you can do"), (
    Sentence(lazy("Sign up for yourself. Under 16: let a parent or guardian sign up.")),
    Sentence(lazy("Choose freely: neither yes nor no is ticked for you.")),
    Sentence(
        lazy("Until you press the button in our first letter, or we speak with you, at most one reminder comes, and none "
             "of the letters that would follow. Calls do not wait for it."),
        when=("all_confirm",),
    ),
    Sentence(
        lazy("In some campaigns, until you press the button in our first letter, or we speak with you, at most one "
             "reminder comes, and none of the letters that would follow. Calls do not wait for it."),
        when=("some_confirm",),
    ),
    Sentence(lazy("Somebody else gave your address? One button in the first letter makes us forget it.")),
    Sentence(lazy("Every letter of ours has a link that stops all letters and calls, at once.")),
    Sentence(lazy("Every letter also leads to your own page: change your language, ask for extra care, or be erased.")),
    Sentence(lazy(
        "From there you can ask for a link with which you see, correct and take away all we hold. "
        "It comes by letter, is good for 30 minutes, and works once."
    )),
    Sentence(lazy("You left only a phone number? Ask whoever calls you for that link.")),
    Sentence(lazy("You think we do wrong? Say so: %(reply_to)s. We would rather hear it than not.")),
))  # fmt: skip
CANNOT = Section(lazy("What we cannot promise"), (
    Sentence(lazy("Whoever takes over our server while it runs can read what it reads.")),
    Sentence(lazy("Whoever opens your mailbox or your phone sees what we wrote to you.")),
    Sentence(lazy("Somebody of the team could be forced to tell what they may see.")),
    Sentence(lazy(
        "A cinema may have cameras, and a network can tell that a phone was here. "
        "This page asks for neither your camera nor your place."
    )),
    Sentence(lazy("Old copies of the sealed text can lie on our disks for a while. Without the key nobody reads them.")),
    Sentence(lazy("What you do not write, nobody can take. A name of your choice and one way to reach you are enough.")),
))  # fmt: skip
NOTICE = (WHO, HELD, WHY, SEEN, LONG, KEPT, YOURS, CANNOT)


@bp.get("/privacy")
def show() -> str:
    facts = house_facts.facts()
    return render_template("public/privacy.html", sections=told(NOTICE, facts), today=house_facts.today())
