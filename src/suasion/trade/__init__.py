"""The tariff engine: rates in force and what they cost. Usable alone; it does not know what an accord is."""
