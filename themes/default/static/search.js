// Asks the index that was built with the handbook (themes/README.md tells how it is written), shows what it knows, and
// marks the words on the page that was reached. find.js loads it when a reader is about to search.
//
// Whatever comes from the index or from the reader is only ever set as text.
{
  const { all, first, make, say, word, targetOf } = handbook;
  const field = document.querySelector("button.find");
  const { lang, dataset } = document.documentElement;
  /** An address that counts from the edition's own root. */
  const whole = (address) => new URL(address, new URL(dataset.root || ".", location.href)).href;

  // --- Words, cut and folded as the index has them -------------------------------------------------------------------

  const letters = { ß: "ss", æ: "ae", œ: "oe", ø: "o", đ: "d", ð: "d", ł: "l", ı: "i", þ: "th", ς: "σ", ى: "ي", ة: "ه", ـ: "" };
  const fold = (text) =>
    text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/[ßæœøđðłıþςىةـ]/g, (letter) => letters[letter]);
  /** What is written without spaces is searched by pairs of signs. */
  const unspaced = /[\u0E00-\u0EFF\u1000-\u109F\u1780-\u17FF\u3040-\u30FF\u3400-\u4DBF\u4E00-\u9FFF\uF900-\uFAFF\u{20000}-\u{3FFFF}]+/gu;
  const pairs = (stretch) => {
    const signs = [...stretch];
    return signs.length < 2 ? signs : signs.slice(1).map((sign, i) => signs[i] + sign);
  };
  const inRun = (run) => {
    const between = [...run.matchAll(unspaced)].map(([stretch]) => pairs(stretch));
    const spaced = run.split(unspaced).map((part) => [...part].slice(0, 40).join(""));
    return spaced.flatMap((part, i) => [...(part ? [part] : []), ...(between[i] ?? [])]);
  };
  const wordsOf = (text) => (fold(text).match(/[\p{Alphabetic}\p{N}]+/gu) ?? []).flatMap(inRun);
  /** One letter is no word; one digit is, and one sign of what is written without spaces. */
  const isWord = (text) => text.length > 1 || /\p{N}/u.test(text) || text.search(unspaced) === 0;

  // --- The files of the index ----------------------------------------------------------------------------------------

  /** Why there is no answer: a file is `missing`, or it is of another index than the head: `stale`. */
  class Trouble extends Error {}

  /** Numbers as the index writes them: leading digits are 93 and above, the last one is below. */
  const numbers = (text) => {
    const read = [];
    let number = 0;
    for (let i = 0; i < text.length; i += 1) {
      const code = text.charCodeAt(i);
      if (code >= 93) {
        number = number * 16 + code - 93;
      } else {
        read.push(number * 52 + code - 40);
        number = 0;
      }
    }
    return read;
  };

  const decoded = {
    head: (value) => {
      let first = 0;
      const starts = numbers(value.pages).map((count) => (first += count) - count);
      return { ...value, starts };
    },
    dates: ({ dates }) => dates,
    sections: ({ pages, ids, kinds, ups, headings, excerpts, phrases }) => {
      const [id, up, counted] = [ids.split(" "), numbers(ups), phrases.split(" ")];
      const page = pages.flatMap(([url, title, above, count]) => Array(count).fill({ url, title, above }));
      return page.map((of, i) =>
        ({ ...of, id: id[i], up: up[i], heading: headings[i], kind: kinds[i], excerpt: excerpts[i], phrases: numbers(counted[i]) }));
    },
    terms: ({ forms, postings, same = [] }) => {
      const shard = { forms: [], lists: [], postings: postings.split(" "), same };
      let [before, list, fresh] = ["", 0, 0];
      for (const entry of forms ? forms.split(" ") : []) {
        const end = entry.indexOf("~", 1);
        before = before.slice(0, entry.charCodeAt(0) - 40) + entry.slice(1, end < 0 ? undefined : end);
        if (end < 0) list = fresh++;
        else if (end + 1 < entry.length) [list] = numbers(entry.slice(end + 1));
        shard.forms.push(before);
        shard.lists.push(list);
      }
      return shard;
    },
  };

  const taken = new Map();
  const files = new Map();
  let head;

  const arrival = (address, kind, number) =>
    new Promise((resolve, reject) => {
      const script = make("script", { src: whole(address) });
      script.onerror = () => reject(new Trouble("missing"));
      script.onload = () => {
        const [version, text] = taken.get(kind + number) ?? [];
        taken.delete(kind + number);
        if (text === undefined) reject(new Trouble("missing"));
        else if (head && version !== head.version) reject(new Trouble("stale"));
        else resolve(Object.assign(decoded[kind](JSON.parse(text)), { version }));
      };
      document.head.append(script);
    });

  /** A file is asked for once; one that did not come is asked for again the next time. */
  const file = (kind, number = 0) => {
    const key = kind + number;
    if (!files.has(key)) {
      const name = kind === "dates" ? kind : `${kind}-${number}`;
      const asked = arrival(`${field.dataset.index.replace(/[^/]*$/, name)}.js?v=${head.version}`, kind, number);
      asked.catch(() => files.delete(key));
      files.set(key, asked);
    }
    return files.get(key);
  };

  /** The head, and again one that the browser has not kept, where the first was of an older index. */
  const begin = async (again = "") => {
    if (again) {
      files.clear();
      head = undefined;
    }
    head ??= await arrival(field.dataset.index + again, "head", 0);
  };

  /** Which of the sorted firsts is the last that is not behind what is meant; the first where all are. */
  const place = (firsts, meant) => {
    let [low, high] = [0, firsts.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (firsts[middle] <= meant) low = middle + 1;
      else high = middle;
    }
    return Math.max(low - 1, 0);
  };
  const termsAt = (text) => file("terms", place(head.terms, text));

  /** A section by its number, with that number and the heading above it. */
  const sectionAt = async (number) => {
    const shard = place(head.sections, number);
    const sections = await file("sections", shard);
    const at = number - head.sections[shard];
    const section = sections[at];
    return { ...section, number, over: section.up > 0 ? sections[at - section.up].heading : "" };
  };

  // --- Finding a word --------------------------------------------------------------------------------------------------

  /** The sections of a posting list, each with its weight and the phrases that have the word, and how many have it in all. */
  const postingsOf = (text) => {
    const [levels, all] = text.split("}");
    const [weights, phrases] = [new Map(), new Map()];
    levels.split("~").forEach((group, level) => {
      let section = 0;
      for (const [, step, signs] of group.matchAll(/([\]-l]*[(-[])([m-|]*)/g)) {
        weights.set((section += numbers(step)[0]), head.weights[level]);
        if (signs) phrases.set(section, [...signs].map((sign) => sign.charCodeAt(0) - 109));
      }
    });
    return { weights, phrases, all: all ? numbers(all)[0] : weights.size };
  };

  /** How many letters were mistyped (changed, left out, put in, exchanged with the next), or more than `most`. */
  const mistyped = (a, b, most) => {
    if (Math.abs(a.length - b.length) > most) return most + 1;
    let [older, old] = [[], Array.from({ length: b.length + 1 }, (_, i) => i)];
    for (let i = 1; i <= a.length; i += 1) {
      const row = [i];
      for (let j = 1; j <= b.length; j += 1) {
        row[j] = Math.min(old[j] + 1, row[j - 1] + 1, old[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
        if (a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) row[j] = Math.min(row[j], older[j - 2] + 1);
      }
      if (Math.min(...row) > most) return most + 1;
      [older, old] = [old, row];
    }
    return old[b.length];
  };

  /** The terms files with words that begin alike; where these are many, only that of the word itself. */
  const nearby = (text) => {
    const [from, to, own] = [text[0], `${text[0]}\uffff`, text].map((one) => place(head.terms, one));
    const shards = to - from < 3 ? [...Array(to - from + 1).keys()].map((i) => from + i) : [own];
    return Promise.all(shards.map((shard) => file("terms", shard)));
  };

  /** Forms that begin like a word and go on for three letters at most: where `cancel` is, `cancelling` is understood. */
  const related = (text, shard) => {
    let longest = 4;
    let found = [];
    shard.forms.forEach((form, at) => {
      let same = 0;
      while (same < text.length && form[same] === text[same]) same += 1;
      const rest = Math.max(text.length, form.length) - same;
      if (same < longest || rest > 3 || same < rest + 2) return;
      if (same > longest) found = [];
      longest = same;
      found.push({ shard, at, sure: 0.7 });
    });
    return found;
  };

  /** What is meant by a word: forms of the index, each with how sure that is. */
  const meant = async (text, mayGoOn) => {
    const shard = await termsAt(text);
    const found = [];
    let at = place(shard.forms, text);
    const exact = shard.forms[at] === text;
    if (exact) found.push({ shard, at, sure: 1 });
    if (mayGoOn || !exact) {
      if (shard.forms[at] <= text) at += 1;
      for (; shard.forms[at]?.startsWith(text) && found.length < 60; at += 1) {
        const more = shard.forms[at].length - text.length;
        found.push({ shard, at, sure: (exact ? 0.5 : mayGoOn ? 0.9 : 0.6) / (1 + more / 24) });
      }
    }
    if (found.length > 0 || text.length < 4) return found;

    let least = text.length < 8 ? 1 : 2;
    let near = [];
    for (const other of await nearby(text)) {
      other.forms.forEach((form, i) => {
        const away = mistyped(text, form, least);
        if (away < least) near = [];
        if (away <= least) near.push({ shard: other, at: i, sure: 0.8 / away });
        least = Math.min(least, away);
      });
    }
    const alike = least > 1 || near.length === 0 ? related(text, shard) : [];
    return alike.length > 0 ? alike : near;
  };

  /** A word of the query: which sections have it, how much that says, and its forms, for marking. */
  const unitOf = async (text, mayGoOn) => {
    const [weights, phrases, forms, seen] = [new Map(), new Map(), new Set(), new Set()];
    let all = 0;
    for (const { shard, at, sure } of await meant(text, mayGoOn)) {
      const list = shard.lists[at];
      forms.add(shard.forms[at]);
      if (seen.has(shard.postings[list])) continue;
      seen.add(shard.postings[list]);
      const postings = postingsOf(shard.postings[list]);
      all += postings.all;
      shard.forms.filter((_, i) => shard.lists[i] === list).forEach((form) => forms.add(form));
      postings.weights.forEach((weight, section) => weights.set(section, Math.max(weights.get(section) ?? 0, weight * sure)));
      postings.phrases.forEach((those, section) => phrases.set(section, [...(phrases.get(section) ?? []), ...those]));
    }
    const count = Math.min(Math.max(all, weights.size), head.count);
    return { text, weights, phrases, forms, says: Math.log(1 + (head.count - count + 0.5) / (count + 0.5)) };
  };

  /** Where the query names what has other names, sections that have one of those count, too, though less. */
  const addOtherNames = async (units) => {
    const texts = units.map(({ text }) => text);
    for (const [at, text] of texts.entries()) {
      const { same } = await termsAt(text);
      for (const [name, ...others] of same) {
        const named = name.split(" ");
        if (!named.every((part, i) => texts[at + i] === part)) continue;
        for (const other of others.slice(0, 4)) {
          const parts = await Promise.all(other.split(" ").filter(isWord).map((part) => unitOf(part, false)));
          for (const section of parts[0]?.weights.keys() ?? []) {
            const least = Math.min(...parts.map(({ weights }) => weights.get(section) ?? 0));
            named.forEach((_, i) => {
              const { weights } = units[at + i];
              if (least > 0) weights.set(section, Math.max(weights.get(section) ?? 0, least * 0.6));
            });
          }
          parts.forEach(({ forms }) => forms.forEach((form) => units[at].forms.add(form)));
        }
      }
    }
  };

  // --- Answering a query -----------------------------------------------------------------------------------------------

  // However much is asked, and of however large a handbook, no more than some 30 files are.
  const longest = 400;
  const mostWords = 10;
  const looked = 36;
  const lookedFiles = 6;
  const best = (a, b) => b.score - a.score || a.number - b.number;

  /** What a common word says, where others say 1, and how much of a query some words are. */
  const little = 0.3;
  const share = (some, units, common) => {
    const sum = (list) => list.reduce((total, one) => total + (one.says ?? little), 0);
    return sum([...some]) / (sum([...units, ...common]) || 1);
  };

  /** How well a heading fits: how much of it the query says, and how much of the query it says. */
  const fit = (text, units, common) => {
    const hit = new Set();
    let [said, all] = [0, 0];
    for (const one of wordsOf(text).filter(isWord)) {
      const by = common.has(one) ? one : units.find(({ forms }) => forms.has(one));
      const weight = head.common.includes(one) ? little : 1;
      all += weight;
      if (!by) continue;
      said += weight;
      hit.add(by);
    }
    return { of: all ? said / all : 0, query: share(hit, units, common) };
  };

  /** The same for the phrases by which a section is searched: of them it is only known how many words they have. */
  const phraseFits = ({ number, section }, units, common) =>
    section.phrases.map((counted, phrase) => {
      const [telling, others] = [Math.floor(counted / 6), counted % 6];
      const hit = units.filter(({ phrases }) => phrases.get(number)?.includes(phrase));
      const alike = hit.length > 0 ? [...common].slice(0, others) : [];
      const said = Math.min(hit.length, telling) + little * alike.length;
      return { of: said / (telling + little * others), query: share([...hit, ...alike], units, common) };
    });

  const ask = async (text, most) => {
    const asked = wordsOf(text.slice(0, longest));
    const open = /[\p{L}\p{M}\p{N}]$/u.test(text);
    const words = [...new Set(asked.filter((one, i) => isWord(one) || (open && i === asked.length - 1)))];
    const common = new Set(words.filter((one) => head.common.includes(one)));
    const unitsOf = async (list) => {
      const units = await Promise.all(list.slice(0, mostWords).map((one) => unitOf(one, open && one === asked.at(-1))));
      return units.filter(({ weights }) => weights.size > 0);
    };

    // Common words say something only where there is nothing else.
    let units = await unitsOf(words.filter((one) => !common.has(one)));
    if (units.length === 0) {
      units = await unitsOf([...common]);
      common.clear();
    }
    await addOtherNames(units);
    const wanted = units.reduce((sum, { says }) => sum + says, 0);
    const found = [...new Set(units.flatMap(({ weights }) => [...weights.keys()]))].map((number) => {
      const having = units.filter(({ weights }) => weights.has(number));
      const covered = having.reduce((sum, { says }) => sum + says, 0) / wanted;
      const value = having.reduce((sum, { says, weights }) => sum + says * weights.get(number), 0);
      return { number, covered, score: value * covered };
    });
    const all = Math.max(...found.map(({ covered }) => covered));
    const near = found.filter(({ covered }) => covered > all * 0.25).sort(best);
    await lookAt(near, units, common, most);
    return { words, units, found: near.sort(best), forms: new Set(units.flatMap(({ forms }) => [...forms])) };
  };

  /** The best are looked at closely: what they are, and what their headings and names say. */
  const lookAt = async (found, units, common, most) => {
    const seen = new Set();
    const near = found.slice(0, looked).filter(({ number }) => {
      const shard = place(head.sections, number);
      return seen.has(shard) || (seen.size < most && seen.add(shard));
    });
    await Promise.all(near.map(async (one) => {
      one.section = await sectionAt(one.number);
      const { heading, title, kind } = one.section;
      const fits = [fit(heading || title, units, common), ...phraseFits(one, units, common)];
      one.fit = fits.reduce((most, each) => (each.of * each.query > most.of * most.query ? each : most));
      // The closest says most; that others are close, too, says a little.
      const close = fits.map((each) => each.of * each.query ** 1.5).sort((a, b) => b - a).slice(0, 4);
      const said = close.reduce((sum, each, i) => sum + each * (i === 0 ? 1 : 0.3), 0);
      one.score *= (1 + 4 * said) * ({ q: 0.4, r: 1.5, t: 1.5, a: 1.5, p: 1.5 }[kind] ?? 1);
    }));
  };

  /** The day by the reader's clock, as dates are written here. */
  const today = () => {
    const now = new Date();
    return new Date(now - now.getTimezoneOffset() * 6e4).toISOString().slice(0, 10);
  };

  /** What is due next, for the reader's role where one was chosen: the next of what the query names, or of all. */
  const nextDate = async (units, found) => {
    const dates = (await file("dates")).map(([day, number, title, time = "", minutes = 0, readers = []]) => ({ day, number, title, time, minutes, readers }));
    const ahead = dates.filter(({ day }) => day >= today());
    const mine = ahead.filter(({ readers }) => !dataset.role || readers.length === 0 || readers.includes(dataset.role));
    const known = mine.length > 0 ? mine : ahead;
    const named = units.filter(({ text }) => !head.dates.includes(text));
    if (named.length === 0) return known[0];

    const top = found.slice(0, 5).map(({ number }) => number);
    const fits = known.map((date) => ({ date, ...fit(date.title, named, new Set()) })).filter(({ query }) => query > 0.6);
    const closest = Math.max(...fits.map(({ of }) => of));
    return fits.find(({ of }) => of === closest)?.date ?? known.find(({ number }) => top.includes(number));
  };

  /** What is read in the list itself: rules, meanings, what the next date is, whom to call. */
  const answersTo = async ({ units, words, found }) => {
    const [top] = found;
    const answers = found.slice(0, 4).filter(({ score, section, fit: { of, query } = {} }, i) => {
      if (!section || !"rta".includes(section.kind) || score < top.score * 0.5) return false;
      return query > 0.8 ? of > (i === 0 ? 0.25 : 0.6) : i === 0 && of > 0.99;
    }).map(({ section }) => ({ section }));
    const dated = head.dates.some((one) => words.includes(one)) || (top?.section?.kind === "d" && top.fit.query > 0.99);
    const date = dated && (await nextDate(units, found));
    if (date) answers.unshift({ section: await sectionAt(date.number), date });
    return answers;
  };

  /** What was found by page, each page where its best section is. */
  const byPage = (found) => {
    const pages = new Map();
    for (const one of found) {
      const page = place(head.starts, one.number);
      if (!pages.has(page)) pages.set(page, []);
      pages.get(page).push(one);
    }
    return [...pages.values()];
  };

  // --- Marking words ---------------------------------------------------------------------------------------------------

  /** Where the words are in a text: starts and ends. */
  const spots = (text, forms) => {
    const found = [];
    for (const match of text.matchAll(/[\p{Alphabetic}\p{N}\p{M}]+/gu)) {
      const [run] = match;
      const folded = fold(run);
      if (forms.has(folded)) found.push([match.index, match.index + run.length]);
      else if (folded.length === run.length && folded.search(unspaced) >= 0) {
        for (let i = 0; i + 1 < folded.length; i += 1) {
          if (forms.has(folded.slice(i, i + 2))) found.push([match.index + i, match.index + i + 2]);
        }
      }
    }
    return found.reduce((joined, [start, end]) => {
      const last = joined.at(-1);
      if (last && start <= last[1]) last[1] = end;
      else joined.push([start, end]);
      return joined;
    }, []);
  };

  const marked = (text, forms) => {
    const parts = [];
    let from = 0;
    for (const [start, end] of spots(text, forms)) {
      parts.push(text.slice(from, start), make("mark", {}, text.slice(start, end)));
      from = end;
    }
    return [...parts, text.slice(from)];
  };

  /** Takes out what this visit keeps under a name, and puts something else there. A browser may keep nothing. */
  const keep = (name, value = null) => {
    try {
      const kept = JSON.parse(sessionStorage.getItem(name));
      if (value === null) sessionStorage.removeItem(name);
      else sessionStorage.setItem(name, JSON.stringify(value));
      return kept;
    } catch {
      return null;
    }
  };

  /** Marks the words on this page, without a change to it, until Escape or the button. */
  const mark = (forms) => {
    const ranges = [];
    const texts = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
    while (texts.nextNode() && ranges.length < 2000) {
      const node = texts.currentNode;
      if (node.parentElement.closest(".answer, nav, .vh")) continue;
      for (const [start, end] of spots(node.data, forms)) {
        const range = new Range();
        range.setStart(node, start);
        range.setEnd(node, end);
        ranges.push(range);
      }
    }
    CSS.highlights.set("found", new Highlight(...ranges));
    return ranges.length;
  };

  const button = (text, act) => {
    const made = make("button", { type: "button", className: "button" }, text);
    made.onclick = act;
    return made;
  };

  /** What this page was reached for. */
  const arrive = () => {
    const found = keep("handbook-found");
    if (found?.at !== location.href) return;
    const forms = new Set(found.forms);
    const count = CSS.highlights ? mark(forms) : 0;
    const gone = location.hash && !targetOf(location.hash);
    if (!gone && count === 0) return;

    const text = gone ? word("search_moved") : word("search_marked", { count });
    const bar = make("aside", { className: "search-marks", "aria-label": word("search_results") }, make("span", {}, text));
    const again = () => mark(forms);
    const end = (event) => {
      if (event.type === "keydown" && event.key !== "Escape") return;
      CSS.highlights?.delete("found");
      bar.remove();
      document.removeEventListener("keydown", end);
      document.removeEventListener("mentorbook:changed", again);
    };
    bar.append(button(word("search_unmark"), end));
    document.addEventListener("keydown", end);
    document.addEventListener("mentorbook:changed", again);
    document.querySelector(".search-marks")?.remove();
    document.body.append(bar);
    say(text);
  };

  // --- The dialog ------------------------------------------------------------------------------------------------------

  const pagesAtOnce = 10;
  const perPage = 3;

  const input = make("input", {
    type: "text",
    role: "combobox",
    autocomplete: "off",
    spellcheck: false,
    placeholder: word("search_placeholder"),
    "aria-label": word("search_ask"),
    "aria-autocomplete": "list",
    "aria-controls": "search-list",
    "aria-expanded": "false",
    autocapitalize: "off",
    enterKeyHint: "go",
  });
  const closer = make("button", { type: "button", className: "search-close", "aria-label": word("search_close") }, "✕");
  const list = make("div", { id: "search-list", className: "search-found", role: "listbox", "aria-label": word("search_results") });
  const note = make("div", { className: "search-note" });
  const status = make("p", { role: "status" });
  const keys = make("p", { className: "search-keys", "aria-hidden": "true" });
  for (const [sign, name] of [["↑ ↓", "search_choose"], ["↵", "search_open"], ["esc", "search_leave"]]) {
    keys.append(make("span", {}, make("kbd", {}, sign), ` ${word(name)}`));
  }
  const slash = make("input", { type: "checkbox", checked: handbook.slash.isOn() });
  slash.onchange = () => (slash.checked = handbook.slash.set(slash.checked) ? slash.checked : true);
  const dialog = make("dialog", { className: "search", "aria-label": word("search_ask") },
    make("div", { className: "search-ask" }, field.querySelector("svg").cloneNode(true), input, closer),
    note, list,
    make("div", { className: "search-foot" }, status, keys, make("label", {}, slash, ` ${word("search_slash")}`), make("a", { href: whole(field.dataset.list) }, word("search_list"))));
  document.body.append(dialog);

  let chosen = null;
  /** Where the reader has gone with the arrows: that stays chosen when more is found. */
  let stepped = "";
  const choose = (option) => {
    chosen?.setAttribute("aria-selected", "false");
    chosen = option;
    chosen?.setAttribute("aria-selected", "true");
    input.setAttribute("aria-activedescendant", chosen?.id ?? "");
    chosen?.scrollIntoView({ block: "nearest" });
  };
  const step = (by) => {
    const options = all("[role=option]", list);
    choose(options.at((options.indexOf(chosen) + by) % options.length));
    stepped = chosen?.href;
    if (chosen === options[0]) list.scrollTop = 0;
  };

  let ids = 0;
  const option = (properties, ...content) =>
    make("a", { role: "option", id: `search-${(ids += 1)}`, tabIndex: -1, "aria-selected": "false", ...properties }, ...content);
  const leading = (section, forms, ...content) => {
    const { url, id } = section;
    const to = option({ href: whole(url + (id && `#${encodeURIComponent(id)}`)) }, ...content);
    to.onclick = (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      keep("handbook-found", { at: to.href, forms: [...forms].slice(0, 300) });
      dialog.close();
      // The same page is not loaded again.
      if (to.href.split("#")[0] === location.href.split("#")[0]) setTimeout(arrive);
    };
    return to;
  };
  const span = (name, ...content) => make("span", { className: `search-${name}` }, ...content);
  const way = (...steps) => span("way", ...steps.filter(Boolean).map((one) => (typeof one === "string" ? make("span", {}, one) : one)));

  /** A date as people write it, and how far off it is. */
  const written = ({ day, time, minutes }) => {
    const date = new Date(`${day}T00:00Z`);
    const off = new Intl.RelativeTimeFormat(lang, { numeric: "auto" }).format((date - new Date(`${today()}T00:00Z`)) / 864e5, "day");
    const parts = [new Intl.DateTimeFormat(lang, { dateStyle: "full", timeZone: "UTC" }).format(date), time, minutes && new Intl.NumberFormat(lang, { style: "unit", unit: "minute" }).format(minutes)];
    return `${parts.filter(Boolean).join(", ")} · ${off}`;
  };
  const answer = ({ section, date }, forms) => {
    const { kind, title, heading, over, excerpt } = section;
    const what = date ? "search_date" : { r: "search_rule", t: "search_term", a: "search_answer" }[kind];
    return leading(section, forms,
      span("kind", make("span", {}, word(what)), way(title, over)),
      span("title", ...(date ? [date.title] : marked(heading || title, forms))),
      span("text", ...(date ? [written(date)] : marked(excerpt, forms))));
  };
  const entry = (section, forms) => {
    const { heading, title, over, excerpt } = section;
    return leading(section, forms,
      span("title", way(over, make("span", {}, ...marked(heading || title, forms)))),
      span("text", ...marked(excerpt, forms)));
  };

  /** An option that is no place to go to, but does something. */
  const doing = (name, text, act) => {
    const more = option({ className: `search-${name}` }, text);
    more.onclick = act;
    return more;
  };

  const group = (name, ...content) => make("div", { role: "group", "aria-label": name }, ...content);

  /** The best sections of a page. Where the page itself is the best of them, it is the head of the rest. */
  const pageGroup = async (found, forms) => {
    const worth = found.filter(({ score }, i) => i < perPage && score >= found[0].score * 0.6);
    const sections = await Promise.all(worth.map((one) => sectionAt(one.number)));
    const { title, above, id } = sections[0];
    const box = group(title, ...sections.map((section) => entry(section, forms)));
    if (id) box.prepend(make("p", { className: "search-page", "aria-hidden": "true" }, way(...above, title)));
    else box.firstChild.firstChild.replaceChildren(way(...above, make("span", {}, ...marked(title, forms))));
    const rest = found.slice(worth.length, worth.length + 50);
    if (rest.length === 0) return box;

    const more = doing("here", word("search_more_here", { count: found.length - worth.length }), async () => {
      const others = await Promise.all(rest.map((one) => sectionAt(one.number)));
      const added = others.map((section) => entry(section, forms));
      more.replaceWith(...added);
      choose(added[0]);
    });
    box.append(more);
    return box;
  };

  const answerGroup = (answers, forms) => {
    const box = group(word("search_answers"), ...answers.map((one) => answer(one, forms)));
    box.classList.add("search-answers");
    return box;
  };

  /** Some pages, and what shows some more. */
  const pageGroups = async (pages, forms) => {
    const groups = await Promise.all(pages.slice(0, pagesAtOnce).map((found) => pageGroup(found, forms)));
    const rest = pages.slice(pagesAtOnce);
    if (rest.length === 0) return groups;
    const more = doing("more", word("search_more"), async () => {
      const added = await pageGroups(rest, forms);
      more.replaceWith(...added);
      choose(first("[role=option]", added[0]));
    });
    return [...groups, more];
  };

  /** Shows what was found and what there is to say, in the place of what was there. */
  const show = (found, heard, ...said) => {
    list.replaceChildren(...found);
    list.scrollTop = 0;
    note.replaceChildren(...said);
    note.hidden = said.length === 0;
    status.textContent = heard;
    status.classList.toggle("vh", said.length > 0);
    input.setAttribute("aria-expanded", String(found.length > 0));
    const options = all("[role=option]", list);
    choose((stepped && options.find(({ href }) => href === stepped)) || options[0]);
  };
  const tell = (title, help, ...buttons) =>
    show([], title, make("strong", {}, title), help, ...(buttons.length > 0 ? [make("div", { className: "search-words" }, ...buttons)] : []));
  const trouble = (error) => {
    if (!(error instanceof Trouble)) throw error;
    if (error.message === "missing") tell(word("search_missing"), word("search_missing_help"));
    else tell(word("search_stale"), word("search_stale_help"), button(word("search_load_again"), () => location.reload()));
  };

  /** The words of the index that are most like those of the query. */
  const likely = async (words) => {
    const near = [];
    for (const one of words.slice(0, 3)) {
      for (const { forms } of await nearby(one)) {
        for (const form of forms) {
          const away = mistyped(one, form, 4);
          if (away < Math.min(5, one.length / 2)) near.push({ away, form });
        }
      }
    }
    return [...new Set(near.sort((a, b) => a.away - b.away).map(({ form }) => form))].slice(0, 4);
  };

  /** Asks what stands in the field, of so many files at most, and returns what shows the answer. */
  const answered = async (most) => {
    const text = input.value.trimStart();
    keep("handbook-asked", text.slice(0, longest));
    // Nothing is asked yet: what is due next stands here already.
    if (!text) {
      const date = await nextDate([], []);
      const found = date ? [answerGroup([{ section: await sectionAt(date.number), date }], new Set())] : [];
      return () => show(found, "", word("search_hint"));
    }

    const result = await ask(text, most);
    const answers = await answersTo(result);
    if (result.found.length === 0 && answers.length === 0) {
      const query = text.length > 60 ? `${text.slice(0, 60)}…` : text;
      const near = await likely(result.words);
      const others = near.map((form) => button(form, () => {
        input.value = form;
        open();
      }));
      const help = near.length > 0 ? word("search_near") : word("search_nothing_help");
      return () => tell(word("search_nothing", { query }), help, ...others);
    }

    const told = answers.map(({ section }) => section.number);
    const known = result.found.filter(({ number, section }) => !told.includes(number) && (section || most > 1));
    const groups = await pageGroups(byPage(known), result.forms);
    const sections = word("search_sections", { count: result.found.length });
    const pages = word("search_pages", { count: byPage(result.found).length });
    if (answers.length > 0) groups.unshift(answerGroup(answers, result.forms));
    return () => show(groups, word("search_found", { sections, pages }));
  };

  let asking = 0;
  const run = async (again = "") => {
    asking += 1;
    const turn = asking;
    let ready;
    try {
      await begin(again);
      // What one file more can tell comes first: on a slow line, nobody waits for all of them.
      if (head.sections.some((_, i) => !files.has(`sections${i}`))) {
        ready = await answered(1);
        if (turn === asking) ready();
      }
      ready = await answered(lookedFiles);
    } catch (error) {
      // A head that the browser has kept from an older publish: the new one is asked for, once.
      if (error.message === "stale" && !again) return run(`?${Date.now()}`);
      ready = () => trouble(error);
    }
    // Meanwhile something else may have been asked.
    if (turn === asking) ready();
  };

  input.oninput = () => {
    stepped = "";
    return run();
  };
  input.onkeydown = (event) => {
    if (event.isComposing) return;
    const act = { ArrowDown: () => step(1), ArrowUp: () => step(-1), Enter: () => chosen?.click() }[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  };
  dialog.onclick = ({ target }) => {
    if (target === dialog || target === closer) dialog.close();
  };

  const open = () => {
    if (!dialog.open) dialog.showModal();
    input.value ||= keep("handbook-asked") ?? "";
    input.focus();
    input.select();
    return run();
  };

  handbook.search = {
    open,
    take: (kind, at, version, text) => taken.set(kind + at, [version, text]),
  };
  if (document.readyState === "complete") arrive();
  else addEventListener("load", arrive);
}
