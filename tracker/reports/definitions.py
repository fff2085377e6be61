"""What each figure counts, of what, and with which exceptions: said once, for the page of definitions and every legend.

The words stand in the files beside this one; a test compares what is counted with a slow recount that was written from them.
"""

from tracker.reports.defined_beside import BESIDE
from tracker.reports.defined_rates import RATES
from tracker.reports.defined_rules import NOTES, RULES
from tracker.reports.defined_steps import FUNNEL
from tracker.reports.definition import Definition

__all__ = ["BESIDE", "FIGURES", "FUNNEL", "NOTES", "RATES", "RULES", "Definition"]

# By key.
FIGURES = {each.key: each for each in (*FUNNEL, *RATES, *BESIDE)}
