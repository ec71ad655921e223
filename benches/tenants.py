#!/usr/bin/env python3
"""Checks the best plans for tenants on the built-in catalogue against CP-SAT, over random tenants.

    python3 -m venv target/peers && target/peers/bin/pip install ortools pyyaml
    cargo build --release
    target/peers/bin/python benches/tenants.py --seeds 0:200

Each seed is a tenant and a question. The tenant has random licences, populations, facts, rows of the catalogue and work
that is done. The question is the best plan of all, within a budget, to a target, by percentage, with work that must or
must not be in it, or the frontier. The model is made from the exported catalogue and from what the methods say a plan
means (`src/docs/methods.md`), and shares no code with the program. Status, points, maximum and minutes are compared, and
every plan has to hold before `scoreplan check`. Where the two differ, the plan of CP-SAT is written down and judged too,
so that one sees who is right.

In this catalogue work never takes a row out of the score, and the order of steps matters in two places only: a need of a
row that the plan brings in binds from then on, for which steps have a place in the model, and security defaults exclude
the policies that replace them. Where a catalogue says more, the tenant is set aside and counted.
"""

import argparse
import json
import os
import random
import re
import subprocess
import sys
import time
from collections import Counter
from datetime import date, timedelta
from fractions import Fraction

import yaml
from ortools.sat.python import cp_model

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
ASSERTED = ("Resolved through third party", "Resolved through alternate mitigation")
DEVICES = ("devices.windows", "devices.macos", "devices.linux")
SIZES = {"users": 2000, "admins": 20, "mailboxes": 2000, "guests": 100, "devices.windows": 900, "devices.macos": 90,
         "devices.linux": 50, "devices.servers": 40, "devices.network": 20, "domain-controllers": 6, "domains": 4,
         "servers.adcs": 2, "servers.adfs": 2, "servers.entra-connect": 2, "app-instances": 2}
FACTS = ["hybrid", "security-defaults", "security-defaults", "per-user-mfa", "labels", "password-writeback", "dlp.simulated",
         "onboarded.windows", "onboarded.servers", "onboarded.macos", "sensors.dc", "sensors.adcs", "app-governance"]


class Aside(Exception):
    """The order of steps may matter in a way that the model does not know."""


def minutes(text):
    number, unit = re.fullmatch(r"([\d.]+)([mhd])", text).groups()
    return round(float(number) * {"m": 1, "h": 60, "d": 1440}[unit])


def half_up(number, by):
    return (2 * number + by) // (2 * by)


def share(part, whole):
    return Fraction(min(max(part, 0), whole), whole) if whole > 0 else Fraction(1)


def of(part, whole):
    """A share of some hundredths, rounded half up."""
    return half_up(whole * part.numerator, part.denominator)


def parse(text, present):
    """A condition as nested tuples."""
    words = re.findall(r"(?:scored|earned)\([^)]*\)|plan:[^\s()]+|[<>]=?|=|[()]|[^\s()<>=]+", str(text))

    def joined(word, part):
        parts = [part()]
        while words[:1] == [word]:
            words.pop(0)
            parts.append(part())
        return parts[0] if len(parts) == 1 else (word, parts)

    def one():
        word = words.pop(0)
        if word == "not":
            return "not", [one()]
        if word == "(":
            inner = joined("or", lambda: joined("and", one))
            words.pop(0)
            return inner
        if word == "present":
            return parse(present, None)
        if word in ("always", "never"):
            return word, []
        if call := re.fullmatch(r"(scored|earned)\((.*)\)", word):
            return call.groups()
        if word.startswith("plan:"):
            return "plan", word[5:]
        if words and re.match("[<>=]", words[0]):
            return "fact", word, words.pop(0), int(words.pop(0))
        return "fact", word, ">", 0

    return joined("or", lambda: joined("and", one))


def compare(value, sign, wanted):
    return {">": value > wanted, ">=": value >= wanted, "<": value < wanted, "<=": value <= wanted, "=": value == wanted}[sign]


def named(row, name):
    return row == name or bare(row) == name


def bare(row):
    return re.sub(r"^\d+\.", "", row)


class Catalogue:
    def __init__(self, program):
        text = subprocess.run([program, "catalogue", "export"], capture_output=True, text=True, check=True).stdout
        raw = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        present = {product["id"]: product.get("present-when", "always") for product in raw["products"]}
        self.plans = {plan["id"]: plan for plan in raw["plans"]}
        self.skus = {sku["sku"]: sku for sku in raw["skus"]}
        self.actions = {entry["id"]: entry for entry in raw["actions"]}
        self.controls = {entry["id"]: entry for entry in raw["controls"]}
        for entry in [*self.actions.values(), *self.controls.values()]:
            here = present[entry["product"]]
            entry["ways"] = entry.get("ways") or [{key: entry[key] for key in entry.keys() & WAY_KEYS} | {"id": None}]
            for key, usual in (("applies-when", "always"), ("visible-when", "present")):
                entry[key] = parse(entry.get(key, usual), here)
            for way in entry["ways"]:
                way["needs"], way["gates"] = way.get("needs", []), way.get("gates", [])
                way["entitled-when"] = parse(way.get("entitled-when", "always"), here)
                way["holds-while"] = parse(way.get("holds-while", "always"), here)
                way["effort"] = way.get("effort") or entry.get("effort")
            if "default-credit" in entry:
                entry["default-credit"]["when"] = parse(entry["default-credit"]["when"], here)
        for entry in self.actions.values():
            done = entry.get("done-when", "never")
            part = re.fullmatch(r"share\((.*)\)|(\S+) / (\S+)", done)
            entry["done-when"] = ("share", *part.groups()) if part else parse(done, present[entry["product"]])


WAY_KEYS = {"entitled-when", "needs", "gates", "coverage", "effort", "holds-while"}


class Tenant:
    """A tenant on its snapshot date, by the methods."""

    def __init__(self, cat, data, assume):
        self.assume = assume
        self.cat, self.sizes = cat, {name: size["value"] for name, size in data["populations"].items()}
        self.groups, self.stated, self.facts = data.get("groups", {}), data.get("facts", {}), {}
        self.facts.update({name: int(value) for name, value in self.stated.items()})
        day, self.pools = data["tenant"]["snapshot-date"], None
        if "licences" in data:
            self.pools = []
            for licence in data["licences"]:
                sku = cat.skus[licence["sku"]]
                dated = [p["plan"] for p in sku.get("dated", []) if p.get("from", day) <= day < p.get("until", date.max)]
                plans, open_ = set(), [*sku["plans"], *dated]
                while open_:
                    plan = open_.pop()
                    if plan not in plans and not cat.plans.get(plan, {}).get("stub"):
                        plans.add(plan)
                        open_ += cat.plans.get(plan, {}).get("implies", [])
                seats, group = licence["enabled"] + licence.get("warning", 0), licence.get("group")
                if seats:
                    self.pools.append((group, seats, sku.get("base", False), plans))
        self.rows = {}
        for seen in data["controls"]:
            control = cat.controls[bare(seen["id"])]
            score, top = round(seen["score"] * 100), seen.get("max", control.get("max"))
            top = assume.get("unknown-max") if top is None else top
            top = None if top is None else max(round(top * 100), score)
            word, total, covered = seen.get("status"), seen.get("total", 0), None
            if total and top is not None:
                both = (seen["count"], total - seen["count"])
                covered = next(((c, total) for c in both if abs(of(share(c, total), top) - score) <= 1), None)
            row = {"control": control, "max": top, "points": score, "measured": score, "covered": covered,
                   "asserted": word in ASSERTED, "accepted": word == "Risk accepted", "licensed": seen.get("licensed")}
            if row["asserted"]:
                known = total and top is not None
                row["covered"] = (seen["count"], total) if known else None
                row["measured"] = of(share(seen["count"], total), top) if known else 0
            self.rows[seen["id"]] = row
        self.profiles = {entry["id"]: round(entry["max"] * 100) for entry in data.get("unscored", [])}
        self.infer(data.get("actions", {}))
        with_instance = {bare(row) for row in self.rows if bare(row) != row}
        licensed = lambda control: any(self.holds(way["entitled-when"]) for way in control["ways"])
        self.may_enter = [name for name, control in cat.controls.items()
                          if name not in self.rows and name not in with_instance and not self.holds(control["visible-when"])
                          and (licensed(control) or assume.get("visibility") != "plan")]
        for row in self.rows.values():
            held = [way for way in row["control"]["ways"] if way["holds-while"] != ("always", [])]
            held = [way for way in held if row["measured"] > 0 and self.holds(way["holds-while"])]
            row["rests-on"] = held[0] if held else None

    def infer(self, stated):
        """How far each action is done, and the facts that follow."""
        self.done, self.exists = {}, {}
        for _ in range(len(self.cat.actions) + 1):
            moved = False
            for name, action in sorted(self.cat.actions.items()):
                self.exists[name], said = True, action["done-when"]
                if name in stated:
                    word = stated[name]
                    part = {"done": Fraction(1), "none": Fraction(0)}.get(word) if isinstance(word, str) else None
                    part = Fraction(str(word).rstrip("%")) / 100 if part is None else part
                elif not self.holds(action["applies-when"]):
                    part, self.exists[name] = Fraction(1), False
                elif said[0] == "share" and said[1]:
                    row = self.row(said[1])
                    part = share(*row) if row and row[1] > 0 else Fraction(0)
                elif said[0] == "share":
                    size = self.sizes.get(said[3], 0)
                    part = share(self.fact(said[2]), size) if size else Fraction(0)
                else:
                    part = Fraction(int(self.holds(said)))
                more = part > self.done.get(name, 0)
                self.done[name] = part
                for fact, value in action.get("sets", {}).items() if more and self.exists[name] else []:
                    value = self.set_by(fact, value, part)
                    if value is not None and fact not in self.stated and self.facts.get(fact) != value:
                        self.facts[fact], moved = value, True
            if not moved:
                return

    def set_by(self, fact, value, part=Fraction(1)):
        """The value that an action sets when it is done to some part."""
        if value in SIZES:
            return max(int(part * self.sizes.get(value, 0)), self.facts.get(fact, 0))
        return int(yaml.safe_load(str(value))) if part == 1 else None

    def fact(self, name):
        return self.facts.get(name, self.sizes.get(name, 0))

    def row(self, name):
        """Measured points and maximum of a row, or of the first instance."""
        found = [name] if name in self.rows else sorted(row for row in self.rows if bare(row) == name)
        row = self.rows[found[0]] if found else None
        return (row["measured"], row["max"]) if row and row["max"] is not None else None

    def owns(self, plan):
        return self.pools is None or any(plan in pool[3] for pool in self.pools)

    def holds(self, expr, facts=None):
        kind, what = expr[0], expr[1]
        if kind in ("and", "or", "not"):
            parts = [self.holds(part, facts) for part in what]
            return all(parts) if kind == "and" else any(parts) if kind == "or" else not parts[0]
        if kind == "plan":
            return self.owns(what)
        if kind == "fact":
            return compare((facts or {}).get(what, self.fact(what)), *expr[2:])
        if kind == "scored":
            return any(bare(row).startswith(what[:-1]) if what.endswith("*") else bare(row) == what for row in self.rows)
        if kind == "earned":
            row = self.row(what)
            return row is not None and row[0] >= row[1]
        return kind == "always"

    def holders(self, plans, group):
        """The people that hold one of some plans, of all users or of one group."""
        base = beside = 0
        groups = {}
        for of_group, seats, is_base, carried in self.pools:
            if carried & set(plans) and (of_group is None or group in (None, of_group)):
                held = groups.setdefault(of_group, [0, 0])
                held[not is_base] = held[0] + seats if is_base else max(held[1], seats)
        base, beside = groups.pop(None, (0, 0))
        in_groups = 0
        for name, held in groups.items():
            size = self.groups.get(name, self.sizes.get(name, 1 << 40))
            base, in_groups = base + min(size, held[0]), in_groups + min(size, max(held))
        return max(base, beside, in_groups)

    def reached(self, expr, population):
        """How many people or devices a condition reaches; `None` where seats do not bind it."""
        kind, parts = expr[0], expr[1]
        if kind == "plan":
            return self.reached_by([parts], population)
        if kind == "and":
            return min((r for r in (self.reached(part, population) for part in parts) if r is not None), default=None)
        if kind == "or":
            plans = [part[1] for part in parts if part[0] == "plan"]
            all_ = [self.reached(part, population) for part in parts if part[0] != "plan"]
            all_.append(self.reached_by(plans, population) if plans else 0)
            return None if None in all_ else max(all_)
        return None if self.holds(expr) else 0

    def reached_by(self, plans, population):
        if self.pools is None:
            return None
        counts = {}
        for plan in plans:
            of_plan = self.cat.plans.get(plan, {})
            binding = of_plan.get("seat-binding") or "user"
            if binding == ("device" if population in DEVICES else "user"):
                counts.setdefault(of_plan.get("devices-per-seat", 1) if binding == "device" else 1, []).append(plan)
            elif self.owns(plan):
                return None
        group = "admins" if population == "admins" else None
        return max((self.holders(plans, group) * each for each, plans in counts.items()), default=0)

    def reachable(self, control, way):
        """The share of its population that a way reaches."""
        limits = [Fraction(str(entry.get(key, "100%")).rstrip("%")) / 100 for entry, key in ((control, "ceiling"), (way, "coverage"))]
        population = control.get("population") if control["scoring"] == "proportional" else None
        if population in ("users", "mailboxes", "admins", *DEVICES):
            size = self.sizes.get("users" if population == "mailboxes" else population, 0)
            seats = self.reached(way["entitled-when"], population)
            limits += [share(seats, size)] if seats is not None and size else []
        return min(limits)

    def reach(self, control, way, top):
        return of(self.reachable(control, way), top) if control["scoring"] == "proportional" else top

    def left(self, effort, done, missing):
        fixed, each = minutes(effort["fixed"][1]), minutes(effort["per-100"][1]) if "per-100" in effort else 0
        if done > 0 and not each:
            part = max(1 - done, Fraction(1, 4))
            return half_up(fixed * part.numerator, part.denominator)
        return half_up((0 if done > 0 else 100 * fixed) + each * max(missing, 0), 100)

    def effort_of_action(self, action):
        size, done = self.sizes.get(action["effort"].get("population"), 0), self.done[action["id"]]
        return self.left(action["effort"], done, size - int(done * size))

    def effort_of_control(self, row, control, way, kept):
        """`kept` is what earlier steps have left of the points of the row; without a row nothing is done."""
        done = share(kept, row["max"]) if row and row["max"] else Fraction(0)
        size = self.sizes.get(way["effort"].get("population") or control.get("population"), 0)
        total = row["covered"][1] if row and row["covered"] else size
        as_was = row and row["covered"] and kept == row["measured"]
        compliant = row["covered"][0] if as_was else int(done * total)
        return self.left(way["effort"], done, int(self.reachable(control, way) * total) - compliant)


class Problem:
    """All sequences of steps that keep the rules, as a model of CP-SAT."""

    def __init__(self, tenant, must=(), never=()):
        self.t, self.must, self.never = tenant, must, never
        self.m, self.steps, self.seen = cp_model.CpModel(), {}, {}
        self.of_row, self.needs, self.places = {}, {}, {}
        cat, t = tenant.cat, tenant
        self.points, self.top, self.minutes, self.whole, self.spent = [], [], [], 0, 0.0
        for name, action in cat.actions.items():
            if t.done[name] < 1 and t.holds(action["ways"][0]["entitled-when"]):
                self.add_step(name, None, action["ways"][0], t.effort_of_action(action))
        self.setters = {}
        for name in cat.actions.keys() & self.of_row.keys():
            for fact, value in cat.actions[name].get("sets", {}).items():
                self.setters.setdefault(fact, []).append((self.of_row[name][0], t.set_by(fact, value), name))
        for name, row in t.rows.items():
            self.add_row(name, row["control"], row)
        for name in t.may_enter:
            control = cat.controls[name]
            here = self.truth(control["visible-when"])
            if here is not False:
                self.add_row(name, control, None, here)
        self.add_needs()
        self.add_asked()

    def add_step(self, name, way_name, way, effort):
        var = self.m.new_bool_var(f"{name}/{way_name}")
        self.steps[name, way_name] = var
        self.of_row.setdefault(name, []).append(var)
        self.needs[name, way_name] = self.needed(way)
        self.minutes.append(effort * var)
        self.whole += effort
        return var

    def needed(self, way):
        return way["needs"] + (way["gates"] if self.t.assume.get("gates") != "advisory" else [])

    def ender(self, expr):
        """The actions whose facts end a condition that holds now."""
        facts = [part for part in flat(expr) if part[0] == "fact" and self.t.holds(part)]
        return [setter for part in facts for setter in self.setters.get(part[1], []) if not compare(setter[1], *part[2:])]

    def add_row(self, name, control, row, here=None):
        """The ways of a row that is in the score, or that facts bring in (`here`)."""
        t = self.t
        known = control.get("max", t.assume.get("unknown-max"))
        top = row["max"] if row else t.profiles.get(name, known and known * 100)
        if row is None:
            credit = control.get("default-credit")
            due = credit and t.holds(credit["when"])
            start = of(Fraction(credit.get("coverage", "100%")[:-1]) / 100, top) if due and top else 0
            self.top.append((top or 0) * here)
            self.points.append(start * here)
            self.seen[name] = (here, control, start)
        else:
            start, ends = row["measured"], self.ender(row["rests-on"]["holds-while"]) if row["rests-on"] else []
            for var, _, _ in ends if not row["asserted"] and top is not None else []:
                self.points.append(-start * var)
            row["ends"] = [end for _, _, end in ends]
        if top is None or "retired" in control or (row and (row["asserted"] or row["accepted"])):
            return
        if row and row["licensed"] is False and t.pools is None:
            return
        for way in control["ways"]:
            ends = row["ends"] if row else []
            if ends and way is not row["rests-on"] and not set(ends) <= set(self.needed(way)):
                raise Aside("a way beside the one that ends")
            base = 0 if ends and way is not row["rests-on"] else start
            holding, reach = self.truth(way["holds-while"]), t.reach(control, way, top)
            if not t.holds(way["entitled-when"]) or reach <= base or holding is False:
                continue
            var = self.add_step(name, way["id"], way, t.effort_of_control(row, control, way, base))
            self.points.append((reach - base) * var)
            self.m.add(var <= holding)
            self.m.add(var <= (1 if here is None else here))
        if name in self.of_row:
            self.m.add_at_most_one(self.of_row[name])

    def truth(self, expr):
        """Whether a condition holds in the end: a constant, or a variable where steps decide."""
        t, kind = self.t, expr[0]
        if kind in ("and", "or"):
            parts = [self.truth(part) for part in expr[1]]
            parts = [part for part in parts if part is not (kind == "and")]
            if not parts or any(part is (kind == "or") for part in parts):
                return (kind == "and") if not parts else (kind == "or")
            var = self.m.new_bool_var("")
            if kind == "and":
                self.m.add_min_equality(var, parts)
            else:
                self.m.add_max_equality(var, parts)
            return var
        if kind == "fact" and not t.holds(expr):
            brings = [var for var, value, _ in self.setters.get(expr[1], []) if compare(value, *expr[2:])]
            if not brings:
                return False
            var = self.m.new_bool_var("")
            self.m.add_max_equality(var, brings)
            return var
        if kind == "not" and any(part[1] in self.setters for part in flat(expr) if part[0] == "fact"):
            raise Aside("a condition that work ends")
        return t.holds(expr)

    def is_reached(self, name, after=()):
        """Whether a row has what its best licensed way that holds can reach, after some actions."""
        t, row = self.t, self.t.rows[name]
        facts = {fact: value for fact, setters in self.setters.items() for _, value, by in setters if by in after}
        dropped = not row["asserted"] and set(row["ends"]) & set(after)
        ways = [way for way in row["control"]["ways"] if t.holds(way["entitled-when"]) and t.holds(way["holds-while"], facts)]
        if row["max"] is None:
            return False
        most = max((t.reach(row["control"], way, row["max"]) for way in ways), default=row["max"])
        return (0 if dropped else row["points"]) >= most

    def changers(self, name):
        """Open actions that decide whether the ways of a row hold."""
        ways = self.t.rows[name]["control"]["ways"]
        return {by for way in ways for part in flat(way["holds-while"]) if part[0] == "fact"
                for _, _, by in self.setters.get(part[1], [])}

    def add_needs(self):
        t, m = self.t, self.m
        early = []
        order = {}  # what a step stands behind, by name
        for (name, way), needs in self.needs.items():
            var = self.steps[name, way]
            for need in needs:
                if need in t.cat.actions:
                    if t.done[need] < 1:
                        m.add(var <= sum(self.of_row.get(need, [])))
                        order.setdefault(name, set()).add((need, var))
                    continue
                for row in [row for row in t.rows if named(row, need)]:
                    changers = self.changers(row) & self.of_row.keys()
                    after = changers & set(needs)
                    if {d for c in changers - after for d in self.excludes(c)} & set(needs):
                        changers = after
                    if changers - after:
                        raise Aside("a need that steps may meet or not")
                    if not self.is_reached(row, after):
                        m.add(var <= sum(self.of_row.get(row, [])))
                        order.setdefault(name, set()).add((row, var))
                if need in self.seen:
                    early.append((name, var, need))
        for name, (_, control, _) in self.seen.items():
            for setter in self.missing(control["visible-when"]):
                order.setdefault(name, set()).add((setter, None))
        self.order = order
        # Places for the steps that may stand before a row comes in, and for all that these stand behind.
        open_ = [name for name, _, need in early for name in (name, need, *self.missing(self.seen[need][1]["visible-when"]))]
        while open_:
            name = open_.pop()
            if name in self.of_row and name not in self.places:
                self.places[name] = m.new_int_var(0, 400, name)
                open_ += [other for other, _ in order.get(name, ())]
        for name, place in self.places.items():
            for other, var in order.get(name, ()):
                for own in [var] if var is not None else self.of_row[name]:
                    if other in self.places:
                        m.add(self.places[other] < place).only_enforce_if(own)
        self.evading = []
        for name, var, need in early:
            ways_out = []
            for step in self.of_row.get(need, []):
                ways_out.append(m.new_bool_var(""))
                m.add_implication(ways_out[-1], step)
                m.add(self.places[need] < self.places[name]).only_enforce_if(ways_out[-1])
            for setter in self.missing(self.seen[need][1]["visible-when"]):
                for brings in self.of_row[setter]:
                    ways_out.append(brings.negated())
                    ways_out.append(m.new_bool_var(""))
                    m.add(self.places[name] < self.places[setter]).only_enforce_if(ways_out[-1])
            m.add_bool_or(ways_out).only_enforce_if(var)
            self.evading.append(m.new_bool_var(""))
            comes, steps = self.seen[need][0], self.of_row.get(need, [])
            m.add(self.evading[-1] >= var + comes - sum(steps) - 1)
            m.add(3 * self.evading[-1] <= var + comes + 1 - sum(steps))

    def missing(self, expr):
        """The actions that all have to be done before a row comes in."""
        parts = [part for part in flat(expr) if part[0] == "fact" and not self.t.holds(part)]
        setters = [[by for _, _, by in self.setters.get(part[1], [])] for part in parts]
        if any(len(by) != 1 for by in setters) or (parts and expr[0] not in ("and", "fact")):
            raise Aside("several ways to bring a row in")
        return {by[0] for by in setters}

    def excludes(self, name):
        other = [a for a, action in self.t.cat.actions.items() if name in action.get("conflicts", [])]
        return {*self.t.cat.actions[name].get("conflicts", []), *other}

    def add_asked(self):
        t, m, rests = self.t, self.m, {}
        for (name, way), needs in self.needs.items():
            for action in {name, *needs} & t.cat.actions.keys():
                rests.setdefault(action, []).append(self.steps[name, way])
        for name in self.must:
            if name in t.cat.actions:
                rests.setdefault(name, []).append(1)
                m.add(t.done[name] == 1 or sum(self.of_row.get(name, [])) >= 1)
                continue
            rows = [row for row in [*t.rows, *self.seen] if named(row, name)]
            if not rows:
                m.add_bool_or([])
            for row in rows:
                steps = self.of_row.get(row, [])
                if row in self.seen:
                    m.add(sum(steps) >= 1)
                    continue
                changers = sorted(self.changers(row) & self.of_row.keys())
                cases = [m.new_bool_var("") for _ in range(1 + len(changers))]
                for case, after in zip(cases, [None, *changers]):
                    done = [self.of_row[by][0] for by in changers]
                    for by, var in zip(changers, done):
                        m.add(var == (by == after)).only_enforce_if(case)
                    m.add(case == 0) if not self.is_reached(row, {after}) else None
                m.add_bool_or([*steps, *cases])
        for name in self.never:
            for row, steps in self.of_row.items():
                m.add(sum(steps) == 0) if named(row, name) else None
        for one in rests:
            for other in self.excludes(one) & rests.keys():
                for a in rests[one] if t.exists[one] and t.exists[other] and one < other else []:
                    for b in rests[other]:
                        m.add(a + b <= 1)

    def solve(self, objective, *limits):
        """The best value of an objective under some limits: points, maximum and minutes gained, and the steps."""
        model = self.m.clone()
        for limit in limits:
            model.add(limit)
        model.clear_objective()
        model.maximize(objective)
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.max_time_in_seconds = 120
        solver.parameters.linearization_level = 2
        start = time.perf_counter()
        status = solver.solve(model)
        self.spent += time.perf_counter() - start
        if status == cp_model.INFEASIBLE:
            return None
        if status != cp_model.OPTIMAL:
            raise Aside("CP-SAT did not finish")
        value = [round(solver.value(sum(part))) if part else 0 for part in (self.points, self.top, self.minutes)]
        chosen = [key for key, var in self.steps.items() if solver.value(var)]
        place = {name: solver.value(var) for name, var in self.places.items()}
        self.early = any(solver.value(var) for var in self.evading)
        return (*value, self.in_order(chosen, place))

    def in_order(self, chosen, place):
        """Some order in which the steps can be done."""
        names, put = {name: way for name, way in chosen}, []
        behind = {name: {o for o, var in self.order.get(name, ()) if o in names and (var is None or var.name == f"{name}/{names[name]}")}
                  for name in names}
        placed = sorted((name for name in names if name in place), key=lambda name: place[name])
        for earlier, later in zip(placed, placed[1:]):
            behind[later].add(earlier)
        while len(put) < len(names):
            put.append(next(name for name in names if name not in put and behind[name] <= set(put)))
        return [(name, names[name]) for name in put]


def flat(expr):
    return [leaf for part in expr[1] for leaf in flat(part)] if expr[0] in ("and", "or", "not") else [expr]


def made(cat, seed):
    """A random tenant."""
    r = random.Random(seed)
    rare = lambda chance: r.random() < chance
    day = date(2026, 4, 1) + timedelta(days=r.randrange(360))
    data = {"tenant": {"snapshot-date": day}}
    sizes = {name: 0 if rare(0.25) else r.randint(1, r.choice([top, max(top // 10, 2)])) for name, top in SIZES.items()}
    sizes["users"], sizes["admins"] = max(sizes["users"], 5), max(sizes["admins"], 1)
    if not rare(0.15):
        skus = r.sample(sorted(cat.skus), r.choice([0, 1, 1, 2, 3, 5, 8]))
        skus += r.sample(["SPE_E3", "SPE_E5", "SPB", "AAD_PREMIUM", "AAD_PREMIUM_P2", "ENTERPRISEPACK"], r.choice([0, 1, 1, 2]))
        seats = lambda: r.choice([0, 1, r.randint(1, sizes["users"]), sizes["users"], 2 * sizes["users"]])
        data["licences"] = [{"sku": sku, "enabled": seats()} | ({"warning": seats()} if rare(0.1) else {}) |
                            ({"group": r.choice(["admins", "pilot"])} if rare(0.15) else {}) for sku in dict.fromkeys(skus)]
    data["populations"] = {name: {"value": size} for name, size in sizes.items() if not rare(0.1) or name == "users"}
    data["groups"] = {"pilot": r.randint(1, sizes["users"])}
    apps = [f"{kind}.{part}" for a in cat.actions.values() for kind, part in re.findall(r"'(app|vendor)\.([^']*)'", str(a["applies-when"]))]
    facts = r.sample(apps, r.choice([0, 0, 1, 2, 4])) + [fact for fact in FACTS if rare(0.2)]
    data["facts"] = {fact: r.choice([True, True, True, False]) for fact in facts}
    if rare(0.4):
        work = r.sample(sorted(cat.actions), r.choice([1, 3, 8, 20]))
        data["actions"] = {name: r.choice(["done", "done", "none", f"{r.randint(1, 99)}%"]) for name in work}
    pools = {}
    for control in cat.controls.values():
        pools.setdefault(control["product"], []).append(control["id"])
    number, names = r.randint(5, 60), []
    style = r.choice(["any", "products", "needs", "security"])
    if style == "products":
        names = [name for pool in r.sample(sorted(pools), 3) for name in pools[pool]]
    if style == "needs":
        # Rows that need rows, of which some come in later.
        needs = {name: [need for way in control["ways"] for need in way["needs"] if need in cat.controls]
                 for name, control in cat.controls.items()}
        names = [name for name in needs if needs[name] and rare(0.5)]
        names += [need for name in names for need in needs[name] if rare(0.2)]
        data["facts"].update({fact: False for fact in FACTS if fact.startswith("onboarded") and rare(0.3)})
    if style == "security":
        names = [name for name in pools["entra-id"] if rare(0.8)]
        data["facts"]["security-defaults"] = rare(0.6)
        if "licences" in data and rare(0.7):
            data["licences"].append({"sku": r.choice(["AAD_PREMIUM_P2", "EMSPREMIUM"]), "enabled": r.randint(1, sizes["users"])})
    if style in ("any", "products") or rare(0.3):
        names += r.sample(sorted(cat.controls), number)
    r.shuffle(names)
    full = r.random()
    data["controls"] = []
    for name in dict.fromkeys(names[:number]):
        control, row = cat.controls[name], {"id": name}
        if name.startswith("MDA_") and rare(0.2):
            row["id"] = f"{r.randint(10000, 19999)}.{name}"
        top = control.get("max")
        if rare(0.1 if top else 0.5):
            row["max"] = top = r.randint(1, 10)
        part = r.choice([0, 0, 0, r.random(), 1 if rare(full) else 0])
        if top and control["scoring"] == "proportional" and rare(0.5):
            row["total"] = r.randint(1, 400)
            row["count"] = round(part * row["total"])
            part = row["count"] / row["total"]
            if rare(0.2):
                row["count"] = r.choice([row["total"] - row["count"], r.randint(0, row["total"])])
        elif control["scoring"] != "proportional" and not rare(0.1):
            part = round(part)
        row["score"] = half_up(int(part * (top or 5) * 10000), 100) / 100
        if rare(0.1):
            row["status"] = r.choice(["Risk accepted", "Planned", "Resolved through third party", "To address"])
            if name.startswith("scid_") and row["status"] in ASSERTED:
                del row["status"]
        if rare(0.05):
            row["licensed"] = rare(0.3)
        data["controls"].append(row)
    unscored = [name for name in r.sample(sorted(cat.controls), 30) if rare(0.5) and name not in names]
    data["unscored"] = [{"id": name, "max": r.randint(1, 10)} for name in unscored]
    return data


def asked(cat, data, r):
    """A random question: its kind, its words for the program, and what must and must not be in the plan."""
    kind = r.choice(["all", "budget", "budget", "target", "target", "percent", "percent", "must", "never", "frontier"])
    must, never, words = [], [], []
    rows = list(dict.fromkeys([bare(row["id"]) if r.random() < 0.5 else row["id"] for row in data["controls"]]))
    needed = sorted({need for control in cat.controls.values() for way in control["ways"] for need in way["needs"]})
    needed = [need for need in needed if need in cat.controls]
    pick = lambda: r.choice([r.choice(rows), r.choice(rows), r.choice(sorted(cat.actions)), r.choice(needed),
                             "leave-security-defaults", "security-defaults-on"])
    if kind == "must" or r.random() < 0.15:
        must = [pick()]
    if kind == "never" or r.random() < 0.25:
        never = [name for name in {pick() for _ in range(r.choice([1, 1, 3]))} if name not in must]
    if kind in ("must", "never"):
        kind = r.choice(["all", "budget", "budget", "target"])
    for name in must:
        words += ["--must", name]
    for name in never:
        words += ["--never", name]
    return kind, words, must, never


def hundredths(number):
    return round(number * 100)


def run(program, words):
    try:
        done = subprocess.run([program, *words, "--format", "json"], capture_output=True, text=True, timeout=90)
        return json.loads(done.stdout)
    except subprocess.TimeoutExpired:
        return None
    except ValueError:
        sys.exit(f"{' '.join(words)}: {done.stdout}{done.stderr}")


def best(kind, problem, base, limit):
    """What CP-SAT makes of a question: points, maximum and minutes gained, and the steps."""
    points, top, effort = sum(problem.points), sum(problem.top), sum(problem.minutes)
    many = 10_000_000
    if kind == "target":
        reached = [10000 * (points + base[0]) >= limit * (top + base[1])]
        reached += [top + base[1] >= 1] if limit else []
        return problem.solve(points - many * effort, *reached)
    within = [effort <= limit] if limit is not None else []
    if kind != "percent":
        return problem.solve(many * points - effort, *within)
    found = problem.solve(-effort, *within)
    while found:
        # Dinkelbach: a plan beats the ratio when this is above zero.
        now = (base[0] + found[0], base[1] + found[1])
        better = problem.solve(now[1] * points - now[0] * top, *within)
        if now[1] * better[0] - now[0] * better[1] <= now[1] * found[0] - now[0] * found[1]:
            return problem.solve(-effort, *within, now[1] * (points + base[0]) == now[0] * (top + base[1]))
        found = better
    return None


def written(found, plan, cat, words, program, path):
    """Writes a plan of CP-SAT as a saved plan, with the figures that the judge finds; returns what still does not hold."""
    saved = {key: plan[key] for key in ("schema", "tenant", "date", "catalogue_version", "assumptions", "goal", "must", "never")}
    saved |= {"status": "feasible", "points": 0, "effort_minutes": 0, "percent_before": 0, "percent_after": 0, "points_after": 0,
              "max_after": 0, "steps": []}
    for name, way in found[3]:
        kind = "action" if name in cat.actions else "control"
        step = {"id": name, "kind": kind, "way": way, "points": 0, "max": 0, "effort_minutes": 0, "percent_after": 0}
        saved["steps"].append(step)
    figures = {"step-points": "points", "step-max": "max", "step-effort": "effort_minutes", "step-percent": "percent_after",
               "effort": "effort_minutes"}
    for _ in range(2):
        with open(path, "w") as file:
            json.dump(saved, file, indent=1)
        left = []
        for breach in run(program, ["check", path, *words])["plans"][0]["breaches"]:
            key = figures.get(breach["kind"], breach["kind"].replace("-", "_"))
            where = saved["steps"][breach["step"] - 1] if breach["step"] else saved
            if key in where and breach["derived"] is not None:
                where[key] = breach["derived"]
            else:
                left.append(breach["text"])
    return left


def judge(cat, given, seed, counts):
    """Asks both about one seed and prints what differs."""
    data = made(cat, seed)
    path = os.path.join(given.folder, f"{seed}.yaml")
    with open(path, "w") as file:
        yaml.safe_dump(data, file, sort_keys=False)
    r = random.Random(-seed - 1)
    kind, words, must, never = asked(cat, data, r)
    stated = {"gates": "advisory", "visibility": "plan", "unknown-max": r.randint(1, 10)}
    assume = {key: value for key, value in stated.items() if r.random() < 0.1}
    words += [word for key, value in assume.items() for word in ("--assume", f"{key}={value}")]
    tenant = Tenant(cat, data, assume)
    problem = Problem(tenant, must, never)
    base = [sum(row[key] for row in tenant.rows.values() if row["max"] is not None) for key in ("points", "max")]
    limit = None
    if kind == "budget" or kind == "percent" and r.random() < 0.6:
        limit = int(problem.whole * r.random() ** 3) // 15 * 15
        words += ["--budget", f"{limit / 60:.2f}h"]
    if kind == "percent":
        words += ["--objective", "percent"]
    if kind == "target":
        limit = r.randint(0, 10000) if r.random() < 0.3 else min(10000, 10000 * base[0] // max(base[1], 1) + r.randint(0, 5000))
        words += ["--target", f"{limit / 100:.2f}%"]
    if kind == "frontier":
        words += ["--frontier"]
    counts[kind] += 1
    start = time.perf_counter()
    plan = run(given.program, ["plan", "--tenant", path, *words])
    counts["seconds of scoreplan"] += time.perf_counter() - start
    say = lambda text: print(f"seed {seed}: plan --tenant {path} {' '.join(words)}\n    {text}", flush=True)
    if plan is None:
        counts["does not end"] += 1
        return say("scoreplan takes more than 90 seconds")
    counts["steps"] += len(plan["steps"])
    counts["with places"] += bool(problem.places)
    counts[plan["status"]] += 1
    counts["assumptions"] += bool(assume)

    def differs(text, found):
        counts["differences"] += 1
        better = f"{path}.better.json"
        left = written(found, plan, cat, ["--tenant", path], given.program, better) if found else []
        say(f"{text}\n    plan of CP-SAT: {better if found else 'none'}: " + ("; ".join(left) or "holds"))

    own = f"{path}.plan.json"
    with open(own, "w") as file:
        json.dump(plan, file)
    said = run(given.program, ["check", own, "--tenant", path])
    if not said["ok"]:
        counts["does not hold"] += 1
        say(f"the plan does not hold: {[breach['text'] for breach in said['plans'][0]['breaches']]}")
    found = best(kind, problem, base, limit)
    counts["needs evaded"] += bool(found) and problem.early
    counts["leaves security defaults"] += bool(found) and ("leave-security-defaults", None) in found[3]
    counts["turns security defaults on"] += bool(found) and ("security-defaults-on", None) in found[3]
    if (plan["points"] is None) != (found is None):
        differs(f"scoreplan says {plan['status']}, CP-SAT {found and found[:3]}", found)
    elif found:
        theirs = (base[0] + found[0], base[1] + found[1], found[2])
        ours = (hundredths(plan["points_after"]), hundredths(plan["max_after"]), plan["effort_minutes"])
        keys = [(Fraction(points, top or 1) if kind == "percent" else points, spent) for points, top, spent in (ours, theirs)]
        if keys[0] != keys[1]:
            differs(f"scoreplan ({plan['status']}) has points, maximum, minutes {ours}, CP-SAT {theirs}", found)
        elif given.both and (left := written(found, plan, cat, ["--tenant", path], given.program, f"{path}.cp-sat.json")):
            counts["does not hold"] += 1
            say(f"the plan of CP-SAT does not hold: {left}")
    counts["seconds of CP-SAT"] += problem.spent
    if kind == "frontier" and found:
        hull = [(hundredths(corner["points"]), round(corner["effort_hours"] * 60)) for corner in plan["frontier"]]
        counts["corners"] += len(hull)
        points, effort = sum(problem.points), sum(problem.minutes)
        for corner in hull:
            if problem.solve(0, points >= corner[0], effort <= corner[1]) is None:
                differs(f"nothing comes to the corner {corner} of {hull}", None)
        for (a, b), (c, d) in zip(hull, hull[1:]):
            above = problem.solve((d - b) * points - (c - a) * effort)
            if (d - b) * above[0] - (c - a) * above[2] != (d - b) * a - (c - a) * b:
                differs(f"between {(a, b)} and {(c, d)} of {hull}: CP-SAT {above[:3]}", above)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", default="0:200", help="from and to, the last one left out")
    parser.add_argument("--program", default=f"{ROOT}/target/release/scoreplan")
    parser.add_argument("--folder", default=f"{ROOT}/target/tenants", help="where tenants and plans are kept")
    parser.add_argument("--both", action="store_true", help="judge every plan of CP-SAT too, not only where the two differ")
    given = parser.parse_args()
    os.makedirs(given.folder, exist_ok=True)
    cat, counts = Catalogue(given.program), Counter()
    first, last = map(int, given.seeds.split(":"))
    for seed in range(first, last):
        try:
            judge(cat, given, seed, counts)
            counts["judged"] += 1
        except Aside as why:
            counts[f"set aside: {why}"] += 1
    print(", ".join(f"{what}: {round(number)}" for what, number in counts.items()))
    sys.exit(counts["differences"] + counts["does not hold"] + counts["does not end"] > 0)


if __name__ == "__main__":
    main()
