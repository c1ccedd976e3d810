#!/usr/bin/env python3
"""Asks a served demo for its lists and pages as many people at once, and tells how long the answers take.

bench/serve_bench.py build/release/minka [--scale 10] [--database FILE] [--users 50] [--seconds 5] [--only 'people|visits']

Makes the demo at the scale given (or serves a copy-free FILE made before with its key beside it), signs people in, and lets wrk
(Debian's package) ask for every list and page of the API's own description over and over, with a connection for each user;
besides, for pages and searches that differ from one request to the next. Prints answers a second, the 50th
and 95th of a hundred answers in ms, the server's processor time an answer, its memory at most and how long it took to
start. The limits of the project, at ten times the demo: p95 <= 30 ms, 3,000 lists of 50 rows a second, 300 MiB, 1 s.
Every address is asked once before, and has to answer 200 with a body.
"""
import argparse
import http.client
import json
import os
import pathlib
import re
import subprocess
import tempfile
import time

PORT = 8097
LUA = """
local paths = {PATHS}
local turn = 0
request = function()
  turn = turn % #paths + 1
  return wrk.format("GET", paths[turn])
end
done = function(summary, latency)
  io.write(string.format("%d %d %d %f %f\\n", summary.requests, summary.duration,
    summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.timeout,
    latency:percentile(50) / 1000, latency:percentile(95) / 1000))
end
"""


class Visitor:
    def __init__(self):
        self.cookies = {}

    @property
    def cookie(self):
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def ask(self, method, path, body=None):
        line = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
        headers = {"Origin": f"http://127.0.0.1:{PORT}", "Cookie": self.cookie, "Accept-Language": "es"}
        if body is not None:
            headers["Content-Type"] = "application/json"
        line.request(method, path, json.dumps(body) if body is not None else None, headers)
        answer = line.getresponse()
        text = answer.read()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.split(";")[0].partition("=")
            self.cookies[name] = value
        if answer.status not in (200, 204):
            raise SystemExit(f"{method} {path}: {answer.status} {text[:300].decode()}")
        return json.loads(text) if text[:1] in (b"{", b"[") else text


def processor_and_peak(process):
    ticks = pathlib.Path(f"/proc/{process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    status = pathlib.Path(f"/proc/{process.pid}/status").read_text()
    peak = int(re.search(r"VmHWM:\s+(\d+)", status)[1]) / 1024
    return (int(ticks[11]) + int(ticks[12])) / os.sysconf("SC_CLK_TCK"), peak


def served(minka, database):
    begun = time.monotonic()
    process = subprocess.Popen([minka, "--database", database, "serve", "--port", str(PORT)], stdout=subprocess.DEVNULL)
    while True:
        try:
            line = http.client.HTTPConnection("127.0.0.1", PORT, timeout=5)
            line.request("GET", "/healthz")
            if line.getresponse().status == 200:
                return process, time.monotonic() - begun
        except OSError:
            time.sleep(0.01)
        if process.poll() is not None or time.monotonic() - begun > 60:
            raise SystemExit("the server did not start")


def signed_in(minka, database, role, territory=None):
    login = f"bench-{role.replace('_', '-')}-{os.getpid()}"
    told = subprocess.run([minka, "--database", database, "account", "open", "--login", login, "--name", "Banco de Prueba",
                           "--programme", "ser-mas-maestro", "--role", role, *(["--territory", territory] if territory else [])], check=True, capture_output=True, text=True)
    once = re.search(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){3}", told.stdout)[0]
    visitor = Visitor()
    visitor.ask("POST", "/api/v1/login", {"login": login, "password": once})
    visitor.ask("POST", "/api/v1/me/password", {"current": once, "fresh": "tres palabras largas 2025"})
    visitor.ask("POST", "/api/v1/login", {"login": login, "password": "tres palabras largas 2025"})
    return visitor


def addresses(visitor):
    me = visitor.ask("GET", "/api/v1/me")
    programme = me["grants"][0]["programme"]["id"]
    base = f"/api/v1/programmes/{programme}"
    schools = visitor.ask("GET", f"{base}/schools?limit=50")
    pages = []
    after = schools.get("next")
    while after and len(pages) < 80:
        pages.append(f"{base}/schools?limit=50&after={after}")
        after = visitor.ask("GET", pages[-1]).get("next")
    words = ["mar", "jua", "ana", "lu", "car", "ro", "san", "per", "go", "he", "al", "be", "di", "el", "fe"]
    several = {
        "80 pages of 50 schools in turn": pages,
        "schools by 15 parts of names in turn": [f"{base}/schools?limit=50&q={word}" for word in words],
        "50 people by 15 names in turn": [f"{base}/people?limit=50&q={word}" for word in words],
    }
    return base, {name: paths for name, paths in several.items() if paths}


# What is no list and no page: files made whole, what only a device or the sign-in asks, and reports, which are made once.
OTHER = re.compile(r"/exports/|/key/|/openrosa/|/sign-in/|/metrics|openapi.json|/capture/|/reports/|/resolution/draft|"
                   r"/cycles/{cycle}/report|/links|/erasures/{subject}")


def samples(visitors, base):
    def first(path, key="id"):
        for visitor in visitors:
            try:
                items = visitor.ask("GET", base + path).get("items")
                return items[0][key] if items else None
            except SystemExit:
                continue
        return None

    return {"programme": base.rsplit("/", 1)[1], "territory": first("/territories"), "school": first("/schools?limit=1"),
            "person": first("/people?limit=1"), "cycle": first("/cycles", "code"), "visit": first("/visits?limit=1"),
            "pair": first("/pairs"), "ugel": first("/territories"), "account": first("/accounts")}


def every_page(visitors, base):
    """Each GET route of the API's own description with the first visitor whom it answers."""
    known = samples(visitors, base)
    for path, acts in visitors[0].ask("GET", "/api/v1/openapi.json")["paths"].items():
        if "get" not in acts or OTHER.search(path):
            continue
        names = re.findall(r"{(\w+)}", path)
        if any(known.get(name) is None for name in names):
            continue
        filled = path
        for name in names:
            filled = filled.replace("{" + name + "}", known[name])
        takes = {one["name"] for one in acts["get"].get("parameters", []) if one.get("in") == "query"}
        if "limit" in takes:
            filled += "?limit=50"
        for visitor in visitors:
            try:
                visitor.ask("GET", filled)
            except SystemExit:
                continue
            yield path.replace("/api/v1/programmes/{programme}", ""), [filled], visitor
            break


def main():
    words = argparse.ArgumentParser()
    words.add_argument("minka")
    words.add_argument("--scale", type=float, default=10)
    words.add_argument("--database")
    words.add_argument("--users", type=int, default=50)
    words.add_argument("--seconds", type=int, default=5)
    words.add_argument("--only", default="")
    asked = words.parse_args()
    minka = str(pathlib.Path(asked.minka).resolve())
    with tempfile.TemporaryDirectory() as folder:
        database = asked.database or f"{folder}/demo.db"
        if not asked.database:
            subprocess.run([minka, "--database", database, "demo", "ser-mas-maestro", "--scale", str(asked.scale), "--out",
                            f"{folder}/report"], check=True, stdout=subprocess.DEVNULL)
        script = pathlib.Path(folder, "done.lua")
        process, start = served(minka, database)
        try:
            visitors = [signed_in(minka, database, "director")]
            base, several = addresses(visitors[0])
            land = next(one for one in visitors[0].ask("GET", f"{base}/territories")["items"] if one["schools"])
            visitors.append(signed_in(minka, database, "coordinator", land["code"]))
            visitors += [signed_in(minka, database, role) for role in ("administrator", "data_protection")]
            print(f"started in {start:.2f} s")
            print(f"{'':44} answers/s  p50 ms  p95 ms  processor ms  kB")
            walk = [(name, paths, visitors[0]) for name, paths in several.items()]
            for name, paths, visitor in walk + list(every_page(visitors, base)):
                if asked.only and not re.search(asked.only, name):
                    continue
                body = [visitor.ask("GET", path) for path in paths][0]
                size = len(body if isinstance(body, bytes) else json.dumps(body)) / 1000
                script.write_text(LUA.replace("PATHS", ", ".join(json.dumps(path) for path in paths)))
                before, _ = processor_and_peak(process)
                told = subprocess.run(["wrk", "-t1", f"-c{asked.users}", f"-d{asked.seconds}s", "--timeout", "30s", "-s", str(script),
                                       "-H", f"Cookie: {visitor.cookie}", "-H", "Accept-Language: es",
                                       f"http://127.0.0.1:{PORT}/"], check=True, capture_output=True, text=True)
                requests, micros, errors, p50, p95 = map(float, told.stdout.splitlines()[-1].split())
                after, _ = processor_and_peak(process)
                if errors or not requests:
                    raise SystemExit(f"{name}: {errors:.0f} errors of {requests:.0f}")
                print(f"{name:44} {requests / micros * 1e6:9.0f}  {p50:6.1f}  {p95:6.1f}  "
                      f"{(after - before) / requests * 1000:12.3f}  {size:.0f}", flush=True)
            print(f"memory at most {processor_and_peak(process)[1]:.0f} MiB")
        finally:
            process.terminate()
            process.wait(30)


main()
