"""A request as a stranger to our forms would send it: made from a number, so that the same one can be made again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO, StringIO
from random import Random
from typing import Any
from urllib.parse import quote_from_bytes, unquote_to_bytes, urlencode

from werkzeug.routing import Rule

from app.domain.history.actions import new_key
from tests.access.addresses import PARAMETER, filling, strangers
from tests.access.office import Office, Somebody
from tests.access.walk import Browser
from tests.fuzz import hostile
from tests.fuzz.gathering import Endpoint, Gathered, Pairs

BOUNDARY = "fuzzfuzz"


@dataclass
class Request:
    """What goes over the line."""

    verb: str
    path: str  # percent-encoded
    query: str
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    def environ(self) -> dict[str, Any]:
        """As a server hands it to an application: bytes as latin-1, the path decoded, the query not."""
        environ: dict[str, Any] = {
            "REQUEST_METHOD": self.verb,
            "SCRIPT_NAME": "",
            "PATH_INFO": unquote_to_bytes(self.path).decode("latin-1"),
            "QUERY_STRING": self.query,
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": "localhost",
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": BytesIO(self.body),
            "wsgi.errors": StringIO(),
            "wsgi.multithread": False,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }
        if self.body:
            environ["CONTENT_LENGTH"] = str(len(self.body))
        for name, value in self.headers.items():
            key = name.upper().replace("-", "_")
            environ[key if key in {"CONTENT_TYPE", "CONTENT_LENGTH"} else f"HTTP_{key}"] = value
        return environ

    def __str__(self) -> str:
        query = f"?{self.query}" if self.query else ""
        shown = {name: value[:80] for name, value in self.headers.items() if name != "Cookie"}
        return f"{self.verb} {(self.path + query)[:400]} {shown} {self.body[:600]!r}"


class Fuzz:
    """One person's requests, each made from its number and nothing else."""

    def __init__(
        self, person: Somebody, browser: Browser, office: Office, gathered: Gathered, rules: list[Rule]
    ) -> None:
        self.person, self.browser, self.office, self.gathered = person, browser, office, gathered
        self.open, self.rules = rules, list(gathered.urls.iter_rules())
        self.right = {rule.rule: self.right_of(rule) for rule in self.rules}
        cast = office.cast
        self.ids = [str(one) for one in (
            cast.acme.id, cast.bravo.id, cast.zeta.id, office.delta.id, cast.carla.id, cast.zoe.id, cast.zoe.person_id,
            cast.luca.id, cast.marta.id, office.act_id, office.import_id, office.mail_id, office.mail_id - 1,
        )]  # fmt: skip

    def request(self, rng: Random) -> Request:
        rule = rng.choice(self.open if self.open and rng.random() < 0.7 else self.rules)
        known = self.gathered.of[rule.endpoint]
        posts = "POST" in (rule.methods or ())
        verb = ("POST" if posts else "GET") if rng.random() < 0.93 else rng.choice(hostile.VERBS)
        request = Request(verb, self.path(rule, known, rng), self.query(known, rng))
        request.headers = {"Cookie": self.browser.cookies, "Accept-Language": "en"}
        if rng.random() < 0.3:
            request.headers |= {"HX-Request": "true", "HX-Target": rng.choice(hostile.HEADERS["HX-Target"])}
        if posts:
            self.write_body(request, known, rng)
        if rng.random() < 0.25:
            for name in rng.sample(sorted(hostile.HEADERS), rng.randint(1, 3)):
                request.headers[name] = rng.choice(hostile.HEADERS[name])
        return request

    def right_of(self, rule: Rule) -> tuple[dict[str, str], dict[str, list[Any]]]:
        """What may stand in a rule's address, and what names something else or nothing. Read once, from the tables."""
        right = {name: filling(rule, name, self.office, self.person) for name in rule.arguments}
        return (
            {name: quote_from_bytes(str(value).encode(), safe="/") for name, value in right.items()},
            {name: strangers(rule, name, self.office, self.person) for name in rule.arguments},
        )

    def path(self, rule: Rule, known: Endpoint, rng: Random) -> str:
        if known.paths and rng.random() < 0.3:
            return rng.choice(known.paths)
        right = {name: filling(rule, name, self.office, self.person) for name in rule.arguments}
        values: dict[str, str] = {
            name: quote_from_bytes(str(value).encode(), safe="/") for name, value in right.items()
        }
        for name in rule.arguments:
            if rng.random() < 0.35:
                wrong = [*strangers(rule, name, self.office, self.person), *self.ids]
                values[name] = self.encoded(rng.choice(wrong) if rng.random() < 0.5 else self.value(rng), rng)[:2000]
        path = PARAMETER.sub(lambda parameter: values[parameter[1]], rule.rule)
        return (
            path
            if rng.random() < 0.97
            else path + rng.choice(["/", "//", "/.", "%00", "%2f", ".json", ";x", "%ff", "%0a"])
        )

    def query(self, known: Endpoint, rng: Random) -> str:
        if known.queries and rng.random() < 0.5:
            pairs = list(rng.choice(known.queries))
        else:
            pairs = [
                (name, self.value(rng))
                for name in rng.sample(sorted(known.names), min(len(known.names), rng.randrange(3)))
            ]
        pairs = self.spoilt(pairs, known, rng)
        return "&".join(f"{self.encoded(name, rng)}={self.encoded(value, rng)}" for name, value in pairs)

    def spoilt(self, pairs: Pairs, known: Endpoint, rng: Random) -> Pairs:
        """Pairs with up to three things wrong with them."""
        pairs, names = list(pairs), sorted(known.names) or ["q"]
        for _ in range(rng.choice([0, 1, 1, 2, 3])):
            place, what = rng.randrange(len(pairs) + 1), rng.random()
            if what < 0.55 and place < len(pairs):
                pairs[place] = pairs[place][0], self.value(rng)
            elif what < 0.65 and place < len(pairs):
                del pairs[place]
            elif what < 0.75 and place < len(pairs):
                pairs.append((pairs[place][0], self.value(rng)))
            elif what < 0.95:
                pairs.append((rng.choice(names), self.value(rng)))
            else:
                name = rng.choice([*names, "__class__", "a" * 3000, "", "\x00", "csrf_token"])
                pairs.append((name + rng.choice(["", "[]", "[0]", "-0", "-0-name", ".x", "\r\n"]), self.value(rng)))
        return pairs

    def value(self, rng: Random) -> str:
        return rng.choice(self.ids) if rng.random() < 0.2 else hostile.a_value(rng)

    def encoded(self, value: object, rng: Random) -> str:
        if rng.random() < 0.04:
            return rng.choice(hostile.RAW)
        return quote_from_bytes(str(value).encode("utf-8", "surrogatepass"), safe="")

    def write_body(self, request: Request, known: Endpoint, rng: Random) -> None:
        """A form of ours with something wrong, in one of the encodings, with the token that it needs."""
        pairs = self.spoilt(rng.choice(known.forms) if known.forms else [], known, rng)
        pairs = [(name, f"{new_key()}" if name == "key" and rng.random() < 0.9 else value) for name, value in pairs]
        pairs += self.token(rng)
        kind = rng.random()
        if known.files or kind < 0.1:
            request.body, request.headers["Content-Type"] = (
                b"".join(self.parts(pairs, known, rng)),
                (f"multipart/form-data; boundary={BOUNDARY if kind < 0.97 else rng.choice(['', 'other', 'x' * 300])}"),
            )
        elif kind < 0.15:
            request.body, request.headers["Content-Type"] = json.dumps(dict(pairs)).encode(), "application/json"
        else:
            pairs_of_bytes = [
                (n.encode("utf-8", "surrogatepass"), v.encode("utf-8", "surrogatepass")) for n, v in pairs
            ]
            request.body = urlencode(pairs_of_bytes).encode()
            request.headers["Content-Type"] = "application/x-www-form-urlencoded"
        if rng.random() < 0.03:
            request.body = request.body[: rng.randrange(len(request.body) + 1)]

    def token(self, rng: Random) -> Pairs:
        right, what = ("csrf_token", self.browser.token), rng.random()
        if what < 0.92:
            return [right]
        return rng.choice([[], [("csrf_token", "wrong")], [right, right], [("csrf_token", "\x00"), right]])

    def parts(self, pairs: Pairs, known: Endpoint, rng: Random) -> Iterator[bytes]:
        """The body of a multipart form. Sometimes it does not end, or a part has no name."""
        for name, value in pairs:
            if name in known.files:
                continue
            head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'
            yield (head if rng.random() < 0.99 else head.replace("name=", "nome=")).encode("utf-8", "surrogatepass")
            yield value.encode("utf-8", "surrogatepass") + b"\r\n"
        for name in sorted(known.files) or ["file"]:
            shown = rng.choice(hostile.FILE_NAMES)
            kind = rng.choice(hostile.FILE_TYPES)
            head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"; filename="{shown}"\r\n'
            head += f"Content-Type: {kind}\r\n\r\n"
            yield head.encode("utf-8", "surrogatepass") + rng.choice(hostile.FILES) + b"\r\n"
        if rng.random() < 0.97:
            yield f"--{BOUNDARY}--\r\n".encode()
