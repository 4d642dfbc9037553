"""The law as data: what a rule is, how files are read and checked, what orders and changes do to it.

model.py            rules, windows, orders, exceptions, effects
reader.py           keys of one mapping of a file, each with type, source and sentence
reading_rules.py    one entry of `rules`
reading.py          one file of rules or one scenario
orders.py           court orders: what binds, on what day, for whom
overrides.py        values set, orders dropped, rules added
rulebook.py         all files in order of precedence, with a scenario and changes on top
"""
