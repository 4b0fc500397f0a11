"""All other words of answers, by what they mean. Phrases stand between commas; a word may have several meanings."""

OTHERS = {
    "done": "klar, klart, klara, klarat, klarad, klarade av, avklarat, avklarad, avklarade, gjort, gjord, gjorda, "
    "fixat, fixad, fixade, fixed, done, finished, completed, check, checkad, checkat, checked, avbockad, "
    "avbockat, bocka av, bockad, färdig, färdigt, färdiga, ok, okej, okay, did it, gjorde det, i hamn, "
    "klarmarkera, klarmarkerad, ✓, ✔, ✅, ☑, 👍, is done, are done, sorted, handled, avverkad, avverkat",
    "yes": "ja, japp, jepp, yes, yep, yup, yeah, oki",
    "had": "drack, druckit, åt, ätit, käkade, käkat, hade, had, tog, took, tagit, haft, grabbed, ate, drank",
    "not": "inte, ej, icke, aldrig, inget, ingen, inga, varken, not, never, don't, dont, didn't, didnt, haven't, "
    "havent, hasn't, hasnt, couldn't, couldnt, wasn't, wasnt, won't, wont, can't, cant, cannot, isn't, "
    "aren't, didn´t, nothing, no one, nobody, ingenting, inge, ente, utan att, no time, ingen tid, none, "
    "hadn't, hadnt, shouldn't, wouldn't, without, neither, nor, no",
    "no": "nej, nope, nä, näe, nej tack, nah, nix, nää",
    "couldn't": "hunnit, hann, hinner, orkade, orkat, vågade, vågat, kunde, kunnat, kommit åt, hanns, managed, gotten, "
    "got round, get around, get round, kom mig för, orkar, orkade inte, hinner jag, hann jag, pallar, "
    "pallade, lyckades, lyckats, managed to, got around to, ingen idé, no point, no use",
    "forgot": "glömde, glömt, glömde bort, glömt bort, forgot, forgotten, missade, missat, missed, sköt upp, struntade "
    "i",
    "answer": "svarade, svarat, svarar, svar, svaret, svarade på, svarat på, answered, answer, replied, reply, "
    "responded, respond, response, pick up, picked up, plockade upp, lyfte luren, lyfte, heard back, hear "
    "back, hört tillbaka, hört något, hört nåt, hört ett ljud, heard from, heard anything, written back, "
    "skrev tillbaka, ringde tillbaka, ringt tillbaka, called back, texted back, wrote back, återkommit, "
    "återkom, get back to me, got back to me, gotten back, hörde av sig, hört av sig",
    "no answer": "voicemail, left a voicemail, röstbrevlåda, telefonsvarare, telefonsvararen, mobilsvar, inget svar, ingen "
    "som svarade, ej svar, no answer, no reply, no response, noanswer, radio silence, tyst, knäpptyst, "
    "ghosted, försökte ringa, försökt ringa, försökte nå, försökt nå, försökte få tag på, försökt få tag på, "
    "försökte få tag i, försökte kontakta, tried to call, tried calling, tried to reach, tried reaching, "
    "tried to contact, tried phoning, tried to ring, sökte, sökt, gick inte att nå, går inte att nå, kom inte "
    "fram, ej anträffbar, oanträffbar, unreachable, inte anträffbar, fick inte tag på, fick inte tag i, fick "
    "ej tag på, fick ej tag i, inte fått tag på, inte fått tag i, ej fått tag i, couldn't reach, could not "
    "reach, couldnt reach, didn't reach, nådde inte, nådde ej, inte nått, kunde inte nå, couldn't get hold "
    "of, did not get hold of, didn't get hold of, no luck reaching, svarar ej, svarade ej, lämnade meddelande "
    "på, dök inte upp, kom inte, kom aldrig, no show, no-show, didn't show up, did not show up, never showed "
    "up, har inte hörts av, ej nådd, ej nådda, inte nådd, får inte tag på, får inte tag i, får ej tag på, "
    "noll respons, nobody picked up, no one picked up, omöjlig att få tag på, omöjlig å få tag på, ej "
    "anträffad, tog inte telefonen, tog ej telefonen, lyfte inte, gick till mobilsvar, didn't take the call, "
    "kom till röstbrevlådan, kom till telefonsvararen, har inte hört av sig, hasn't been in touch, svarar "
    "aldrig, didn't get back, has not replied, has not answered, hasn't replied, hasn't answered, hasn't "
    "responded, still no answer, still no reply, fortfarande inget svar, no luck, utan svar, ingen lycka, "
    "utan lycka, no dice, upptaget, line busy, the line was busy, line was busy, busy signal, tutade upptaget, not answering, ingen svarade, nobody answered, fick jag inte tag på, fick jag inte tag i, fick vi inte tag på, nådde jag inte, nådde jag ej, fick jag ej tag på, fick jag inget svar av, inte svara, försökt få tag i, försökte få tag i",
    "skip": "skippa, skippar, skippade, skippat, skip, skipped, hoppa över, hoppar över, hoppade över, hoppa, passar, "
    "pass, avstår, avstå, inte aktuell, inte aktuellt, strunta i, struntar i, nej tack, ❌, ✗, ✘, hoppar jag "
    "över, hoppar vi över, skippar jag, skippar vi, vi skippar, vi hoppar över, jag skippar, jag hoppar över, "
    "stryk, skip it",
    "yet": "än, ännu, yet, not yet, inte än, ännu inte, ej än, still not",
    "this time": "den här gången, denna gången, denna gång, den här omgången, den här rundan, this time, för tillfället, "
    "right now, this round, for now, for the moment, nu, now, just nu, idag, today",
    "pause": "vila, vilar, vilas, pausa, pausar, pausas, paus, pause, paused, rest, rests, låt vila, ta paus, ta en "
    "paus, tar paus, take a break, on hold, put on hold, på is, lägg på is, lägg på hyllan, i träda, sätt på "
    "paus, rast, time out, timeout, break, vilar vi, pausar vi, låter vi vila, låter jag vila, vi pausar, vi "
    "vilar, inga mejl, inga mail, inga fler mejl, no mails, no emails, no mail, no reminders, inga "
    "påminnelser, slippa påminnelser, slippa mejl, mejla mig inte, mejla inte, don't mail me, don't email me, "
    "pausing, paus från allt, paus på allt, va tyst, var tyst, vara tyst, be quiet, stäng av allt, stop everything, stoppa allt, stäng av alla mejl, låt alla vara, låt alla få vara, no more mails, no more emails, no more mail, inga fler mail, pausa alla mejl, pausa mejlen, pausa alla mail, pause all mails, pause all emails, pause all mail",
    "leave": "semester, ledig, ledighet, på semester, bortrest, utomlands, on vacation, vacation, on holiday, holiday, "
    "away, off, jullov, jullovet, föräldraledig, sjukskriven, on leave, tentaperiod, off the grid, off grid",
    "resume": "återuppta, återupptar, resume, unpause, väck, börja igen, börja om, starta igen, sätt igång, avsluta "
    "pausen, sluta vila, sluta pausa, ta bort pausen, avpausa, un-pause, start again, wake up, slut på "
    "pausen, häv pausen, pausen är slut, end the pause, stop the pause, pausa inte, börja påminna mig om, "
    "börja visa, start showing me, start showing, start reminding me about, start reminding me of, börja "
    "påminna om, visa igen, kan vara med igen, får vara med igen, vara med igen, can be back, back on the "
    "list, tillbaka på listan, lägg tillbaka, put back, ta tillbaka i listan, väcka, kör igång, kör igång igen, kör igång honom igen, kör igång henne igen, vara med i listan igen, får gärna vara med, får gärna vara med i listan igen, start reminding me, start reminding me again, börja påminna mig, börja påminna mig igen, wake, väck upp, behöver inte vila längre, behöver inte vila",
    "snooze": "skjut upp, skjuta upp, skjuter upp, skjut fram, skjut på, skjut, skjuta fram, skjuta, skjuter, snooze, "
    "snooza, snoozea, vänta, vänta med, väntar, väntar med, avvakta, avvakta med, avvaktar, senare, later, "
    "flytta, flytta fram, flyttar, move, postpone, defer, delay, push, push back, påminn, påminn om, påminn "
    "mig, påminn mig om, påminnelse, remind, remind me about, remind me of, remind me, kom tillbaka, kom "
    "igen, ta upp, tar upp, come back to, get back to, återkom, dröj, dröj med, take up, bump, wait, hold "
    "off, wait with, lägg på, igen, again, put off, try again, försök igen, försöker igen, prova igen, nytt "
    "försök, provar igen, testar igen, testa igen, trying again, vi tar det, ta det, tar det, tar den, ta "
    "den, can wait, kan vänta, får vänta, could wait, kan du vänta, väntar vi med, väntar jag med, skjuter vi "
    "upp, skjuter jag upp, skjuter vi på, tar jag, tar vi, vi tar, jag tar, flyttar vi, parkera, remind me "
    "to, påminna mig om, påminn mig lite om, bring back, bring up again, ta upp igen, skjutas upp, får wait, "
    "get back on, ta, tar, leave, leave alone, leave be, låt vara, lämna ifred, lämna i fred, får anstå, anstå, pinga mig om, pinga mig, ping me about, ping me, nudge me about, nudge me, kan vi ta, ta han, ta honom, ta henne, push her, push him, ⏰, 💤",
    "undo": "ångra, ångra det, ångra senaste, ångra allt, ångra sista, undo, undo that, undo it, undo last, undo "
    "everything, undo all, ta tillbaka, ta tillbaka det, ta tillbaka senaste, take back, take it back, take "
    "that back, angra, ångra mitt svar, ångra senaste svaret, ångra svaret, revert, ångra det senaste, ångra "
    "den senaste, ångra det sista, undo the last one, undo the last, undo the last thing, undo last one, "
    "ångra det där, undo that last one, undo that one, ångra den, ångra den där, ångra detta, undo this, "
    "ångra senaste tack, take back the last one, take that last one back, ta bort det senaste, glöm det senaste, backa, backa det, ta tillbaka det sista, ta tillbaka den sista",
    "promised": "lovade, lovat, lova, utlovade, promised, har lovat, sa att jag skulle, sade att jag skulle, sa att jag "
    "ska, said i would, said i'd, said i will, told her i would, told him i would, told them i would, told "
    "her i'd, told him i'd, i owe, owe, åtog mig, tog på mig, todo, to do, att göra, i promise, jag lovar, "
    "lovar att, kom ihåg att skicka, remember to send",
    "thanked": "tackade, tackat, tackad, thanked, sa tack, sade tack, sagt tack, skickade tack, skickade ett tack, "
    "skickat tack, skickade tackkort, skickade ett tackkort, skickade tackmejl, skickade ett tackmejl, "
    "skickat tackmejl, skickat ett tackmejl, tackmejl skickat, tackkort skickat, sent thanks, sent a thank "
    "you, sent a thank-you, said thanks, said thank you, skrev tack, skrev ett tack, skrivit tack, tack "
    "skickat, tack sagt, thank you sent, thank-you sent, thanks sent, tackade för, wrote a thank you, wrote a "
    "thank-you, sent thank you, sent thank-you note, sent a thank you note, har tackat, tackades, thanks "
    "said, tack framfört, tackad för, framfört mitt tack, framförde mitt tack, thank-you email, thank-you mail, thank-you note, thank-you said, tack-sms, tackmejl, tack-mejl, tackmail, thx sagt, tack sagt, säga tack, said thx, said tack, said thanks, said thank you, sa tack för",
    "thank": "tacka, tackar, thank",
    "told": "berättade, berättat, told, uppdaterade, uppdaterat, updated, återkopplade, återkopplat, rapporterade, "
    "let know, gav en uppdatering, gave an update, skickade en uppdatering, sent an update, informerade, "
    "informed, berättade för, sa till, sade till, sagt till, sa att jag fick, sa att jag inte, sade att jag "
    "fick, said i got, said that i got, said i didn't, sa hur det gick",
    "outcome": "hur det gick, hur det har gått, hur det blev, vad det blev av, vad det ledde till, how it went, what "
    "came of it, how it turned out, utfallet, resultatet, outcome, att det gick, that it went, att jag fick, "
    "that i got, jag fick jobbet, i got the job, att jag kom in, utfall sagt",
    "helped": "hjälpte, hjälpt, helped, tipsade, tipsat, introducerade, introducerat, presenterade, presenterat, "
    "rekommenderade, rekommenderat, introduced, recommended, coachade, mentored, stöttade, stöttat, "
    "supported, referred, kopplade ihop, kopplat ihop, läste igenom, korrekturläste, granskade, gav feedback, "
    "gave feedback, ställde upp, advised, connected me, bjöd på, bjöd",
    "help": "hjälp, hjälpen, tips, tipset, råd, help, advice, intro, introduktion, feedback, referens, reference, "
    "referral, kontakt till, ett namn, goda råd, bra råd, bra tips, input, stöd, support, introduction, "
    "introduktionen, intron, kontakter, handledning",
    "got": "fick, fått, got, gotten, received, tog emot, fick låna, had",
    "gave": "gav, gett, givit, gave, given",
    "delivered": "skickade, skickat, skickad, lämnade, lämnat, delade, delat, sent, shared, forwarded, vidarebefordrade, "
    "översände, skickade över, skickat över, mailade över, fixade, ordnade, ordnat, levererade, levererat, "
    "bokade in, köpte, lånade ut, returned, delivered, passed on, uploaded, laddade upp, kollade upp, kollat "
    "upp, looked up, mejlade över, skickade iväg, skickat iväg, handed over, article sent, gave her, gave him, gave them, gav henne, gav honom",
    "deliver": "skicka, skickar, skicka över, lämna, lämnar, dela, delar, send, share, forward, vidarebefordra, fixa, "
    "fixar, ordna, ordnar, leverera, hjälpa, hjälper, hjälp med, help, introducera, introducerar, introduce, "
    "presentera, presenterar, koppla ihop, kolla upp, kollar upp, kolla, kollar, kolla med, återkomma, "
    "återkommer, återkomma med, boka, bokar, boka in, book, tipsa, tipsar, leta fram, leta upp, läsa, läser, "
    "läsa igenom, read, look up, look into, find, check, give, ge, ger, bring, ta med, tar med, låna ut, "
    "lend, köpa, bjuda, bjuder, invite, bjuda in, return, write, skriva, skriver, mejla över, maila över, "
    "skicka iväg, get back with, put in touch, connect with, rekommendera, recommend, review, granska, "
    "prepare, förbereda",
    "will": "are having, are grabbing, having, grabbing, ska, skall, kommer att, kommer, tänker, tänkte, planerar, "
    "planerade, bör, borde, måste, skulle, tänkt, vill, hade tänkt, will, shall, going to, gonna, plan to, "
    "planning to, should, must, want to, need to, needs to, have to, has to, behöver, i'll, we'll, ill, "
    "intend to, would, ville, wanted to, hoping to, hoppas, har tänkt, ämnar, ska vi, vi ska, would like to, "
    "meant to, meaning to, was going to, satsar på att, lär, might, kanske ska, i'd, we'd, may, ska jag, tror "
    "jag ska, tänkt att, intended to",
    "booked": "bokat, bokad, bokade, inbokat, inbokad, bokat in, bokade in, bestämt, bestämde, scheduled, booked, "
    "arranged, set up, ny tid, tid, nytt möte, ny träff, appointment, träff bokad, bokning, har bokat, satt "
    "upp, ombokat, ombokad, ombokat till, rebooked, rescheduled, flyttat till, avtalat, ses, möte bokat, "
    "bestämt träff, bestämt att ses, agreed to meet, bokat tid, new time, time booked, next one, nästa gång, "
    "next time, nästa möte, next meeting, nästa fika, nästa träff, nästa lunch, we're having, we are having, "
    "vi ska ha, blev flyttad till, flyttad till, flyttades till, moved to, framflyttad till, är flyttad till, "
    "blev flyttat till, framflyttat till, blev flyttad, flyttad, flyttades, framflyttad, flyttas, kom överens "
    "om att, kom överens om, bestämde att, har bestämt, agreed to, agreed on, we agreed, vi bestämde, appt, appt with",
    "hypo": "drömde, drömt, dreamt, dreamed, trodde, nästan, nearly, almost, var nära att, hade jag haft, hade jag "
    "bara, om jag hade, if i had, if only, wish, önskar, would have, skulle ha, could have, kunde ha, borde "
    "ha, should have, should've, would've, minns inte, kommer inte ihåg, can't remember, don't remember, not "
    "sure, osäker, vet inte om, don't know if, undrar om, wonder if, eller inte, or not, tror jag, i think, "
    "hade velat, låtsas, ifall, unless, hypotetiskt, på skoj, skojade, skojar, just kidding, jk, kidding, "
    "ironi, skulle ha, vet ej, vet inte, don't know, dunno, ingen aning, no idea, va nära att, var nära, inte "
    "säkert, inte säker, was going to, were going to, skulle just, skulle precis, suppose i, suppose i just, tänk om",
    "oops": "nej vänta, nej förlåt, nej förresten, förresten nej, no wait, nä vänta, nä förlåt, wait no, jag menar, i "
    "mean, eller nej, nej nej, glöm det, äh glöm det, forget it, forget that, never mind, nevermind, sorry "
    "typo, fan nej, nej fan, scratch that, strike that, stryk det, rättelse, correction, menade, meant to "
    "say, skrev fel, fel namn, wrong name, nej just det, oj nej, oh no, actually no, fast nej, i meant, sorry i meant",
    "cancelled": "inställd, inställt, inställda, ställde in, avbokad, avbokat, bokade av, avbokade, cancelled, canceled, "
    "called off, blev inte av, blev aldrig av, tackade nej, tackat nej, declined, turned down, said no to, sa "
    "nej, cancel, cancels, had to skip, fick hoppa över, had to cancel",
    "maybe": "kanske, eventuellt, möjligen, maybe, perhaps, möjligtvis, tror, think, troligen, nog, om jag hinner, if "
    "i, försöka, försöker, ska försöka, try to, trying to, hoppas kunna, om, if, antar, guess, was going to, "
    "were going to, skulle, would, supposed to, eller inte, or not, unless, ifall",
    "third": "han, hon, hen, dom, de, he, she, they, he's, she's, they're",
    "theirs": "hans, hennes, deras, his, her, their",
    "them": "honom, henne, dem, him, her, them",
    "i": "jag, ja', vi, we, i've, i'm, we've, we're, jag har, vi har, i'll, i'd, we'll, we'd",
    "me": "mig, mej, me, oss, us, åt mig",
    "fact": "har, has, have, är, is, are, blir, becomes, vill, wants, jobbar, works, bor, lives, flyttade, moved, "
    "börjar, börjat, starts, started, fyller, slutar, slutat, anställer, söker, gillar, likes, tycker, "
    "känner, kan, can, sa, said, säger, says, var, was, heter, fick, studerar, pluggar, läser, reser, åker, "
    "hade, had, behöver, undrar, undrade, byter, bytt, flyttar, flyttat, letar, håller, går, kom, kommer, "
    "planerar, hoppas, tror, menar, nämnde, mentioned, berättade, told, looking, hiring, getting, moving, "
    "expecting, knows, needs, thinks, works at, köpt, köpte, gift, sjuk, mår, reste, startar, startat, "
    "started, driver, leder, väntar, bad, bad mig, ska, tar, tog, rekommenderade, föreslog, suggested, "
    "tipsade, lovade, promised, menade, gick, stannar, kostar, räcker, hoppar, blev, blivit, hette, e, finns, "
    "bär, hörde, hört, heard, vet, hörde att, heard that, pushed, shifted",
    "big": "ta bort, radera, raderas, delete, remove, glöm, glöm bort, forget, forget about, ta bort helt, erase, "
    "återställ, restore, avsluta kontot, mitt konto, my account, delete my account, avregistrera, "
    "avregistrera mig, unsubscribe, inställningar, inställningarna, inställning, settings, lösenord, "
    "password, byt e-post, avprenumerera, sluta mejla, stop mailing, stop emailing, stoppa, stopp, stop, "
    "sluta skicka, stäng av, turn off, avsluta, rensa, wipe, purge, ändra adress",
    "why": "varför, varfor, why, förklara, explain, hur kommer det sig",
    "request": "you can, du kan, kan du, kan ni, can you, could you, skulle du kunna, please",
    "what": "vem, vad, när, hur, vilken, vilka, who, what, when, how, which, var är, where",
    "all": "alla, allihop, allihopa, samtliga, allt, båda, bägge, båda två, alla tre, alla fyra, alla två, alla fem, "
    "all, everyone, everybody, everything, all of them, both, both of them, all three, all four, hela listan, "
    "the lot, samtliga tre",
    "rest": "resten, övriga, de övriga, de andra, dom andra, den andra, the rest, the others, others, the other, "
    "remaining, resterande, återstående, de två andra, the other two, övrigt",
    "except": "utom, förutom, except, except for, all but, undantaget, apart from, bortsett från, minus",
    "nobody": "ingen av dem, ingen av dom, inga, ingen, none of them, none, no one, nobody, ingen idag, inget idag, "
    "nothing today, nothing, ingenting, ingen alls, ingen ny",
    "newcomer": "träffade, träffat, mötte, mött, lärde känna, lärt känna, met, got to know, sprang på, ny kontakt, new "
    "contact, pratade, snackade, talked, spoke, hälsade, connectade, connectade med, nytt namn, new name, träffa",
    "new": "ny, nya, new",
    "about": "om, about, angående, ang, kring, re, via, genom, through, rörande, gällande, åt, on behalf of, "
    "regarding, innan, före, before, efter, after, än, than, hos, ang.",
    "person": "med, till, with, to, av, från, from, för, hos, mot, ihop med, together with, tillsammans med, m, at, "
    "hemma hos, w",
    "and": "och, and, samt, &, +, o, plus, med flera, as well as, nor, å, n",
    "or": "eller, or",
    "but": "men, but, fast, dock, however, though, tyvärr, unfortunately, sedan, därefter, then, så, so, eftersom, "
    "because, medan, while, fastän, däremot",
    "number": "nr, nummer, nr., no., #, punkt, num, number",
    "milestone": "blir pappa, blir mamma, blir förälder, blir föräldrar, bli pappa, bli mamma, bli förälder, bli "
    "föräldrar, får barn, få barn, väntar barn, gifter sig, gifta sig, gifter, bröllop, bröllopet, fyller, "
    "fylla, börjar på, börja på, börjar hos, börja hos, börjar som, börja som, börjar jobba, börja jobba, "
    "börjar sitt nya jobb, börjar nytt jobb, börjar ett nytt jobb, börjar nya jobbet, börja nya jobbet, byter "
    "jobb, byta jobb, nytt jobb, ny tjänst, ny roll, tar examen, ta examen, tar studenten, examen, "
    "disputerar, disputera, disputation, går i pension, gå i pension, blir chef, bli chef, befordras, "
    "befordrad, jubilerar, jubileum, föder, föda, nedkomst, förlovar sig, dop, döper, becomes a dad, becomes "
    "a father, becomes a mother, becomes a mum, becomes a mom, becomes a parent, becoming a dad, becoming a "
    "father, becoming a mother, becoming a mom, becoming a parent, be a dad, be a mom, be a mum, be a father, "
    "be a mother, will be a dad, will be a father, will be a mother, having a baby, have a baby, baby, "
    "expecting, is expecting, gets married, getting married, get married, wedding, turns, turning, starts at, "
    "starting at, start at, starts as, starting as, starts a new job, starting a new job, starts her new job, "
    "starts his new job, starts new job, new job, new role, joins, joining, graduates, graduating, "
    "graduation, graduate, promoted, promotion, retires, retiring, defends her thesis, defends his thesis, "
    "anniversary, engaged, startar eget, starta eget, startar på, starta på, börjar doktorera, tillträder, "
    "blir vd, blir partner, börjar plugga, blir farfar, blir mormor, blir morfar, blir farmor, fått praktik, "
    "fått jobb, fått jobbet, fått nytt jobb, fick jobb, fick nytt jobb, fick jobbet på, got a job, got a new "
    "job, got the job at, ha barn, få tvillingar, är gravid, gravid, pregnant, blir civilingenjör, blir "
    "läkare, blir jurist, blir advokat, blir sjuksköterska, blir legitimerad, blir doktor, becomes a doctor, "
    "tvåbarnsmamma, sista dagen, går i mål, gifta, börja jobba på, börjar, bebis, switching jobs, is "
    "switching jobs, changes jobs, changing jobs, skaffar barn, ska bli mamma, ska bli pappa, bli mormor, bli "
    "farmor, bli morfar, bli farfar, bli moster, bli faster, bli farbror, bli morbror, bli gudmor, become a "
    "grandmother, become a grandfather, beräknad, beräknat, becomes father, becomes mother, bf",
    "event": "tenta, tentan, tentor, omtenta, prov, provet, intervju, intervjun, anställningsintervju, arbetsintervju, "
    "jobbintervju, operation, operationen, operera, opererar, opereras, presentation, presentationen, "
    "presenterar, föreläsning, föreläser, föredrag, pitchar, pitch, premiär, match, matchen, tävling, "
    "tävlingen, tävlar, lopp, loppet, maraton, maran, springer, vasaloppet, resa, resan, reser, åker till, "
    "åker, flyttar, flytt, flytten, flytta, lansering, lanserar, release, deadline, inlämning, redovisning, "
    "redovisar, audition, uppkörning, uppkörningen, kör upp, undersökning, läkarbesök, första dag, första "
    "dagen, exam, exams, interview, surgery, talk, lecture, race, marathon, competition, trip, travels, "
    "travelling, flies, flying, moves, moving, launch, launches, defence, demo, demon, driving test, first "
    "day, hearing, konsert, concert, exhibition, vernissage, spelning, gig, konferens, conference, "
    "styrelsemöte, board meeting, hackathon, thesis, exjobb, presenterar sitt, provjobbar, provdag, test, "
    "testet, försvarar, förhör, besked, beskedet, gets the results, får besked, får svar, utställning, "
    "seminarium, kurs, kursen, course, workshop, demo day, rehearsal, show, scan, ultraljud, opponering, "
    "opponerar, opponerar på, exjobbspresentation, muntan, slutprov, final, finalen, dejt, begravning, "
    "keynote, föredraget, mässa, mässan, fair, kick-off, kickoff, workshopen, kursstart, terminsstart, "
    "seminariet, disputationen, inflyttning, defends, defending",
    "courtesy": "tack, tackar, tack så mycket, thanks, thank you, thx, ty, hej, hejsan, hallå, tjena, tja, hi, hello, "
    "hey, dear, bra mejl, bra mail, great mail, nice mail, good mail, bra jobbat, toppen, kanon, super, "
    "perfekt, perfect, great, nice, härligt, kul, fint, bra, good, ha en bra dag, ha det bra, have a nice "
    "day, have a good day, god morgon, good morning, trevlig helg, mvh, med vänliga hälsningar, med vänlig "
    "hälsning, vänliga hälsningar, hälsningar, vänligen, kram, kramar, best, best regards, kind regards, "
    "regards, cheers, followupd, god jul, gott nytt år, haha, hehe, :), ;), snällt, vad bra, love it, cool, "
    "wow, underbart, fantastiskt, tackar så mycket, tusen tack, stort tack, many thanks, hälsn, bästa "
    "hälsningar, ha det, så bra, så fint, good job, uppskattas, awesome, okidoki, sounds good, låter bra, "
    "puss, sorry, förlåt, oj, oops, ursäkta, my bad, det blev fel, oj det blev fel, blev fel, that was wrong, "
    "oops that was wrong, det var fel, fel av mig, my mistake, sent svar, sorry sent svar, late reply, sorry "
    "for the late reply, urk, fan, yay, hurra, hihi, xoxo, skäms, i know, pls, plz, 🙏",
    "filler": "att, det, den, detta, en, ett, på, i, så, då, här, där, bara, lite, också, ju, väl, nog, the, a, an, at, "
    "on, in, of, for, just, it, that, this, was, too, already, redan, precis, gärna, please, snälla, hemma, "
    "over, äntligen, finally, idag, då, kort, snabbt, quick, quickly, lång, long, bra, trevlig, trevligt, "
    "nice, good, väldigt, mycket, very, also, igen, same, som, as, tillsammans, together, hel, en gång, once, "
    "right, fine, well, dag, gång, time, mig, tid, stund, minut, minuter, va, eh, hm, typ, liksom, kl, "
    "klockan, runt, vid, around, ute, inne, er, do, did, does, been, be, has, am, tag, of them, gången, sig, "
    "jo, yes, upp, ned, ner, in, lovely, jättebra, supertrevlig, mysigt, have, iväg, åt, mejla, av, some, "
    "någon, something, båda, både, istället, i stället, instead, let, låt, tills vidare, until further "
    "notice, bägge, just nu, nu, vidare, jätte, verkligen, really, still, fortfarande, idag också, ifred, ett "
    "tag, a while, for a while, lol, btw, per, min, timme, timmar, hour, hours, h, halvtimme, stycken, st, så "
    "där, sådär, jättemycket, lite grann, snack, tydligen, only, people, folk, nån, someone, somebody, guy, "
    "girl, tjej, kille, personer, i already know, already know, write down that, write down, put down that, "
    "put down, note that, please note that, notera att, notera, anteckna att, anteckna, skriv upp att, skriv "
    "ner att, skriv upp, lägg in att, lägga in att, remember that, say, säg, om det går, thank you, on "
    "sunday, ggr, asså, alltså, ba, helt, faktiskt, actually, samma dag, same day, samma kväll, ett till, "
    "promise, löfte, löftet, promises, tacksam, snäll, pls, plz, indefinitely, tillsvidare, på obestämd tid, "
    "for good, ute och, lil, bara att, lite snabbt, len, wallah, yo, bre, asså, väl, i alla fall, okay so, hey um, um, eh, like, our, vår, vårt, vårat, lets, let's, låt oss",
}  # fmt: skip
