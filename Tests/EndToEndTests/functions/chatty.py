import sys


def handler(event, context):
    sys.stdout.write("\x00\xff garbage \x1b[31m" * 1000)
    sys.stderr.buffer.write(bytes(range(256)) * 100)
    return "said"
