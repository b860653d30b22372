"""Calls over a connection each, thousands at a time, and what a server's process holds."""

import asyncio
import json
import pathlib
import resource

SCOPE = "AWS4-HMAC-SHA256 Credential=000000000000/20260101/us-east-1/states/aws4_request, Signature=0"


def take_all_files():
    """As many connections as the system lets a process have."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def memory(process):
    """Resident memory in MiB."""
    for line in pathlib.Path(f"/proc/{process.pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) // 1024
    return 0


async def connect(server):
    return await asyncio.open_connection("127.0.0.1", server.port)


async def exchange(connection, operation, parameters):
    """The HTTP status and the answer of one call over a connection, which ends with it."""
    reader, writer = connection
    body = json.dumps(parameters).encode()
    head = (
        f"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Amz-Target: AWSStepFunctions.{operation}\r\nAuthorization: {SCOPE}\r\n"
        f"Content-Type: application/x-amz-json-1.0\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    writer.write(head.encode() + body)
    await writer.drain()
    try:
        head = await reader.readuntil(b"\r\n\r\n")
        length = next(int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length"))
        return int(head.split(b" ", 2)[1]), json.loads(await reader.readexactly(length) or b"{}")
    finally:
        writer.close()


async def call(server, operation, parameters):
    status, answer = await exchange(await connect(server), operation, parameters)
    if status != 200:
        raise RuntimeError(f"{operation}: {answer}")
    return answer
