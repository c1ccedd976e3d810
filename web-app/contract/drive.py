#!/usr/bin/env python3
"""Asks `minka serve` for every route of its table through Prism, which holds each request and answer to docs/reference/api.yaml.

drive.py MINKA PRISM [--log FILE]: PRISM is the command of @stoplight/prism-cli. Makes both demos in a folder of its own,
serves them, puts the proxy before the server (`proxy --errors`: what the description does not allow becomes an error of the
proxy), and reads and writes as the people of the demos do. Fails for a request or an answer that is not as described, for any
answer of 500 and above, and for a route that was not asked or answered otherwise than its line here expects.
"""
import argparse
import base64
import hashlib
import hmac
import http.client
import json
import pathlib
import re
import socket
import struct
import subprocess
import sys
import tempfile
import time
import urllib.parse

TOP = pathlib.Path(__file__).resolve().parents[2]
PASSWORD = "tres palabras largas 2025"
NOBODY = "00000000-0000-7000-8000-000000000000"

# What needs something that the demos have not: a provider, a device with forms, sheets from the field. Each is asked for all the
# same, and is answered by the refusal that is described.
REFUSED = {
    "POST /api/v1/sign-in/provider", "GET /api/v1/sign-in/provider/return",
    "POST /api/v1/programmes/{programme}/accounts/{account}/links",
    "DELETE /api/v1/programmes/{programme}/accounts/{account}/links/{link}",
    "GET /key/{token}/programmes/{programme}/formList", "GET /key/{token}/programmes/{programme}/forms/{form}",
    "GET /key/{token}/programmes/{programme}/forms/{form}/manifest",
    "GET /key/{token}/programmes/{programme}/forms/{form}/files/{file}",
    "POST /key/{token}/programmes/{programme}/submission",
    "GET /openrosa/programmes/{programme}/forms/{form}", "GET /openrosa/programmes/{programme}/forms/{form}/manifest",
    "GET /openrosa/programmes/{programme}/forms/{form}/files/{file}",
    "GET /openrosa/programmes/{programme}/formList", "POST /openrosa/programmes/{programme}/submission",
    "GET /api/v1/programmes/{programme}/capture/forms/{form}/{version}",
    "GET /api/v1/programmes/{programme}/capture/forms/{form}/{version}/files/{name}",
    "GET /api/v1/programmes/{programme}/observations/{episode}",
    "GET /api/v1/programmes/{programme}/observations/{episode}/page",
    "POST /api/v1/programmes/{programme}/observations/{episode}/release",
    "POST /api/v1/programmes/{programme}/observers/{person}/certificate",
    "GET /api/v1/programmes/{programme}/submission-conflicts/{submission}",
    "POST /api/v1/programmes/{programme}/submission-conflicts/{submission}/decision",
    "GET /api/v1/programmes/{programme}/forms/{form}/export",
    "GET /api/v1/programmes/{programme}/partners/{partner}",
    "GET /api/v1/programmes/{programme}/partners/{partner}/people",
    "GET /api/v1/programmes/{programme}/cycles/{cycle}/groups/{group}/members",
    "POST /api/v1/programmes/{programme}/people/{person}/consents/withdraw",
}


class Violation(Exception):
    pass


def free_port():
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        return place.getsockname()[1]


def ask(port, method, path, headers, body):
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    try:
        line.request(method, path, body, headers)
        answer = line.getresponse()
        return answer.status, answer.getheader("content-type", ""), answer.read()
    finally:
        line.close()


def wait_for(port, path, process, what):
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        try:
            if ask(port, "GET", path, {}, None)[0] < 500:
                return
        except OSError:
            time.sleep(0.1)
    raise SystemExit(f"{what} did not start")


class House:
    """The server with the people of the demos, and the proxy before it."""

    def __init__(self, minka, folder):
        self.minka, self.database = minka, f"{folder}/minka.db"
        self.server_port, self.proxy_port = free_port(), free_port()
        self.tokens, self.answered, self.wrong = {}, {}, []

    def console(self, *words):
        return subprocess.run([self.minka, "--database", self.database, *words], check=True, capture_output=True, text=True).stdout

    def open_account(self, login, programme, role, territory=None):
        where = ["--territory", territory] if territory else []
        told = self.console("account", "open", "--login", login, "--name", f"Persona {login}", "--programme", programme, "--role", role, *where)
        self.tokens[login] = re.search(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){3}", told)[0]

    def enter(self, login):
        """From the one-time password to a token: straight at the server, since a cookie is the browser's affair."""
        cookies, origin = {}, {"origin": f"http://127.0.0.1:{self.server_port}", "content-type": "application/json"}

        def send(path, body):
            line = http.client.HTTPConnection("127.0.0.1", self.server_port, timeout=60)
            held = "; ".join(f"{name}={value}" for name, value in cookies.items())
            line.request("POST", path, json.dumps(body), {**origin, **({"cookie": held} if held else {})})
            answer = line.getresponse()
            text = answer.read()
            if answer.status >= 300:
                raise SystemExit(f"{login} at {path}: {answer.status} {text[:200]!r}")
            for cookie in answer.headers.get_all("set-cookie") or []:
                name, _, value = cookie.split(";")[0].partition("=")
                cookies[name] = value
            return json.loads(text) if text else None

        once = self.tokens[login]
        send("/api/v1/login", {"login": login, "password": once})
        send("/api/v1/me/password", {"current": once, "fresh": PASSWORD})
        send("/api/v1/login", {"login": login, "password": PASSWORD})
        self.tokens[login] = send("/api/v1/me/tokens", {"label": "contrato", "days": 1})["token"]

    def call(self, route, who, fill=None, query="", body=None, raw=None, kind="application/json", expect=None):
        """Through the proxy. Notes how the route was answered; a violation is noted and does not end the walk."""
        method, path = route.split(" ", 1)
        for name, value in (fill or {}).items():
            path = path.replace("{" + name + "}", urllib.parse.quote(str(value), safe=""))
        if "{" in path:
            raise SystemExit(f"{route}: nothing for {path}")
        headers = {"authorization": f"Bearer {self.tokens[who]}"} if who else {}
        content = raw
        if body is not None:
            content = json.dumps(body)
        if content is not None:
            headers["content-type"] = kind
        status, answer_kind, text = ask(self.proxy_port, method, path + query, headers, content)
        told = text[:400].decode("utf-8", "replace")
        if "stoplight.io/prism" in told or status >= 500:
            self.wrong.append(f"{route} {query} as {who}: {status} {text[:1500].decode('utf-8', 'replace')}")
        elif expect and status != expect:
            self.wrong.append(f"{route} {query} as {who}: {status} and not {expect}: {told}")
        self.answered.setdefault(route, []).append(status)
        return json.loads(text) if "json" in answer_kind and text else text


def code_of_secret(secret):
    """TOTP of RFC 6238 with its usual 30 seconds and six digits."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    mac = hmac.new(key, struct.pack(">Q", int(time.time()) // 30), hashlib.sha1).digest()
    at = mac[-1] & 15
    return f"{(struct.unpack('>I', mac[at:at + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


P = "/api/v1/programmes/{programme}"


def first(answer, what):
    if not isinstance(answer, dict) or not answer.get("items"):
        raise SystemExit(f"the demo has no {what}: {str(answer)[:300]}")
    return answer["items"][0]


def own_pages(house):
    for route in ("GET /healthz", "GET /metrics", "GET /api/v1/openapi.json", "GET /api/v1/sign-in/ways"):
        house.call(route, None, expect=200)
    house.call("GET /api/v1/me", "directora", expect=200)
    house.call("GET /api/v1/me/data", "directora", expect=200)
    house.call("PUT /api/v1/me/language", "directora", body={"language": "en"}, expect=204)
    house.call("PUT /api/v1/me/language", "directora", body={"language": "es"}, expect=204)
    made = house.call("POST /api/v1/me/tokens", "directora", body={"label": "otro", "days": 2}, expect=201)
    house.call("GET /api/v1/me/tokens", "directora", expect=200)
    house.call("DELETE /api/v1/me/tokens/{token}", "directora", {"token": made["id"]}, expect=204)
    house.call("GET /api/v1/me/second-factor", "evaluadora", expect=200)
    offer = house.call("POST /api/v1/me/second-factor/offer", "evaluadora", expect=200)
    house.call("POST /api/v1/me/second-factor", "evaluadora", expect=201,
               body={"secret": offer["secret"], "code": code_of_secret(offer["secret"]), "current": PASSWORD})
    house.call("POST /api/v1/me/second-factor/stop", "evaluadora", body={"current": PASSWORD}, expect=204)
    house.call("POST /api/v1/login", None, body={"login": "directora", "password": PASSWORD}, expect=200)
    house.call("POST /api/v1/login", None, body={"login": "directora", "password": "otra cosa que no es"}, expect=401)
    house.call("POST /api/v1/me/password", "evaluadora", body={"current": PASSWORD, "fresh": PASSWORD + " y una"}, expect=204)
    house.call("POST /api/v1/logout", "evaluadora")
    house.call("POST /api/v1/sign-in/provider", None, body={})
    house.call("GET /api/v1/sign-in/provider/return", None, query="?code=x&state=y")


def register_pages(house, programme):
    fill = {"programme": programme}
    land = first(house.call(f"GET {P}/territories", "directora", fill, expect=200), "territory")["id"]
    school = first(house.call(f"GET {P}/schools", "directora", fill, "?limit=5&q=a", expect=200), "school")["id"]
    people = house.call(f"GET {P}/people", "coordinadora", fill, "?limit=5&role=teacher", expect=200)["items"]
    here = {**fill, "territory": land, "school": school, "person": people[0]["id"]}
    for route in ("/home", "/profile", "/territories/{territory}", "/territories/{territory}/map", "/territories/{territory}/indicators",
                  "/schools/{school}", "/people/{person}", "/cycles", "/partners"):
        house.call(f"GET {P}{route}", "directora", here, expect=200)
    for route, who in (("schools", "directora"), ("territories", "directora"), ("people", "coordinadora"), ("partners", "directora"),
                       ("indicators", "directora"), ("accounts", "administradora")):
        for kind in ("csv", "xlsx"):
            house.call(f"GET {P}/exports/{route}", who, fill, f"?format={kind}", expect=200)
    house.call(f"PUT {P}/schools/{{school}}/security", "directora", here, body={"level": "low"}, expect=200)
    house.call(f"GET {P}/lookalikes", "coordinadora", fill, expect=200)
    house.call(f"POST {P}/people/{{person}}/merge", "coordinadora", here, body={"into": people[1]["id"]}, expect=200)
    house.call(f"POST {P}/people/{{person}}/unmerge", "coordinadora", here, expect=200)
    house.call(f"GET {P}/partners/{{partner}}", "directora", {**fill, "partner": NOBODY}, expect=404)
    house.call(f"GET {P}/partners/{{partner}}/people", "directora", {**fill, "partner": NOBODY}, expect=404)
    house.call(f"GET {P}/imports", "coordinadora", fill, expect=200)
    table = base64.b64encode("codigo;nombre\n1;Una\n".encode()).decode()
    house.call(f"POST {P}/imports", "coordinadora", fill, expect=200,
               body={"kind": "schools", "run": "look", "file": "escuelas.csv", "content": table, "columns": [], "constants": []})
    asked = house.call(f"POST {P}/territories/{{territory}}/exports", "directora", here, expect=200)
    for _ in range(200):
        made = house.call(f"GET {P}/territories/{{territory}}/exports", "directora", here, expect=200)["items"]
        if any(one["id"] == asked["id"] and one.get("ended_at") for one in made):
            break
        time.sleep(0.1)
    house.call(f"GET {P}/territories/{{territory}}/exports/{{export}}", "directora", {**here, "export": asked["id"]}, expect=200)
    return here, people


def accounts(house, programme):
    fill, who = {"programme": programme}, "administradora"
    made = house.call(f"POST {P}/accounts", who, fill, body={"login": "nueva", "name": "Nueva Persona", "grant": {"role": "evaluator"}}, expect=201)
    here = {**fill, "account": made["id"], "link": NOBODY}
    grant = house.call(f"POST {P}/accounts/{{account}}/grants", who, here, body={"role": "adviser"}, expect=200)
    house.call(f"GET {P}/accounts", who, fill, expect=200)
    house.call(f"DELETE {P}/grants/{{grant}}", who, {**fill, "grant": grant["id"]}, expect=204)
    house.call(f"POST {P}/accounts/{{account}}/reset", who, here, expect=200)
    house.call(f"POST {P}/accounts/{{account}}/second-factor/lift", who, here)
    house.call(f"GET {P}/accounts/{{account}}/links", who, here, expect=200)
    house.call(f"POST {P}/accounts/{{account}}/links", who, here, body={"code": "ABCD-EFGH"})
    house.call(f"DELETE {P}/accounts/{{account}}/links/{{link}}", who, here)
    house.call(f"GET {P}/ledger", who, fill, "?limit=20&kind=access_grant", expect=200)
    house.call(f"POST {P}/backups", who, fill, expect=201)
    house.call(f"GET {P}/backups", who, fill, expect=200)


def privacy(house, here, people):
    who = "oficial"
    taken = house.call(f"POST {P}/requests", who, here, body={"kind": "access", "subject": people[0]["id"], "words": "Quiero ver lo mío."}, expect=200)
    house.call(f"POST {P}/requests/{{request}}/answer", who, {**here, "request": taken["id"]}, body={"outcome": "done"}, expect=200)
    house.call(f"GET {P}/people/{{person}}/data", who, here, expect=200)
    house.call(f"POST {P}/people/{{person}}/consents/withdraw", who, here, body={"purpose": "image"})
    house.call(f"GET {P}/consents", who, here, expect=200)
    subject = people[-1]["id"]
    taken = house.call(f"POST {P}/requests", who, here, body={"kind": "erasure", "subject": subject, "words": "Que me borren."}, expect=200)
    house.call(f"POST {P}/requests/{{request}}/erase", who, {**here, "request": taken["id"]}, expect=200)
    house.call(f"GET {P}/erasures", who, here, expect=200)
    house.call(f"GET {P}/erasures/{{subject}}", who, {**here, "subject": subject}, expect=200)
    house.call(f"GET {P}/requests", who, here, expect=200)
    house.call(f"GET {P}/danger-notices", who, here, expect=200)


def visits(house, here):
    who = "coordinadora"
    board = house.call(f"GET {P}/visits/board", who, here, expect=200)
    house.call(f"GET {P}/visits", who, here, "?limit=20&from=2025-01-01", expect=200)
    house.call(f"GET {P}/visits/overdue", who, here, expect=200)
    for kind in ("csv", "xlsx"):
        house.call(f"GET {P}/exports/visits", who, here, f"?format={kind}", expect=200)
    proposed = [one for one in board["week"] + board["late"] if "agree" in one["acts"]]
    if not proposed:
        raise SystemExit("the demo has no visit to agree on")
    visit = proposed[0]
    house.call(f"GET {P}/visits/{{visit}}", who, {**here, "visit": visit["id"]}, expect=200)
    house.call(f"POST {P}/visits/{{visit}}/steps", who, {**here, "visit": visit["id"]}, expect=200,
               body={"act": "agree", "on": visit["planned_on"] if visit["planned_on"] < "2025-12" else "2025-11-01",
                     "channel": "call", "said_by": "rectora"})
    failed = next((one for one in board["failed"]), None)
    if failed is None:
        raise SystemExit("the demo has no failed visit")
    house.call(f"POST {P}/visits/{{visit}}/retry", who, {**here, "visit": failed["id"]}, body={"planned_on": "2027-03-09"})
    pair = first(house.call(f"GET {P}/pairs", who, here, expect=200), "pair")["id"]
    house.call(f"GET {P}/pairs/{{pair}}/calendar", who, {**here, "pair": pair}, expect=200)
    house.call(f"GET {P}/observations", who, here, expect=200)
    for route, body in (("GET", None), ("POST", None)):
        del body
        tail = "" if route == "GET" else "/release"
        house.call(f"{route} {P}/observations/{{episode}}{tail}", who, {**here, "episode": "E-1"},
                   body=None if route == "GET" else {"reason": "La otra hoja no llegó nunca.", "first": here["person"], "second": NOBODY})
    house.call(f"GET {P}/observations/{{episode}}/page", who, {**here, "episode": "E-1"})
    house.call(f"GET {P}/observers", who, here, expect=200)
    house.call(f"POST {P}/observers/{{person}}/certificate", who, here, body={"codes": "1;2"})


def waiver(house, here, people):
    house.call(f"POST {P}/observers/{{person}}/waiver", "coordinadora", here,
               body={"reason": "No hay otra persona que pueda ir esta semana.", "first": people[1]["id"], "second": people[2]["id"]})


def reports(house, here):
    cycle = first(house.call(f"GET {P}/cycles", "directora", here, expect=200), "cycle")["code"]
    here = {**here, "cycle": cycle}
    house.call(f"GET {P}/cycles/{{cycle}}", "directora", here, expect=200)
    house.call(f"GET {P}/cycles/{{cycle}}/report", "directora", here, expect=200)
    asked = [house.call(f"POST {P}/reports", "directora", here, body={"kind": kind, "cycle": cycle}, expect=200) for kind in ("cycle", "schools")]
    for report in asked:
        for _ in range(400):
            now = house.call(f"GET {P}/reports/{{report}}", "directora", {**here, "report": report["id"]}, expect=200)
            if now["state"] not in ("waiting", "running", "asked", "working", "being_made"):
                break
            time.sleep(0.1)
    house.call(f"GET {P}/reports", "directora", here, expect=200)
    whole = {**here, "report": asked[0]["id"]}
    for tail in ("page", "document"):
        house.call(f"GET {P}/reports/{{report}}/{tail}", "directora", whole, expect=200)
    document = house.call(f"GET {P}/reports/{{report}}/document", "directora", whole)
    table = re.search(r'"table_id"\s*:\s*"([^"]+)"|"table"\s*:\s*"([^"]+)"', json.dumps(document))
    house.call(f"GET {P}/reports/{{report}}/tables/{{table}}", "directora", {**whole, "table": next(filter(None, table.groups())) if table else "x"})
    of_schools = {**here, "report": asked[1]["id"]}
    schools = house.call(f"GET {P}/reports/{{report}}/schools", "directora", of_schools, expect=200)
    if isinstance(schools, dict) and schools.get("items"):
        one = schools["items"][0]
        house.call(f"GET {P}/reports/{{report}}/schools/{{school}}", "directora", {**of_schools, "school": one.get("id") or one.get("school")}, expect=200)
    return here


def groups(house, here):
    who = "coordinadora"
    house.call(f"GET {P}/cycles/{{cycle}}/groups", who, here, expect=200)
    body = {"least": 12, "most": 25, "pinned": [], "together": [], "apart": [], "seconds": 1, "seed": 1}
    ids = []
    for _ in range(2):
        made = house.call(f"POST {P}/cycles/{{cycle}}/groups/proposals", who, here, body=body, expect=200)
        ids.append(made["id"])
        for _ in range(200):
            page = house.call(f"GET {P}/cycles/{{cycle}}/groups/proposals/{{proposal}}", who, {**here, "proposal": ids[-1]}, expect=200)
            if page.get("ended_at") or page.get("state") in ("ready", "done", "failed", "stopped"):
                break
            time.sleep(0.1)
    house.call(f"GET {P}/cycles/{{cycle}}/groups/proposals", who, here, expect=200)
    house.call(f"GET {P}/cycles/{{cycle}}/groups/proposals/{{proposal}}/members", who, {**here, "proposal": ids[0]})
    house.call(f"POST {P}/cycles/{{cycle}}/groups/proposals/{{proposal}}/stop", who, {**here, "proposal": ids[1]})
    house.call(f"POST {P}/cycles/{{cycle}}/groups/proposals/{{proposal}}/apply", who, {**here, "proposal": ids[0]})
    house.call(f"GET {P}/cycles/{{cycle}}/groups/{{group}}/members", who, {**here, "group": NOBODY})


def field(house, here):
    who = "coordinadora"
    house.call(f"GET {P}/capture/pack", who, here)
    fill = {**here, "form": "no-hay", "version": "1", "name": "roster.csv", "file": "lista.csv", "token": "no-hay", "submission": NOBODY}
    for tail in ("", "/files/{name}"):
        house.call(f"GET {P}/capture/forms/{{form}}/{{version}}{tail}", who, fill)
    house.call(f"POST {P}/capture/envelopes", who, fill, raw=b"no es un sobre", kind="application/octet-stream")
    house.call(f"GET {P}/forms", who, fill, expect=200)
    house.call(f"GET {P}/forms/{{form}}/export", who, fill)
    house.call(f"GET {P}/submission-conflicts", who, fill, expect=200)
    house.call(f"GET {P}/submission-conflicts/{{submission}}", who, fill)
    house.call(f"POST {P}/submission-conflicts/{{submission}}/decision", who, fill, body={"keep": "mine"})
    edge = "----contrato"
    sent = (f"--{edge}\r\ncontent-disposition: form-data; name=\"xml_submission_file\"; filename=\"s.xml\"\r\ncontent-type: text/xml\r\n\r\n"
            f"<data id=\"no-hay\"/>\r\n--{edge}--\r\n").encode()
    for base in ("/key/{token}/programmes/{programme}", "/openrosa/programmes/{programme}"):
        for tail in ("/formList", "/forms/{form}", "/forms/{form}/manifest", "/forms/{form}/files/{file}"):
            house.call(f"GET {base}{tail}", None, fill)
        house.call(f"POST {base}/submission", None, fill, raw=sent, kind=f"multipart/form-data; boundary={edge}")


def teams(house, programme):
    fill, who = {"programme": programme}, "especialista"
    board = house.call(f"GET {P}/teams", "nacional", fill, expect=200)
    for kind in ("csv", "xlsx"):
        for route in ("teams", "resolutions"):
            house.call(f"GET {P}/exports/{route}", "nacional", fill, f"?format={kind}", expect=200)
    for row in board["items"][:5]:
        here = {**fill, "ugel": row["ugel"]["id"]}
        house.call(f"GET {P}/ugels/{{ugel}}", "nacional", here, expect=200)
        house.call(f"GET {P}/ugels/{{ugel}}/resolution/draft", who, here)
    without = next(row for row in board["items"] if not row.get("state"))
    house.call(f"POST {P}/ugels/{{ugel}}/steps", who, {**fill, "ugel": without["ugel"]["id"]}, body={"act": "convene"}, expect=200)
    land = without["ugel"]["id"]
    house.call(f"GET {P}/territories/{{territory}}/reads", "nacional", {**fill, "territory": land}, expect=200)
    house.call(f"GET {P}/territories/{{territory}}/map", "nacional", {**fill, "territory": land}, expect=200)


def routes_of_server(house):
    book = json.loads(ask(house.server_port, "GET", "/api/v1/openapi.json", {}, None)[2])
    return {f"{method.upper()} {path}" for path, acts in book["paths"].items() for method in acts if method != "parameters"}


def walk(house):
    own = {}
    for who in ("directora", "nacional"):
        me = json.loads(ask(house.server_port, "GET", "/api/v1/me", {"authorization": f"Bearer {house.tokens[who]}"}, None)[2])
        own[who] = me["grants"][0]["programme"]["id"]
    colombia, peru = own["directora"], own["nacional"]
    own_pages(house)
    here, people = register_pages(house, colombia)
    accounts(house, colombia)
    visits(house, here)
    waiver(house, here, people)
    here = reports(house, here)
    groups(house, here)
    field(house, here)
    privacy(house, here, people)
    teams(house, peru)
    for route in sorted(routes_of_server(house)):
        answers = house.answered.get(route)
        if answers is None:
            house.wrong.append(f"{route}: nobody asked for it")
        elif route not in REFUSED and not any(200 <= status < 400 for status in answers):
            house.wrong.append(f"{route}: never well, {answers}")


def main():
    words = argparse.ArgumentParser()
    words.add_argument("minka")
    words.add_argument("prism", nargs="+")
    asked = words.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        house = House(str(pathlib.Path(asked.minka).resolve()), folder)
        for programme in ("ser-mas-maestro", "apostemos"):
            house.console("demo", programme, "--scale", "0.05", "--out", f"{folder}/{programme}")
        for login, programme, role, land in (
                ("directora", "ser-mas-maestro", "director", None), ("coordinadora", "ser-mas-maestro", "coordinator", "CO"),
                ("administradora", "ser-mas-maestro", "administrator", None), ("oficial", "ser-mas-maestro", "data_protection", None),
                ("evaluadora", "ser-mas-maestro", "evaluator", None), ("nacional", "apostemos", "national_directorate", None),
                ("especialista", "apostemos", "specialist", "PE")):
            house.open_account(login, programme, role, land)
        log = open(f"{folder}/prism.log", "w+")
        server = subprocess.Popen([house.minka, "--database", house.database, "serve", "--port", str(house.server_port),
                                   "--backups", f"{folder}/backups"], stdout=subprocess.DEVNULL)
        proxy = subprocess.Popen([*asked.prism, "proxy", str(TOP / "docs/reference/api.yaml"), f"http://127.0.0.1:{house.server_port}",
                                  "--errors", "--port", str(house.proxy_port)], stdout=log, stderr=subprocess.STDOUT)
        try:
            wait_for(house.server_port, "/healthz", server, "the server")
            wait_for(house.proxy_port, "/healthz", proxy, "the proxy")
            for login in list(house.tokens):
                house.enter(login)
            walk(house)
        finally:
            for process in (proxy, server):
                process.terminate()
                process.wait(30)
        asked_for = sum(len(answers) for answers in house.answered.values())
        print(f"{asked_for} requests to {len(house.answered)} routes, {len(house.wrong)} not as described.")
        for line in house.wrong:
            print(" -", line)
        sys.exit(1 if house.wrong else 0)


main()
