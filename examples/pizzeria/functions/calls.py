"""Counts calls, so that a test can see how often each piece of work was really done.

With PIZZERIA_CALLS=FILE in the environment each call appends a line of JSON: which function, under which key, when.
The key is the same when Fermata has to repeat a call after a crash, and another one for each new attempt."""

import functools
import json
import os
import time


def counted(handler):
    """Decorates a Lambda handler."""

    @functools.wraps(handler)
    def wrapper(event, context):
        record(context.function_name, context.aws_request_id, event)
        return handler(event, context)

    return wrapper


def record(function, key, event):
    path = os.environ.get("PIZZERIA_CALLS")
    if not path:
        return
    order = event.get("orderId") if isinstance(event, dict) else None
    line = json.dumps({"function": function, "key": key, "order": order, "time": time.time()})
    with open(path, "a") as file:  # one short write in append mode: lines of several processes don't mix
        file.write(line + "\n")
