"""What people ask of rules and decisions.

explain.py, flips.py          why one case ends as it does, and the nearest change of dates that changes it
tables.py, pages.py           the windows of a rule, and every file of rules as a page to read
compare.py                    which cases end otherwise under other rules
boundaries.py, probes.py      cases around every date; random cases in the words of the rules
coverage.py                   clauses that no case of a set looks at
deadlines.py                  working days until a claim or a decision
outcome_rates.py              how often claims succeed, by nationality and year
one_for_one.py                the counter of the EU-Turkey Statement
"""
