"""What is known about cases before any rule is read: its words, its table, and how records, arrays and files fill it.

vocabulary.py    the facts with their words, and the words in which a decision is given
table.py         the table: one column a fact, routes and findings as numbers of distinct ones
values.py        single values, and what can not be in one case
intake.py        records and YAML files -> a table
arrays.py        arrays of a simulation -> a table
stream.py        a CSV of millions of rows -> tables, a chunk at a time
"""
