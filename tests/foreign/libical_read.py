"""Reads a calendar with libical, in a process of its own, because a C library may take its process along.

python libical_read.py ZONE < calendar.ics    a JSON document with errors, items and zones
"""

import ctypes
import ctypes.util
import json
import sys


class Time(ctypes.Structure):
    """struct icaltimetype of libical 3."""

    _fields_ = [
        (name, ctypes.c_int) for name in ["year", "month", "day", "hour", "minute", "second", "is_date", "is_daylight"]
    ] + [("zone", ctypes.c_void_p)]


def load() -> ctypes.CDLL:
    lib = ctypes.CDLL(ctypes.util.find_library("ical") or "libical.so.3")
    for name in ("parser_parse_string", "component_get_first_component", "component_get_next_component",
                 "component_get_first_property", "component_get_next_property", "timezone_get_builtin_timezone"):  # fmt: skip
        getattr(lib, f"ical{name}").restype = ctypes.c_void_p
    for name in ("component_get_summary", "component_get_description", "component_get_location", "component_get_uid",
                 "property_get_value_as_string"):  # fmt: skip
        getattr(lib, f"ical{name}").restype = ctypes.c_char_p
    for name in ("component_get_dtstart", "component_get_dtend", "component_get_due", "time_convert_to_zone"):
        getattr(lib, f"ical{name}").restype = Time
    return lib


def written(moment: Time, lib: ctypes.CDLL, zone: int) -> str:
    if moment.is_date:
        return f"{moment.year:04}-{moment.month:02}-{moment.day:02}"
    local = lib.icaltime_convert_to_zone(moment, ctypes.c_void_p(zone))
    return f"{local.year:04}-{local.month:02}-{local.day:02}T{local.hour:02}:{local.minute:02}"


def main() -> None:
    lib = load()
    zone = lib.icaltimezone_get_builtin_timezone(sys.argv[1].encode())
    root = lib.icalparser_parse_string(sys.stdin.buffer.read())
    whole = ctypes.c_void_p(root)
    found, every = [], lib.icalcomponent_string_to_kind(b"ANY")
    component = lib.icalcomponent_get_first_component(whole, every)
    while component:
        here = ctypes.c_void_p(component)
        is_task = lib.icalcomponent_isa(here) == lib.icalcomponent_string_to_kind(b"VTODO")
        if is_task or lib.icalcomponent_isa(here) == lib.icalcomponent_string_to_kind(b"VEVENT"):
            item = {name: (getattr(lib, f"icalcomponent_get_{name}")(here) or b"").decode()
                    for name in ("uid", "summary", "description", "location")}  # fmt: skip
            item["starts"] = written(
                lib.icalcomponent_get_due(here) if is_task else lib.icalcomponent_get_dtstart(here), lib, zone
            )
            item["ends"] = "" if is_task else written(lib.icalcomponent_get_dtend(here), lib, zone)
            for name in ("STATUS", "TRANSP", "CATEGORIES", "SEQUENCE", "URL"):
                kind = lib.icalproperty_string_to_kind(name.encode())
                prop = lib.icalcomponent_get_first_property(here, kind)
                said = lib.icalproperty_get_value_as_string(ctypes.c_void_p(prop)) if prop else b""
                item[name.casefold()] = said.decode()
            alarm = lib.icalcomponent_string_to_kind(b"VALARM")
            item["alarms"] = lib.icalcomponent_count_components(here, alarm)
            found.append(item)
        component = lib.icalcomponent_get_next_component(whole, every)
    # The check looks at each property and how often it may be there (RFC 5545, 5546); it leaves errors where it is not.
    lib.icalrestriction_check(whole)
    print(json.dumps({"errors": lib.icalcomponent_count_errors(whole), "items": found}))


main()
