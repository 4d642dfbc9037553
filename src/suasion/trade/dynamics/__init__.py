"""How fast trade and prices answer a tariff, and what a threat does before it comes.

`paths` elasticities that grow with time, contracts, order lags, pass-through; `front_loading` goods brought forward;
`threats` a tariff that may never be carried out. Figures are in `suasion.trade.elasticities`.
"""
