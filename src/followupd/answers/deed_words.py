"""Words of being in touch: what was done, what is planned, and nouns for it, by kind of contact. To teach one, add it."""

DID = {
    "call": "ringde, ringt, ringde upp, ringt upp, ringde till, ringt till, talade i telefon, pratade i telefon, "
    "samtalade, called, phoned, rang, telefonerade, lurade, snackade i telefon, had a call, had a phone call, "
    "talked on the phone, spoke on the phone, ringdes vid, hördes på telefon, ringde med, pratade i tel, hade "
    "ett samtal med, had a quick call, had a short call, ringde åt, phoned with",
    "mail": "mejlade, mejlat, mailade, mailat, e-postade, emailed, e-mailed, mailed, skickade mejl, skickade ett "
    "mejl, skickat mejl, skickade mail, skickade ett mail, skickat ett mejl, skickat ett mail, sent an email, "
    "sent a mail, sent an e-mail, wrote an email",
    "message": "skrev, skrivit, smsade, smsat, sms:ade, messade, messat, dm:ade, dmade, dm:at, chattade, chattat, "
    "pingade, pingat, texted, messaged, wrote, written, pinged, dmed, chatted, skickade sms, skickade ett "
    "sms, skickat sms, skickade ett meddelande, skickat ett meddelande, skickade ett dm, sent a message, sent "
    "a text, sent a dm, dropped a line, whatsappade, slackade, snapade, svarat på sms, textade, smsade till, dm'd, msged, pm'd",
    "coffee": "fikade, fikat, drack kaffe, druckit kaffe, tog en fika, tog en kaffe, tagit en fika, had coffee, had a "
    "coffee, grabbed coffee, grabbed a coffee, hade fika, was taking a coffee, took a coffee, fikad",
    "lunch": "lunchade, lunchat, åt lunch, ätit lunch, tog en lunch, tog lunch, had lunch, ate lunch, grabbed lunch, "
    "käkade lunch, käkat lunch",
    "dinner": "åt middag, ätit middag, had dinner, ate dinner, bjöd på middag, käkade middag, käkat middag",
    "drinks": "tog en öl, tog en aw, drack öl, var på aw, had a beer, had drinks, grabbed a beer, tog ett glas, grabbed a pint, had a pint, went for a pint, went for drinks",
    "meeting": "träffade, träffat, träffades, träffats, mötte, mött, möttes, sågs, setts, sågs med, hängde, hängt, "
    "umgicks, umgåtts, hade möte, haft möte, hade ett möte, haft ett möte, tog ett möte, met, met up, had a "
    "meeting, saw, hung out, sprang på, stötte på, stötte ihop, ran into, bumped into, fick träffa, hejade på, sa hej till",
    "video": "zoomade, zoomat, zoomed, videosamtalade, hade videosamtal, had a video call, hade ett zoom-möte, "
    "teamsade, teamsat, skypade, skypat, facetimade, facetimed",
    "walk": "promenerade, promenerat, tog en promenad, tog en prommis, gick en promenad, gick en runda, went for a "
    "walk, took a walk, sprang en runda, walked, gick ut med, gick en sväng, tog en sväng",
    "visit": "besökte, besökt, hälsade på, hälsat på, visited, dropped by, var hemma hos, popped in to see, popped in, "
    "dropped in on, stopped by, dropped in, stayed with us, bodde hos oss, popped by, came to dinner, came over",
    "greeting": "gratulerade, gratulerat, grattade, grattat, congratulated, wished happy birthday, önskade grattis, sa "
    "grattis, skickade grattis, skickade en hälsning, hälsade, said happy birthday, skrev grattis, wished, "
    "önskade, skickade en julhälsning, skickade julkort, skickade ett julkort, sent a christmas card, "
    "skickade ett grattis",
    "": "pratade, pratat, snackade, snackat, talade, talat, hördes, hörts, hörde av mig, hört av mig, hörde av "
    "sig, hört av sig, hördes av, kontaktade, kontaktat, tog kontakt, tagit kontakt, nådde, nått, fick tag "
    "på, fick tag i, fått tag på, fått tag i, spoke, spoken, talked, chattat lite, reached, reached out, got "
    "hold of, got in touch, been in touch, was in touch, touched base, caught up, catched up, contacted, "
    "connected, connectade, followed up, följde upp, följt upp, kollade läget, stämde av, stämt av, checked "
    "in, bjöd på, bjöd, tog hand om, had a chat, hade ett samtal, haft kontakt, hade kontakt, frågade, "
    "frågat, asked, återkopplat till, svarade, svarat, responded to, replied to, kopplade upp, svarat på, "
    "connected with, connected on linkedin, ended up talking to, ätit med, eaten with",
}
"""Verbs of having been in touch, by kind of contact; "" where they tell no kind."""
PLANNED = {
    "call": "ringa, ringer, ring, ringa upp, ringer upp, ringa till, call, phone, calling, give a call, slå en signal",
    "mail": "mejla, mejlar, maila, mailar, email, e-mail, emailing",
    "message": "skriva till, skriver till, smsa, smsar, messa, messar, pinga, pingar, dm:a, text, message, write to, dm, "
    "chatta, chattar, ping, texting",
    "coffee": "ta en fika, tar en fika, ta en kaffe, fikar, dricka kaffe, have coffee, grab coffee, grab a coffee",
    "lunch": "luncha, lunchar, äta lunch, äter lunch, ta en lunch, tar lunch, ta lunch, have lunch, having lunch, grab "
    "lunch, käka lunch",
    "dinner": "äta middag, äter middag, have dinner, having dinner, käka middag",
    "drinks": "ta en öl, tar en öl, ta en aw, have a beer, grab a beer",
    "meeting": "träffa, träffar, träffas, möta, möter, mötas, möts, ses, meet, meeting up, meet up, se, see, seeing, "
    "hänga, boka möte, ha möte, har möte, har ett möte",
    "video": "zooma, zoomar, köra zoom",
    "walk": "promenera, promenerar, ta en promenad, tar en promenad, go for a walk",
    "visit": "besöka, besöker, hälsa på, hälsar på, visit, visiting",
    "greeting": "gratulera, grattar, gratta, congratulate",
    "": "prata, pratar, snacka, snackar, höras, hörs, höra av mig, hör av mig, kontakta, kontaktar, ta kontakt, "
    "tar kontakt, nå, talk, speak, reach out, contact, get in touch, catch up, touch base, follow up, följa "
    "upp, följer upp, stämma av, stämmer av, höra av sig, hör av sig, kolla läget, fråga, frågar, ask, "
    "reconnect, hear from, svara, svarar, berätta, berätta för, berättar, tell, uppdatera, update, tacka, "
    "thank, do it, göra det, gör det, do that, fixa det, fixar det, get to, catching up, catching up with",
}
THINGS = {
    "call": "samtal, telefonsamtal, telefon, call, phone call, telefonmöte, avstämning på telefon, samtalet, tel, "
    "tele, telefonen, phone, on the phone, over the phone",
    "mail": "mejl, mail, e-post, e-mail, email, mejlet",
    "message": "sms, dm, whatsapp, messenger, meddelande, chatt, slack, message, text, texts, messages, linkedin, insta, "
    "instagram, snap, textmeddelande",
    "coffee": "fika, fikan, fikade med, kaffe, coffee, kaffet, fikapaus, tea",
    "lunch": "lunch, lunchen, lunchmöte, brunch, brunchen",
    "dinner": "middag, middagen, dinner",
    "drinks": "öl, aw, after work, afterwork, beer, beers, drinks, pub, drinkar, drink, pint, pints",
    "meeting": "möte, mötet, meeting, träff, avstämning, catch-up, catchup, meetup, bokat möte, snack, pratstund, chat, "
    "talk, sync, quick sync, check-in, prat, snacket, kalas, kalaset, picknick",
    "video": "zoom, teams, videosamtal, video call, videomöte, teamsmöte, zoom-möte, skype, video, facetime",
    "walk": "promenad, promenaden, walk, prommis",
    "visit": "besök",
    "breakfast": "frukost, breakfast",
}
"""Nouns that are a contact by themselves ("fika med Anna i torsdags")."""
