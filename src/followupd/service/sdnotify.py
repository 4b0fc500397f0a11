"""Telling systemd how the service is (sd_notify(3)): one datagram to a socket, nothing without one."""

import os
import socket


def notify(*assignments: str) -> None:
    """Sends assignments such as "READY=1". Silent where nobody listens; a full or lost socket is no reason to stop."""
    address = os.environ.get("NOTIFY_SOCKET")
    if not address:
        return
    if address.startswith("@"):  # Linux's abstract sockets
        address = "\0" + address[1:]
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as server:
        server.setblocking(False)
        try:
            server.connect(address)
            server.send("\n".join(assignments).encode())
        except OSError:
            return
