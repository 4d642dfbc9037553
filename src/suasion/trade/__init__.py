"""Tariffs: dated rates, a firm's ledger, product lines, general equilibria, and time.

`rates` what is in force and why; `ledger` a firm's own imports; `lines` partial equilibrium at product lines;
`dynamics` the short run; `economy` general equilibrium with one sector; `sectors` with many and their inputs;
`elasticities` figures of lines and dynamics with their sources; `fixed_point` the solver of the general equilibria, and
`products` matrix products with the same bytes on any number of threads.
"""
