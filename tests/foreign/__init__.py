"""Programs of other people that read what we write: libical (Evolution, KDE), ical.js (Thunderbird), vobject, khal."""
