// The words of the interface that scripts show, in the language of this edition. Written by mentorbook from the theme's
// files of words.
{
  const { language, words } = JSON.parse("{}");
  const plurals = (() => {
    try {
      return new Intl.PluralRules(language);
    } catch {
      return new Intl.PluralRules("en");
    }
  })();

  /** A word by its name, with what stands in its braces; `count` decides which of its forms is meant. */
  const word = (name, values = {}) => {
    const known = Object.hasOwn(words, name) ? words[name] : name;
    const text = typeof known === "string" ? known : known[plurals.select(Number(values.count))] ?? known.other;
    return text.replace(/\{(\w+)\}/g, (blank, name) => (Object.hasOwn(values, name) ? String(values[name]) : blank));
  };

  globalThis.handbook = Object.assign(globalThis.handbook ?? {}, { word });
}
