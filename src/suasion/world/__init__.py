"""The run: the only room that knows the accord and the engines.

clock.py       days to periods, cut wherever something dated changes
outlook.py     what is known of a series on a day, and joint paths of the rest
known.py       which figures and numbers of the document were public on a day
compile.py     an accord and a day to plain arrays
state.py       the arrays of one block of draws
loop.py        one pass over the periods: decide, rates, trade, observe, review
labelled.py    those arrays under the names of variables.csv
run.py         all of it, block by block
goods.py       what imports do under a tariff, and who pays
long_run.py    what countries lose and gain once all has settled; long_run_models.py names the models
result.py      the data set and its manifest, saved and opened
answers.py     numbers with ranges and sources
hindcast.py    how good would the forecasts have been?
"""
