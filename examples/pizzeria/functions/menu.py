"""What there is, and its price in cents."""

PIZZAS = {"diavola": 1850, "funghi": 1700, "margherita": 1450, "napoli": 1750}
SIZES = {"small": 80, "medium": 100, "large": 130}  # per cent of the price
EXTRA = 150
DELIVERY = 500
CURRENCY = "EUR"
