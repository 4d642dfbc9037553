"""The small language of conditions: text to tree, tree to numpy, tree to English.

nodes.py          the typed tree
expressions.py    text -> tree, checked word by word
arithmetic.py     tree -> steps over columns
english.py        tree -> a clause of English, or its denial
"""
