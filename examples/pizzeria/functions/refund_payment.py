"""Gives money back. Safe to repeat: a refund is known by its order."""

from calls import counted


@counted
def handler(event, context):
    return {"refund": f"refund-{event['orderId']}", "amount": event["amount"]}
