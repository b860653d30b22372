"""Checks an order and fills in what may be left out."""

from calls import counted
from menu import PIZZAS, SIZES


class InvalidOrder(Exception):
    """The workflow catches it by this name."""


@counted
def handler(event, context):
    pizzas = event.get("pizzas")
    if not pizzas:
        raise InvalidOrder("An order has at least one pizza.")
    checked = []
    for pizza in pizzas:
        name, size = pizza.get("name"), pizza.get("size", "medium")
        if name not in PIZZAS:
            raise InvalidOrder(f"There is no pizza {name!r}; there are {', '.join(sorted(PIZZAS))}.")
        if size not in SIZES:
            raise InvalidOrder(f"There is no size {size!r}; there are {', '.join(SIZES)}.")
        checked.append({"name": name, "size": size, "extras": pizza.get("extras", [])})
    if "card" not in event.get("payment", {}):
        raise InvalidOrder("An order names the card that pays: payment.card.")
    return {
        "orderId": event.get("orderId") or f"order-{context.aws_request_id[:8]}",
        "customer": event.get("customer", "guest"),
        "address": {"zip": "8001", **event.get("address", {})},
        "pizzas": checked,
        "payment": event["payment"],
    }
