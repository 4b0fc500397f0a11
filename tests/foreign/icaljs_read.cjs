// Reads a calendar with ical.js, as Thunderbird does: node icaljs_read.cjs MODULE ZONE < calendar.ics
const ICAL = (module => module.default || module)(require(process.argv[2]));
const zone = process.argv[3];
const input = require("fs").readFileSync(0, "utf8");
const root = new ICAL.Component(ICAL.parse(input));
const local = time => {
  if (!time) return "";
  if (time.isDate) return time.toString();
  const parts = new Intl.DateTimeFormat("sv-SE", {
    timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit",
  }).format(time.toJSDate());
  return parts.replace(" ", "T");
};
const items = root.getAllSubcomponents()
  .filter(one => one.name === "vevent" || one.name === "vtodo")
  .map(one => {
    const value = name => { const found = one.getFirstPropertyValue(name); return found === null ? "" : found; };
    const text = name => String(value(name));
    return {
      uid: text("uid"), summary: text("summary"), description: text("description"), location: text("location"),
      status: text("status"), transp: text("transp"), categories: text("categories"), sequence: text("sequence"),
      url: text("url"), starts: local(value(one.name === "vtodo" ? "due" : "dtstart")), ends: local(value("dtend")),
      alarms: one.getAllSubcomponents("valarm").length,
    };
  });
console.log(JSON.stringify({ errors: 0, items }));
