"""Words that were left with a signup: its note, and answers to what we asked."""

from tracker.signups.signup import Signup, SignupAnswer
from tracker.store.old import Old

OLD = (
    Old(
        Signup,
        held=lambda: Signup.note_sealed.is_not(None),
        over=lambda before: Signup.at < before,
        empties=(Signup.note_sealed,),
    ),
    Old(
        SignupAnswer,
        held=lambda: SignupAnswer.text_sealed.is_not(None),
        over=lambda before: SignupAnswer.at < before,
        empties=(SignupAnswer.text_sealed,),
    ),
)
