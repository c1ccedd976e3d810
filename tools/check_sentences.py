#!/usr/bin/env python3
"""Fails on a sentence of a problem that has no Spanish twin in src/sentences/.

usage: check_sentences.py DIR [--json]

Rules write what a problem says in English, at the place where they find it. This reads every source under src/ and apps/,
puts the texts of each argument together as the compiler would (texts side by side, +, ?:, fmt::format), and looks for the
outcome among the English keys. What is known only at run time stands as {}. A text counts as a sentence of a problem when it
is handed to one of the calls that make problems, or when it reads like an English sentence and has no Spanish beside it.
"""
import itertools
import json
import pathlib
import re
import sys

TOKEN = re.compile(
    r"//[^\n]*|/\*.*?\*/|R\"(?P<fence>\w*)\((?P<raw>.*?)\)(?P=fence)\"|\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)+'"
    r"|[A-Za-z_]\w*(?:::~?[A-Za-z_]\w*)*|\d[\w.']*|->|::|&&|\|\||<<|>>|<=|>=|==|!=|\+=|\+\+|--|[^\s\w]", re.S)
ESCAPE = re.compile(r"\\(x[0-9a-fA-F]+|u[0-9a-fA-F]{4}|.)", re.S)
PLACE = re.compile(r"\{\{|\}\}|\{([^{}]*)\}")
# Calls whose text is a problem's, whatever it reads like, with the number of the argument.
TELLING = {"invalid": 0, "problem": 1, "Problem": 1}
INSIDE = {"std::string", "std::string_view", "std::move", "fmt::runtime", "std::optional", "std::unexpected"}
# Not what a problem says: sheets of a workbook, questions of a form, descriptions of the interface, help of commands.
NO_PROBLEM = {"add_option", "add_flag", "add_subcommand", "set_version_flag", "command", "group", "own_route", "open_route",
              "SheetField", "say", "StudyPhrase", "MINKA_CHECK"}
# Texts of the interface's description.
DESCRIPTIONS = {"src/web/openapi.cpp"}
ENGLISH = set("the is are has a an no of to not and one this it its there be was were can cannot that or in at by with "
              "from than has have takes needs".split())
SPANISH = set("de la el se los las que con para sin por un una y en del al es son no hay su sus lo le".split()) - {"no"}
CAP = 256


def unescaped(text):
    known = {"n": "\n", "t": "\t", "r": "\r", "0": "\0"}
    return ESCAPE.sub(lambda m: known.get(m[1], chr(int(m[1][1:], 16)) if m[1][0] in "xu" and len(m[1]) > 1 else m[1]), text)


class Group:
    def __init__(self, callee, opening):
        self.callee, self.opening, self.children = callee, opening, []

    def arguments(self):
        """The children between commas and semicolons. Those in <...> of a template are cut too, which does no harm."""
        argument = []
        for child in self.children:
            if child in (",", ";"):
                yield argument
                argument = []
            else:
                argument.append(child)
        yield argument


class Text(str):
    """A literal; a plain str is any other token."""


def tree_of(source):
    root = Group("", "")
    open_groups = [root]
    for match in TOKEN.finditer(source):
        token = match[0]
        here = open_groups[-1].children
        if token.startswith(("//", "/*")):
            continue
        if token.startswith('R"') and match["raw"] is not None:
            here.append(Text(match["raw"]))
        elif token[0] == '"':
            piece = unescaped(token[1:-1])
            if here and isinstance(here[-1], Text):
                here[-1] = Text(here[-1] + piece)
            else:
                here.append(Text(piece))
        elif token[0] == "'":
            here.append(Text(unescaped(token[1:-1])))
        elif token in "([{":
            last = here[-1] if here else ""
            callee = last if isinstance(last, str) and not isinstance(last, Text) and re.match(r"[A-Za-z_]", last) else ""
            group = Group(callee, token)
            here.append(group)
            open_groups.append(group)
        elif token in ")]}":
            if len(open_groups) > 1:
                open_groups.pop()
            if token == "}" and open_groups[-1].opening in ("{", ""):
                open_groups[-1].children.append(";") if not open_groups[-1].callee else None
        else:
            here.append(token)
    return root


def split(nodes, mark):
    parts = [[]]
    for node in nodes:
        if node == mark and not isinstance(node, (Text, Group)):
            parts.append([])
        else:
            parts[-1].append(node)
    return parts


def is_token(node, token):
    return isinstance(node, str) and not isinstance(node, Text) and node == token


def branches(nodes):
    """The two outcomes of cond ? a : b, or None."""
    at = next((i for i, node in enumerate(nodes) if is_token(node, "?")), None)
    if at is None:
        return None
    depth = 0
    for i in range(at + 1, len(nodes)):
        if is_token(nodes[i], "?"):
            depth += 1
        elif is_token(nodes[i], ":"):
            if depth == 0:
                return nodes[:at], nodes[at + 1:i], nodes[i + 1:]
            depth -= 1
    return None


def words_of(nodes):
    for node in nodes:
        if isinstance(node, Group):
            yield from words_of(node.children)
        elif not isinstance(node, Text):
            yield node


def chooses_language(nodes):
    return any(re.search(r"spanish|english|language|Language|\bes\b", word) for word in words_of(nodes))


def formatted(group):
    arguments = list(group.arguments())
    outcomes = []
    values = [texts_of(argument) or ["{}"] for argument in arguments[1:]]
    for pattern in texts_of(arguments[0]):
        count, pieces, last = 0, [], 0
        for match in PLACE.finditer(pattern):
            pieces.append([pattern[last:match.start()]])
            last = match.end()
            if match[0] in ("{{", "}}"):
                pieces.append([match[0][0]])
                continue
            number = re.match(r"\d+", match[1])
            index = int(number[0]) if number else count
            count += 0 if number else 1
            pieces.append(values[index] if index < len(values) else ["{}"])
        pieces.append([pattern[last:]])
        outcomes += ["".join(one) for one in itertools.islice(itertools.product(*pieces), CAP)]
    return outcomes


def texts_of(nodes):
    """Every text that an expression may come to, with {} for what the source does not say; empty when it has none."""
    nodes = [node for node in nodes if not is_token(node, "return")]
    for mark in ("=", "+="):
        nodes = split(nodes, mark)[-1]
    parted = branches(nodes)
    if parted:
        condition, first, second = parted
        if chooses_language(condition):
            return []
        return [text for branch in (first, second) for text in (texts_of(branch) or ["{}"])]
    outcomes = [""]
    is_text = False
    for part in split(nodes, "+"):
        found = None
        if len(part) == 1 and isinstance(part[0], Text):
            found = [str(part[0])]
        elif part and isinstance(part[-1], Group):
            group = part[-1]
            if group.callee == "fmt::format" and len(part) == 2:
                found = formatted(group)
            elif group.opening in "({" and (not group.callee and len(part) == 1 or group.callee in INSIDE and len(part) == 2):
                found = texts_of(group.children) if len(list(group.arguments())) == 1 else None
        is_text = is_text or bool(found)
        outcomes = ["".join(both) for both in itertools.islice(itertools.product(outcomes, found or ["{}"]), CAP)]
    return outcomes if is_text else []


def normal(text):
    return re.sub(r"(?:\{\})+", "{}", text)


def count_words(text, among):
    return sum(word in among for word in re.findall(r"[a-z]+", text.lower()))


def is_spanish(text):
    spanish, english = count_words(text, SPANISH), count_words(text, ENGLISH)
    return spanish > english or english == 0 and bool(re.search("[áéíóúñ¿]", text))


def is_sentence(text):
    return (text.rstrip().endswith((".", "?")) and text.count(" ") >= 2 and count_words(text, ENGLISH) > 0
            and re.match(r"[A-Z{'\"]", text) and not is_spanish(text) and "\n" not in text)


def is_part(group):
    return group.callee == "fmt::format" or group.callee in INSIDE or not group.callee and group.opening == "("


def sentences_in(group):
    if group.callee in NO_PROBLEM or group.callee.split("::")[-1] in NO_PROBLEM:
        return
    arguments = list(group.arguments())
    texts = [texts_of(argument) for argument in arguments]
    has_spanish = any(is_spanish(text) for found in texts for text in found)
    telling = TELLING.get(group.callee.split("::")[-1])
    for index, found in enumerate(texts):
        for text in found:
            if telling == index and re.search("[a-z]{2}", text) and not is_spanish(text) or not has_spanish and is_sentence(text):
                yield normal(text)
    for argument, found in zip(arguments, texts):
        for node in argument:
            # What a text was put together from is not told on its own.
            if isinstance(node, Group) and not (found and is_part(node)):
                yield from sentences_in(node)


def read_twins(root):
    """(file, English, Spanish) of every twin but the phrases that stand in the places of others."""
    twins = []
    call = re.compile(r'Twin\{\s*((?:"(?:[^"\\]|\\.)*"\s*)+),\s*((?:"(?:[^"\\]|\\.)*"\s*)+)\}')
    piece = re.compile(r'"((?:[^"\\]|\\.)*)"')
    for path in sorted((root / "src/sentences").glob("*_sentences.cpp")):
        for match in call.finditer(path.read_text()):
            english, spanish = (unescaped("".join(piece.findall(match[i]))) for i in (1, 2))
            twins.append((path.relative_to(root).as_posix(), english, spanish))
    return twins


class Table:
    """The English keys, and whether a sentence has one: by the letter, or because one covers the places of the other."""

    def __init__(self, twins):
        self.twins = twins
        self.patterns = [re.compile(re.escape(key).replace(r"\{\}", ".+"), re.S) for key in twins if "{}" in key]

    def has(self, sentence):
        if sentence in self.twins or any(pattern.fullmatch(sentence) for pattern in self.patterns):
            return True
        # A part that is itself a text of several words, as in `expected + "; check it."`: some key must read like it.
        if len(sentence.replace("{}", "")) < 20 or "{}" not in sentence:
            return False
        reading = re.compile(re.escape(sentence).replace(r"\{\}", ".*"), re.S)
        return any(reading.fullmatch(key) for key in self.twins)


def faults_of(twins):
    """What is wrong with the twins themselves: places that don't agree, and an English key given twice."""
    for path, english, spanish in twins:
        numbers = re.findall(r"\{(\d)\}", spanish)
        places = {int(number) for number in numbers} if numbers else set(range(spanish.count("{}")))
        if places != set(range(english.count("{}"))):
            yield f"{path}: the places differ: {english} | {spanish}"
    keys = [english for _, english, _ in twins]
    for key in sorted({key for key in keys if keys.count(key) > 1}):
        yield f"two twins for: {key}"


def main():
    root = pathlib.Path(sys.argv[1]).resolve()
    twins = read_twins(root)
    table = Table({normal(english): spanish for _, english, spanish in twins})
    found, seen = {}, 0
    for path in sorted(path for room in ("src", "apps") for path in (root / room).rglob("*")):
        name = path.relative_to(root).as_posix()
        if path.suffix not in {".h", ".cpp"} or name.startswith("src/sentences/") or name in DESCRIPTIONS:
            continue
        for sentence in sentences_in(tree_of(path.read_text())):
            seen += 1
            if not table.has(sentence):
                found.setdefault(sentence, name)
    if "--json" in sys.argv:
        print(json.dumps([[name, sentence] for sentence, name in found.items()], ensure_ascii=False, indent=0))
        return 0
    faults = list(faults_of(twins))
    for fault in faults:
        print(fault)
    for sentence, name in found.items():
        print(f"{name}: no Spanish for: {sentence}")
    print(f"sentences: {seen} read, {len(twins)} twins, {len(found)} without Spanish")
    return 1 if found or faults or not seen else 0


if __name__ == "__main__":
    sys.exit(main())
