"""The exported law as a C header of constants."""

import json


def literal(value):
    if isinstance(value, bool):
        return "1" if value else "0"
    if value is None:
        return "-1"
    if isinstance(value, float):
        return value.hex()
    if isinstance(value, int):
        return str(value)
    if isinstance(value, list):
        return "{" + ",".join(literal(v) for v in value) + "}"
    return "{" + ",".join(f".{k}={literal(v)}" for k, v in value.items()) + "}"


def counted(record, *names):
    """Lists of a record with their lengths beside them."""
    return record | {f"{name}_n": len(record[name]) for name in names}


def actor(a):
    d, party = a["decision"], a["party"] or {}
    flat = {name: a[name] for name in ("intent", "target", "act", "last")}
    flat |= {"own_rung": d["rung"], "own_campaign": d["campaign"], "is_party": bool(party)}
    flat |= party
    lists = ("others", "allies", "mediators", "pressure")
    flat |= {name: d[name] for name in (*lists, "posture", "ladder", "balance")}
    return counted(flat, *lists)


def header(model):
    sizes = {"COLUMNS": len(model["start"]), "HORIZON": model["horizon"], "TOP": model["top"]}
    sizes |= {"CALM_DAYS": model["calm_days"], "CALM_RUNG": model["calm_rung"]}
    tables = {
        "Actor actors": [actor(a) for a in model["actors"]],
        "Dyad dyads": [counted(d, "mediators", "lines") for d in model["dyads"]],
        "Watch watches": [counted(w, "fired", "clarifying") for w in model["watches"]],
        "Press presses": model["presses"],
        "Incident incidents": model["incidents"],
    }
    lines = [f"static const int start[] = {literal(model['start'])};"]
    for name, rows in tables.items():
        sizes[name.split()[1].upper()] = len(rows)
        # At least one row, so that the array exists; its count says that there is none.
        lines.append(f"static const {name}[] = {literal(rows or [{}])};")
    constants = ",".join(f"{name}={size}" for name, size in sizes.items())
    return "\n".join([f"enum {{{constants}}};", *lines, ""])


if __name__ == "__main__":
    import sys

    print(header(json.load(sys.stdin)))
