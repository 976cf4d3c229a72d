// Which articles the list shows, and in which order: search, filters, sorting.
"use strict";

function articleFilters(rows, { tables, words, lang }, changed) {
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const { language: nameOf } = writes(lang);
  const haystacks = rows.map((row) => plain([row.title, tables.outlets[row.o], row.id, row.lead].join(" ")));
  const numbered = (names, otherwise) => names.map((name, i) => [i, name || otherwise]);

  const search = el("input", {
    type: "search",
    id: "search",
    autocomplete: "off",
    spellcheck: "false",
    input: changed,
  });
  const outlet = choice(
    "outlet",
    numbered(tables.outlets, words.no_outlet).sort((a, b) => a[1].localeCompare(b[1], lang)),
  );
  const language = choice("lang", numbered(tables.langs.map(nameOf), "?"));
  const frame = choice("frame", numbered(tables.frames));
  const has = choice("has", [["with", words.any_with], ["without", words.any_without], ...numbered(tables.kinds)]);
  const orders = {
    order: () => 0,
    new: (a, b) => b.d.localeCompare(a.d),
    old: (a, b) => (a.d || "9").localeCompare(b.d || "9"), // those without a date come last
    outlet: (a, b) => tables.outlets[a.o].localeCompare(tables.outlets[b.o], lang),
    frame: (a, b) => score(b) - score(a),
    boilerplate: (a, b) => b.b - a.b,
    long: (a, b) => b.n - a.n,
  };
  const sort = el(
    "select",
    { id: "sort", change: changed },
    Object.keys(orders).map((name) => el("option", { value: name }, words[`sort_${name}`])),
  );
  const form = el(
    "form",
    { class: "filters", role: "search", submit: (event) => event.preventDefault() },
    labelled(words.search, search, "wide"),
    labelled(words.outlet, outlet),
    labelled(words.lang, language, tables.langs.length < 2 ? "hidden" : ""),
    labelled(words.frame, frame),
    labelled(words.has, has),
    labelled(words.sort, sort, "sort"),
  );
  return { form, chosen };

  // The numbers of the articles that fit, in order.
  function chosen() {
    const wanted = search.value.split(/\s+/).map(plain);
    return rows
      .map((row, i) => i)
      .filter((i) => wanted.every((word) => haystacks[i].includes(word)) && fits(rows[i]))
      .sort((i, j) => orders[sort.value](rows[i], rows[j]) || i - j);
  }

  function choice(name, options) {
    return el(
      "select",
      { id: `filter-${name}`, change: changed },
      el("option", { value: "" }, words.any),
      options.map(([value, text]) => el("option", { value }, text)),
    );
  }

  function labelled(text, control, kind = "") {
    return el("p", { class: `field ${kind}` }, el("label", { for: control.id }, text), control);
  }

  function fits(row) {
    return (
      (outlet.value === "" || row.o === Number(outlet.value)) &&
      (language.value === "" || row.l === Number(language.value)) &&
      (frame.value === "" || row.c.includes(Number(frame.value))) &&
      hasBoilerplate(row)
    );
  }

  function hasBoilerplate({ k }) {
    if (has.value === "") return true;
    if (has.value === "with") return k.length > 0;
    if (has.value === "without") return k.length === 0;
    return k.includes(Number(has.value));
  }

  function score(row) {
    return (row.f.find(([name]) => name === Number(frame.value || 0)) || [0, -1])[1];
  }
}
