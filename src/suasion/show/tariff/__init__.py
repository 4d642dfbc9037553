"""How people look at tariffs: a rate and why, a ledger's costs, a tariff's long run.

costed.py        a ledger in the cases that a threat leaves open
alternatives.py  other ways to buy, and who bears the duty
answers.py       the same as plain numbers; phrases.py as sentences; screen.py on one screen
page.py          the report of a ledger; months_figure.py its chart by month; save.py its files, whole or not at all
rate.py          which measure hits an entry and why, and on which days that changes
world.py         the long run, model beside model; world_page.py its report
requests.py      what was typed, read and checked
template.py      an empty ledger to begin with
"""
