"""Sending one GET request to the web, and what can go wrong with it in a person's words.

Built on urllib for its knowledge of proxies, without its handlers for file:, ftp: and redirects: a
redirect is followed here, where its target is held to the same rules as the first address.
"""

import errno
import http.client
import socket
import ssl
import string
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

MAX_REDIRECTS = 10
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_NO_ROUTE = frozenset({errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN, errno.EADDRNOTAVAIL})
# A packaged Python looks for certificates where they lay on the machine that built it.
_CERTIFICATE_FILES = (
    Path("/etc/ssl/certs/ca-certificates.crt"),  # Debian, Arch
    Path("/etc/pki/tls/certs/ca-bundle.crt"),  # Fedora
    Path("/etc/ssl/ca-bundle.pem"),  # openSUSE
    Path("/etc/ssl/cert.pem"),  # Alpine, macOS
)

OnConnected = Callable[[socket.socket], None]


class WebError(Exception):
    """The server could not be reached, answered with an error, or broke off.

    Attributes:
        hopeless: the next attempt would end in the same way.
        unreachable: there was no connection at all, as on a machine that is offline.
    """

    def __init__(self, what: str, *, hopeless: bool = False, unreachable: bool = False) -> None:
        super().__init__(what)
        self.hopeless = hopeless
        self.unreachable = unreachable


def is_web_address(url: str) -> bool:
    """Tell whether this is an http or https address: no file:, no ftp:."""
    try:
        parts = urllib.parse.urlsplit(url)
        return parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:  # such as brackets around what is no IPv6 address
        return False


def send(
    url: str, headers: Mapping[str, str], *, connect_timeout_s: float, on_connected: OnConnected
) -> http.client.HTTPResponse:
    """Return the answer to a GET request, whatever its status; only redirects are followed.

    `on_connected` is given each new socket before anything is sent; it may raise to stop there.
    """
    opener = urllib.request.OpenerDirector()
    opener.add_handler(urllib.request.ProxyHandler())
    opener.add_handler(_WebHandler(on_connected))
    target = url
    for _ in range(MAX_REDIRECTS + 1):
        if not is_web_address(target):
            raise WebError(f"{url} leads to {target}, which is not on the web.", hopeless=True)
        request = urllib.request.Request(target, headers=dict(headers))  # noqa: S310 - only http and https come here
        response: http.client.HTTPResponse = opener.open(request, timeout=connect_timeout_s)
        location = response.headers.get("Location")
        if response.status not in _REDIRECTS or not location:
            return response
        response.close()  # unread: its body could be endless
        # Some servers send spaces and letters beyond ASCII, which http.client refuses to send back.
        location = urllib.parse.quote(location, encoding="iso-8859-1", safe=string.punctuation)
        target = urllib.parse.urljoin(target, location)
    raise WebError(f"{url} leads from one address to the next without end.", hopeless=True)


def describe(error: BaseException, url: str) -> WebError | None:
    """Return what `error` means; None where it is not the network's."""
    host = urllib.parse.urlsplit(url).netloc
    hopeless = unreachable = False
    if isinstance(error, urllib.error.URLError) and isinstance(error.reason, BaseException):
        error = error.reason
    match error:
        case ssl.SSLCertVerificationError():
            what = f"The certificate of {host} cannot be trusted ({error.verify_message})."
            hopeless = True
        case socket.gaierror():
            what = f"{host} cannot be found ({error.strerror})."
            unreachable = True
        case ConnectionRefusedError():
            what = f"{host} cannot be reached ({error.strerror})."
            unreachable = True
        case TimeoutError():
            what = f"{host} did not answer in time."
        case ConnectionError() | http.client.IncompleteRead() | ssl.SSLEOFError():
            what = f"The connection to {host} broke off."
        case OSError():
            what = f"The connection to {host} failed ({error})."
            unreachable = error.errno in _NO_ROUTE
        case ValueError() | http.client.InvalidURL():  # a UnicodeError is a ValueError: a name that cannot be one
            what = f"{url} is not an address that can be asked for ({error})."
            hopeless = True
        case http.client.HTTPException():
            what = f"The answer of {host} makes no sense ({error!r})."
        case _:
            return None
    return WebError(what, hopeless=hopeless, unreachable=unreachable)


class _Connection(http.client.HTTPConnection):
    """Shows its socket once it is connected."""

    def __init__(self, *args: Any, on_connected: OnConnected, **options: Any) -> None:
        super().__init__(*args, **options)
        self._on_connected = on_connected

    def connect(self) -> None:
        """Connect, then show the socket."""
        super().connect()
        self._on_connected(self.sock)


class _SecureConnection(http.client.HTTPSConnection):
    """Shows its socket once it is connected and the certificate is verified."""

    def __init__(self, *args: Any, on_connected: OnConnected, **options: Any) -> None:
        super().__init__(*args, **options)
        self._on_connected = on_connected

    def connect(self) -> None:
        """Connect, then show the socket."""
        super().connect()
        self._on_connected(self.sock)


class _WebHandler(urllib.request.HTTPHandler):
    """Opens http and https addresses with the connections above; urllib finds its methods by their names."""

    https_request = urllib.request.HTTPHandler.http_request

    def __init__(self, on_connected: OnConnected) -> None:
        super().__init__()
        self._on_connected = on_connected

    def http_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        """Open an http address."""
        return self.do_open(partial(_Connection, on_connected=self._on_connected), req)

    def https_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        """Open an https address."""
        return self.do_open(partial(_SecureConnection, on_connected=self._on_connected, context=_tls_context()), req)


def _tls_context() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.set_alpn_protocols(["http/1.1"])
    places = ssl.get_default_verify_paths()
    if places.cafile is None and places.capath is None:
        for file in _CERTIFICATE_FILES:
            if file.is_file():
                context.load_verify_locations(file)
                break
    return context
