"""The bodies of our requests, as XML (RFC 4791, RFC 6578); %s takes escaped text."""

COMPONENTS = "supported-calendar-component-set"
IS_CALENDAR = (
    '<propfind xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><prop>'
    f"<resourcetype/><C:{COMPONENTS}/></prop></propfind>"
)
MAKE = (
    '<C:mkcalendar xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><set><prop>'
    "<displayname>%s</displayname>%s</prop></set></C:mkcalendar>"
)
EVENTS_AND_TASKS = f'<C:{COMPONENTS}><C:comp name="VEVENT"/><C:comp name="VTODO"/></C:{COMPONENTS}>'
BY_UID = (
    '<C:calendar-query xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><prop><getetag/></prop><C:filter>'
    '<C:comp-filter name="VCALENDAR"><C:comp-filter name="%s"><C:prop-filter name="UID">'
    '<C:text-match collation="i;octet">%s</C:text-match>'
    "</C:prop-filter></C:comp-filter></C:comp-filter></C:filter></C:calendar-query>"
)
SINCE_NEVER = (
    '<sync-collection xmlns="DAV:"><sync-token>https://followupd.invalid/never-given</sync-token>'
    "<sync-level>1</sync-level><prop><getetag/></prop></sync-collection>"
)
LIST = '<propfind xmlns="DAV:"><prop><getetag/></prop></propfind>'
CALENDARS = '<propfind xmlns="DAV:"><prop><resourcetype/><displayname/></prop></propfind>'
MEETINGS = (
    '<C:calendar-query xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><prop><C:calendar-data/></prop><C:filter>'
    '<C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT"><C:time-range start="%s" end="%s"/>'
    "</C:comp-filter></C:comp-filter></C:filter></C:calendar-query>"
)
