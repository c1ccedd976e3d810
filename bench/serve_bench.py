#!/usr/bin/env python3
"""Asks a served demo for its lists and pages as many people at once, and tells how long the answers take.

bench/serve_bench.py build/release/minka [--scale 10] [--database FILE] [--users 50] [--seconds 5] [--only people]

Makes the demo at the scale given (or serves a copy-free FILE made before with its key beside it), signs a director in, and lets wrk
(Debian's package) ask for each address over and over with a connection for each user. Prints answers a second, the 50th
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


def signed_in(minka, database):
    login = f"bench-{os.getpid()}"
    told = subprocess.run([minka, "--database", database, "account", "open", "--login", login, "--name", "Banco de Prueba",
                           "--programme", "ser-mas-maestro", "--role", "director"], check=True, capture_output=True, text=True)
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
    school = schools["items"][0]["id"]
    lands = visitor.ask("GET", f"{base}/territories?limit=50")
    cycle = visitor.ask("GET", f"{base}/cycles")["items"][0]["code"]
    paths = {
        "a list page of 50 schools": f"{base}/schools?limit=50",
        "the next page of it": f"{base}/schools?limit=50&after={schools['next']}" if schools.get("next") else None,
        "schools by a part of a name": f"{base}/schools?limit=50&q=santa",
        "a school": f"{base}/schools/{school}",
        "territories": f"{base}/territories?limit=50",
        "a territory": f"{base}/territories/{lands['items'][0]['id']}",
        "people, 50": f"{base}/people?limit=50",
        "people by a part of a name": f"{base}/people?limit=50&q=mar",
        "home": f"{base}/home",
        "cycles": f"{base}/cycles",
        "a cycle": f"{base}/cycles/{cycle}",
        "its index and change": f"{base}/cycles/{cycle}/report",
        "who did what, 50": f"{base}/ledger?limit=50",
        "who I am": "/api/v1/me",
    }
    return {name: path for name, path in paths.items() if path}


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
        script.write_text(LUA)
        process, start = served(minka, database)
        try:
            visitor = signed_in(minka, database)
            print(f"started in {start:.2f} s")
            print(f"{'':34} answers/s  p50 ms  p95 ms  processor ms  kB")
            for name, path in addresses(visitor).items():
                if asked.only and asked.only not in name:
                    continue
                body = visitor.ask("GET", path)
                size = len(body if isinstance(body, bytes) else json.dumps(body)) / 1000
                before, _ = processor_and_peak(process)
                told = subprocess.run(["wrk", "-t1", f"-c{asked.users}", f"-d{asked.seconds}s", "--timeout", "30s", "-s", str(script),
                                       "-H", f"Cookie: {visitor.cookie}", "-H", "Accept-Language: es",
                                       f"http://127.0.0.1:{PORT}{path}"], check=True, capture_output=True, text=True)
                requests, micros, errors, p50, p95 = map(float, told.stdout.splitlines()[-1].split())
                after, _ = processor_and_peak(process)
                if errors or not requests:
                    raise SystemExit(f"{name}: {errors:.0f} errors of {requests:.0f}")
                print(f"{name:34} {requests / micros * 1e6:9.0f}  {p50:6.1f}  {p95:6.1f}  "
                      f"{(after - before) / requests * 1000:12.3f}  {size:.0f}", flush=True)
            print(f"memory at most {processor_and_peak(process)[1]:.0f} MiB")
        finally:
            process.terminate()
            process.wait(30)


main()
