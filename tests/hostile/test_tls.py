"""Certificates and proxies, on real TLS servers of this machine with an authority of their own."""

import asyncio
import ssl
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
import trustme

from reconciler.api.auth import BasicCredentials
from reconciler.api.client import Api
from reconciler.api.pacing import Limits
from reconciler.api.transports import open_transport
from reconciler.errors import ApiError, SettingsError, UnexpectedAnswer
from tests.api.support import read_request

LIMITS = Limits(requests_per_second=1000, attempts=1, max_body_bytes=100_000)
LOGIN = BasicCredentials("till", "0123456789abcdef0123456789abcdef")
OK = b'{"data": []}'


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(autouse=True)
def _unset(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    for name in ("SSL_CERT_FILE", "SSL_CERT_DIR"):
        monkeypatch.delenv(name, raising=False)


@asynccontextmanager
async def a_tls_server(authority: trustme.CA, host: str, body: bytes) -> AsyncIterator[int]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(host).configure_cert(context)

    async def converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_request(reader)
        head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n"
        writer.write(head.encode() + body)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(converse, "127.0.0.1", 0, ssl=context)
    async with server:
        yield server.sockets[0].getsockname()[1]
        await asyncio.sleep(0.02)  # lets connections close whose handshake failed


async def read(url: str) -> object:
    async with Api(url, LOGIN, LIMITS) as api:
        return (await api.get("/v3/targetGroups")).data


def ask(authority: trustme.CA, *, host: str = "127.0.0.1", body: bytes = OK) -> object:
    async def main() -> object:
        async with a_tls_server(authority, host, body) as port:
            return await read(f"https://127.0.0.1:{port}")

    return asyncio.run(main())


@pytest.mark.parametrize("variable", ["SSL_CERT_FILE", "SSL_CERT_DIR"])
def test_an_authority_of_ones_own_is_trusted_by_the_usual_variables(
    authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    # The name that OpenSSL looks for in a folder: a hash of the authority's subject.
    plain = tmp_path / "authority.pem"
    authority.cert_pem.write_to_path(str(plain))
    context = ssl.create_default_context(cafile=str(plain))
    assert context.get_ca_certs()
    if variable == "SSL_CERT_FILE":
        monkeypatch.setenv(variable, str(plain))
    else:
        subprocess.run(["openssl", "rehash", str(tmp_path)], check=True)
        monkeypatch.setenv(variable, str(tmp_path))

    assert ask(authority) == []


def test_any_other_authority_is_not_trusted_and_it_is_said_what_to_do(
    authority: trustme.CA,
) -> None:
    with pytest.raises(ApiError, match="certificate is not trusted") as caught:
        ask(authority)

    assert "SSL_CERT_FILE" in caught.value.hint
    assert not caught.value.maybe_done


def test_a_certificate_for_another_host_is_not_trusted(
    authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority.cert_pem.write_to_path(str(tmp_path / "a.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "a.pem"))

    with pytest.raises(ApiError, match="certificate is not trusted"):
        ask(authority, host="elsewhere.test")


def test_a_broken_file_of_certificates_is_a_matter_of_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.pem").write_text("no certificate")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "a.pem"))

    with pytest.raises(SettingsError, match="SSL_CERT_FILE"):
        open_transport(httpx.URL("https://api.test"))


def test_a_proxy_sees_the_host_and_nothing_that_is_sent(
    authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is asked for a tunnel; the request itself is for the server at its end alone."""
    authority.cert_pem.write_to_path(str(tmp_path / "a.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "a.pem"))
    seen: list[bytes] = []

    async def main() -> object:
        async with a_tls_server(authority, "api.example", OK) as port:

            async def tunnel(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
                seen.append(await reader.readuntil(b"\r\n\r\n"))
                writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
                there, back = await asyncio.open_connection("127.0.0.1", port)
                await asyncio.gather(_pipe(reader, back, seen), _pipe(there, writer, seen))

            proxy = await asyncio.start_server(tunnel, "127.0.0.1", 0)
            async with proxy:
                address = f"http://127.0.0.1:{proxy.sockets[0].getsockname()[1]}"
                monkeypatch.setenv("HTTPS_PROXY", address)
                return await read("https://api.example")

    assert asyncio.run(main()) == []
    assert seen[0].startswith(b"CONNECT api.example:443 HTTP/1.1")
    assert b"Authorization" not in b"".join(seen)


async def _pipe(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, seen: list[bytes]
) -> None:
    while data := await reader.read(10_000):
        seen.append(data)
        writer.write(data)
        await writer.drain()
    writer.close()


@pytest.mark.parametrize(
    "body",
    [
        OK + b" " * LIMITS.max_body_bytes,
        b'{"data": ' + b"[" * 40_000 + b"]" * 40_000 + b"}",
        b'{"data": [' + b"9" * 5_000 + b"]}",
        b'{"data": [1e999999999]}',
        b'{"data": [NaN]}',
        b"\xff\xfe{}",
    ],
    ids=["long", "deep", "digits", "exponent", "nan", "not UTF-8"],
)
def test_an_answer_that_could_fill_the_memory_is_given_up(
    authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: bytes
) -> None:
    authority.cert_pem.write_to_path(str(tmp_path / "a.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "a.pem"))

    with pytest.raises(UnexpectedAnswer) as caught:
        ask(authority, body=body)

    assert len(caught.value.message) < 300
    assert caught.value.hint
