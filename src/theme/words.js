// How scripts have words in the language of this edition. Written by mentorbook: each script of the theme hands in its own,
// from the theme's files of words; those here are for all others.
{
  const { language, words } = JSON.parse("{}");
  const plurals = (() => {
    try {
      return new Intl.PluralRules(language);
    } catch {
      return new Intl.PluralRules("en");
    }
  })();

  /** A text that may read the other way is set apart, so that it does not turn its neighbours around. */
  const apart = (value) => (/\p{L}/u.test(value) ? `\u2068${value}\u2069` : String(value));
  const isRightToLeft = document.documentElement.dir === "rtl";

  /** A word by its name, with what stands in its braces; `count` decides which of its forms is meant. */
  const word = (name, values = {}) => {
    const known = Object.hasOwn(words, name) ? words[name] : name;
    const text = typeof known === "string" ? known : known[plurals.select(Number(values.count))] ?? known.other;
    return text.replace(/\{(\w+)\}/g, (blank, name) => {
      if (!Object.hasOwn(values, name)) return blank;
      return isRightToLeft ? apart(values[name]) : String(values[name]);
    });
  };

  /** A day, `2027-05-03`, as readers write it; what is none, as it is. */
  const date = (day) => {
    try {
      return new Intl.DateTimeFormat(`${language}-u-nu-latn`, { dateStyle: "long", timeZone: "UTC" }).format(new Date(`${day}T12:00Z`));
    } catch {
      return day;
    }
  };

  /** Takes in the words of one script. */
  const take = (texts) => Object.assign(words, JSON.parse(texts));

  globalThis.handbook = Object.assign(globalThis.handbook ?? {}, { word, date, take });
}
