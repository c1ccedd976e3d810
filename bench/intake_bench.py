#!/usr/bin/env python3
"""Sends filled forms to the served binary over OpenRosa, and measures what it takes and what it costs.

    bench/intake_bench.py build/release/minka [--seconds 10] [--connections 64] [--folder DIR] [--database postgresql://...]
                          [--forms 500]

With --forms so many forms are released besides, and the list of them that a device gets is timed (limit: 10 ms).

The reference form has 40 answers in 4 kB of XML and makes two rows of attendance, of people of the demonstration's
register; the roster form makes 20. Each is a multipart post with an instanceID of its own, by the address of an
enrolled device. `wrk` is the load, beside the server on the same machine. Afterwards what is stored is counted and
checked: every answer that was given must be there. The limits are those of the project: 8,000 a second and a 99th
percentile of 30 ms at 64 connections, 0.15 ms of the server's processor each.
"""
import argparse
import os
import pathlib
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request

ANSWERS = 40
BINDS = "".join(f'<bind nodeset="/data/grupo/pregunta_{i}" type="string"/>' for i in range(ANSWERS))
FORM = ('<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:minka="urn:minka:facts">'
        '<h:head><h:title>Referencia</h:title><model><instance><data id="referencia" version="1"><visita/><grupo>'
        + "".join(f"<pregunta_{i}/>" for i in range(ANSWERS))
        + "</grupo><fila><persona/><horas/></fila><meta><instanceID/></meta></data></instance>" + BINDS
        + '<bind nodeset="/data/visita" type="string" minka:fact="attendance.visit"/>'
        '<bind nodeset="/data/fila/persona" type="string" minka:fact="attendance.person"/>'
        '<bind nodeset="/data/fila/horas" type="decimal" minka:fact="attendance.hours"/>'
        '<bind nodeset="/data/meta/instanceID" type="string" readonly="true()"/></model></h:head>'
        '<h:body><group ref="/data/fila"><repeat nodeset="/data/fila"/></group></h:body></h:html>')
LOAD = """
local digits = "0123456789abcdef"
math.randomseed(os.time() + %(seed)d)
local function hex(count)
  local text = {}
  for i = 1, count do local at = math.random(1, 16); text[i] = digits:sub(at, at) end
  return table.concat(text)
end
local first = hex(8) .. "-" .. hex(4) .. "-4" .. hex(3) .. "-8" .. hex(3) .. "-"
local counter = math.random(0, 2^40)
local head = %(head)q
local tail = %(tail)q
local order = 0
-- The order of arrival is not the order of the identifiers, as with those a phone draws.
request = function()
  order = order + 1
  counter = (counter * 25214903917 + 11) %% 2^26
  local id = string.format("%%07x%%s-%%s-4%%s-8%%s-%%012x", counter, hex(1), hex(4), hex(3), hex(3), order)
  return wrk.format("POST", nil, nil, head .. id .. tail)
end
wrk.headers["Content-Type"] = "multipart/form-data; boundary=xYz"
"""


def run(*words):
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, words))}\n{done.stdout}{done.stderr}")
    return done.stdout


def write_load(path, people, rows, seed):
    xml = '<data id="referencia" version="1"><visita>018f4e0a-7c2b-7cc3-98c4-dc0c0c07398f</visita><grupo>'
    xml += "".join(f"<pregunta_{i}>Respuesta número {i}, escrita en el campo con tildes: así</pregunta_{i}>\n" for i in range(ANSWERS))
    xml += "</grupo>" + "".join(f"<fila><persona>{person}</persona><horas>2.5</horas></fila>" for person in people[:rows])
    head = ('--xYz\r\nContent-Disposition: form-data; name="xml_submission_file"; filename="a.xml"\r\n'
            'Content-Type: text/xml\r\n\r\n' + xml + "<meta><instanceID>uuid:")
    tail = "</instanceID></meta></data>\r\n--xYz--\r\n"
    quote = lambda text: '"' + "".join(f"\\{byte:03}" if byte < 32 or byte in (34, 92) else chr(byte) for byte in text.encode()) + '"'
    text = LOAD.replace("%(seed)d", str(seed)).replace("%(head)q", quote(head)).replace("%(tail)q", quote(tail)).replace("%%", "%")
    path.write_bytes(text.encode("latin-1"))
    return len(xml) + 70


def processor_seconds(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def query(location, folder, text):
    if location.startswith("postgresql://"):
        return [tuple(line.split("|")) for line in run("psql", location, "-Atc", text).splitlines()]
    with sqlite3.connect(f"file:{location}?mode=ro", uri=True) as database:
        return database.execute(text).fetchall()


def prepare(minka, folder, location):
    base = [minka, "--database", location]
    run(*base, "demo", "ser-mas-maestro", "--scale", "0.1", "--out", folder / "informe")
    land = query(location, folder, "SELECT code FROM territory WHERE parent_id IS NULL ORDER BY code LIMIT 1")[0][0]
    run(*base, "account", "open", "--login", "carga", "--name", "Carga", "--programme", "ser-mas-maestro", "--role", "mediator",
        "--territory", land)
    (folder / "referencia.xml").write_text(FORM, encoding="utf-8")
    run(*base, "form", "release", folder / "referencia.xml", "--programme", "ser-mas-maestro")
    code = run(*base, "device", "enrol", "--programme", "ser-mas-maestro", "--account", "carga", "--address", "https://x.example", "--label", "Carga")
    path = re.search(r"https://x\.example(/key/\S+)", code).group(1)
    hexed = "id" if location.startswith("postgresql://") else "lower(hex(id))"
    people = [row[0].replace("-", "") for row in query(location, folder, f"SELECT {hexed} FROM person ORDER BY id LIMIT 40")]
    return path, [f"{p[:8]}-{p[8:12]}-{p[12:16]}-{p[16:20]}-{p[20:]}" for p in people]


def time_form_list(pid, address):
    milliseconds = []
    for _ in range(60):
        begin = time.perf_counter()
        length = len(urllib.request.urlopen(address).read())
        milliseconds.append((time.perf_counter() - begin) * 1000)
    cpu = processor_seconds(pid)
    for _ in range(100):
        urllib.request.urlopen(address).read()
    cpu = processor_seconds(pid) - cpu
    milliseconds.sort()
    print(f"form list, {length} bytes: median {milliseconds[30]:.1f} ms, {cpu * 10:.1f} ms of processor", flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("minka")
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--connections", type=int, default=64)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--rows", type=int, nargs="*", default=[2, 20])
    parser.add_argument("--folder", type=pathlib.Path)
    parser.add_argument("--database", default="")
    parser.add_argument("--forms", type=int, default=0)
    parser.add_argument("--keep", action="store_true")
    given = parser.parse_args()
    folder = pathlib.Path(tempfile.mkdtemp(prefix="minka-intake-", dir=given.folder))
    location = given.database or str(folder / "minka.db")
    os.environ["MINKA_MASTER_KEY"] = str(folder / "master.key")
    path, people = prepare(given.minka, folder, location)
    for number in range(given.forms):
        (folder / "una.xml").write_text(FORM.replace('id="referencia"', f'id="forma-{number}"'), encoding="utf-8")
        run(given.minka, "--database", location, "form", "release", folder / "una.xml", "--programme", "ser-mas-maestro")
    before = int(query(location, folder, "SELECT count(*) FROM submission WHERE state = 'accepted'")[0][0])
    with open(folder / "server.txt", "w") as out:
        server = subprocess.Popen([given.minka, "--database", location, "serve", "--port", "0"], stdout=out, stderr=out)
    while "Ctrl" not in (folder / "server.txt").read_text():
        time.sleep(0.1)
    address = re.search(r"http://[0-9.:]+", (folder / "server.txt").read_text()).group()
    print("server", server.pid, flush=True)
    if given.forms:
        time_form_list(server.pid, f"{address}{path}/formList")
    answered = 0
    for rows in given.rows:
        for number in range(given.runs):
            size = write_load(folder / "load.lua", people, rows, number * 1000 + rows)
            cpu = processor_seconds(server.pid)
            text = run("wrk", "-t1", f"-c{given.connections}", f"-d{given.seconds}s", "--latency", "-s", folder / "load.lua",
                       f"{address}{path}/submission")
            cpu = processor_seconds(server.pid) - cpu
            count = int(re.search(r"(\d+) requests in", text).group(1))
            answered += count
            rate = float(re.search(r"Requests/sec:\s+([\d.]+)", text).group(1))
            p50 = re.search(r"50%\s+(\S+)", text).group(1)
            p99 = re.search(r"99%\s+(\S+)", text).group(1)
            bad = re.search(r"Non-2xx.*|Socket errors.*", text)
            print(f"{rows} rows, {size} bytes, {given.connections} connections: {rate:.0f}/s, {cpu * 1000 / count:.3f} ms of processor each, "
                  f"p50 {p50}, p99 {p99}{'; ' + bad.group() if bad else ''}", flush=True)
    server.send_signal(signal.SIGTERM)
    server.wait()
    after = int(query(location, folder, "SELECT count(*) FROM submission WHERE state = 'accepted'")[0][0])
    print(f"answered {answered}, stored {after - before}")
    print(run(given.minka, "--database", location, "submission", "verify", "--programme", "ser-mas-maestro").strip())
    print(run(given.minka, "--database", location, "ledger", "verify").strip().splitlines()[-1])
    if not given.keep:
        shutil.rmtree(folder)
    if after - before < answered:
        sys.exit("SOME ARE MISSING")


main()
