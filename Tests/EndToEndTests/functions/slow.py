import time


def handler(event, context):
    time.sleep(event.get("seconds", 30))
    return "awake"
