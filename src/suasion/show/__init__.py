"""How people look at a result: words for numbers, figures, and one page that holds both."""
