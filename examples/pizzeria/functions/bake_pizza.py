"""Bakes one pizza. A napoli needs a hotter oven than there is at first: the first attempt fails."""

import time

from calls import counted


class OvenTooCold(Exception):
    """The workflow retries it by this name."""


@counted
def handler(event, context):
    pizza = event["pizza"]
    if pizza["name"] == "napoli" and event["attempt"] == 0:
        raise OvenTooCold("A napoli wants 450 °C.")
    time.sleep(0.3)
    return {"name": f"{pizza['size']} {pizza['name']}", "number": event["number"]}
