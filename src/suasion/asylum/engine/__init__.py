"""Rules at work on tables of cases, by the million.

windows.py     days and classes of cases -> one table a rule
program.py     a rulebook compiled for numpy
evaluate.py    decisions, with a bit for every clause as the reason
answers.py     decisions in words, with sources and why
"""
