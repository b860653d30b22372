"""What an order costs."""

from calls import counted
from menu import CURRENCY, DELIVERY, EXTRA, PIZZAS, SIZES


@counted
def handler(event, context):
    cents = DELIVERY
    for pizza in event["pizzas"]:
        cents += PIZZAS[pizza["name"]] * SIZES[pizza["size"]] // 100 + EXTRA * len(pizza["extras"])
    return {"total": cents / 100, "currency": CURRENCY}
