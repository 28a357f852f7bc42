"""The addresses under which people on the local network find the panel."""

from __future__ import annotations

import fcntl
import socket
import struct
from ipaddress import ip_address

SIOCGIFADDR = 0x8915  # Linux: the IPv4 address of a network interface; works with no route and no name server


def urls(host: str, port: int, tls: bool = False) -> tuple[str, ...]:
    """What to type into a browser, the surest first. For "every address" it lists this machine's own."""
    if host not in {"0.0.0.0", "::", ""}:
        return (_url(host, port, tls),)
    return tuple(_url(name, port, tls) for name in (*lan_addresses(), f"{socket.gethostname()}.local", "localhost"))


def lan_addresses() -> tuple[str, ...]:
    """This machine's IPv4 addresses that others can reach."""
    found = (_address_of(name) for _, name in socket.if_nameindex())
    return tuple(a for a in found if a and not ip_address(a).is_loopback)


def _address_of(interface: str) -> str:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asker:
        try:
            answer = fcntl.ioctl(asker.fileno(), SIOCGIFADDR, struct.pack("256s", interface.encode()[:15]))
        except OSError:  # an interface without an IPv4 address
            return ""
    return socket.inet_ntoa(answer[20:24])


def _url(host: str, port: int, tls: bool) -> str:
    return f"{'https' if tls else 'http'}://{f'[{host}]' if ':' in host else host}:{port}/"
