"""Asks a payment provider for money. The provider answers in its own time, with the task token.

A real provider would call back through a web hook. Here it is a process of its own (payment_provider.py), so that it
lives on when this function, or the whole workflow server, does not.

  card "busy"      this function fails, and the workflow tries it again
  card "declined"  the provider refuses
  card "silent"    nobody ever answers, and the task times out"""

import os
import subprocess
import sys

from calls import counted

PROVIDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "workers", "payment_provider.py")


class PaymentProviderBusy(Exception):
    """The workflow retries it by this name."""


@counted
def handler(event, context):
    if event["card"] == "busy":
        raise PaymentProviderBusy("The payment provider answers with 503.")
    subprocess.Popen(
        [sys.executable, PROVIDER, event["orderId"], str(event["amount"]), event["card"], event["taskToken"]],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    return {"accepted": event["orderId"]}
