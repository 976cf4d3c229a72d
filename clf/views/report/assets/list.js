// The list of articles: search, filters, sorting, and the keyboard; it opens articles in the reading pane.
"use strict";

const PAGE = 100; // rows put on the page at a time

function browser(place, rows, page) {
  const { tables, words, lang } = page;
  const { number, percent } = writes(lang);
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const haystacks = rows.map((row) => plain([row.title, tables.outlets[row.o], row.id, row.lead || ""].join(" ")));
  const opened = new Map(); // chunk → promise of its details
  let shown = [];
  let limit = PAGE;
  let current = -1;

  const search = el("input", { type: "search", id: "search", autocomplete: "off", spellcheck: "false", input: refresh });
  const outlet = choice("outlet", tables.outlets.map((name, i) => [i, name || words.no_outlet]).sort((a, b) => a[1].localeCompare(b[1], lang)));
  const language = choice("lang", tables.langs.map((name, i) => [i, name || "?"]));
  const frame = choice("frame", tables.frames.map((name, i) => [i, name]));
  const has = choice("has", [["with", words.any_with], ["without", words.any_without], ...tables.kinds.map((name, i) => [i, name])]);
  const orders = ["order", "new", "old", "outlet", "frame", "boilerplate", "long"];
  const sort = el("select", { id: "sort", change: refresh }, orders.map((name) => el("option", { value: name }, words[`sort_${name}`])));
  const count = el("p", { class: "count", role: "status" });
  const list = el("ol", { class: "list", keydown: onKey });
  const more = el("button", { type: "button", class: "more", click: () => { limit += PAGE; show(); } });
  const pane = el("div", { class: "pane", keydown: onPaneKey }, el("p", { class: "empty" }, words.pane_empty));
  const reset = el("button", { type: "button", class: "reset", click: () => { filters.reset(); refresh(); } }, words.reset);
  const side = el("div", { class: "side" }, el("div", { class: "above" }, count, reset), list, more);
  const filters = el("form", { class: "filters", role: "search", submit: (event) => event.preventDefault() },
      labelled(words.search, search, "wide"), labelled(words.outlet, outlet), labelled(words.lang, language, tables.langs.length < 2 ? "hidden" : ""),
      labelled(words.frame, frame), labelled(words.has, has), labelled(words.sort, sort));
  place.append(filters, el("div", { class: "split" }, side, pane));
  refresh();
  openFromAddress();
  if (current < 0 && isWide() && shown.length) open(shown[0], false);
  window.addEventListener("hashchange", openFromAddress);

  // Wide enough for list and pane side by side, as report.css has it.
  function isWide() {
    return window.matchMedia("(min-width: 60em)").matches;
  }

  function choice(name, options) {
    return el("select", { id: `filter-${name}`, change: refresh }, el("option", { value: "" }, words.any),
      options.map(([value, text]) => el("option", { value }, text)));
  }

  function labelled(text, control, kind = "") {
    return el("p", { class: `field ${kind}` }, el("label", { for: control.id }, text), control);
  }

  function fits(row, i) {
    return search.value.split(/\s+/).every((word) => haystacks[i].includes(plain(word)))
      && (outlet.value === "" || row.o === Number(outlet.value))
      && (language.value === "" || row.l === Number(language.value))
      && (frame.value === "" || row.c.includes(Number(frame.value)))
      && (has.value === "" || (has.value === "with" ? row.k.length > 0 : has.value === "without" ? !row.k.length : row.k.includes(Number(has.value))));
  }

  function score(row) {
    return (row.f.find(([name]) => name === Number(frame.value || 0)) || [0, -1])[1];
  }

  function compare(a, b) {
    const [x, y] = [rows[a], rows[b]];
    switch (sort.value) {
      case "new": return y.d.localeCompare(x.d);
      case "old": return (x.d || "9").localeCompare(y.d || "9");
      case "outlet": return tables.outlets[x.o].localeCompare(tables.outlets[y.o], lang);
      case "frame": return score(y) - score(x);
      case "boilerplate": return y.b - x.b;
      case "long": return y.n - x.n;
      default: return a - b;
    }
  }

  function refresh() {
    shown = rows.map((row, i) => i).filter((i) => fits(rows[i], i)).sort((a, b) => compare(a, b) || a - b);
    limit = PAGE;
    show();
  }

  function show() {
    const visible = shown.slice(0, limit);
    const stop = visible.includes(current) ? current : visible[0];
    list.replaceChildren(...visible.map((i) => entry(i, i === stop)));
    count.textContent = shown.length ? say(words.found, { n: number(shown.length), all: number(rows.length) }) : words.nothing;
    more.textContent = say(words.more, { n: number(Math.min(PAGE, shown.length - limit)) });
    more.hidden = shown.length <= limit;
  }

  function entry(i, isStop) {
    const row = rows[i];
    const facts = [tables.outlets[row.o] || words.no_outlet, row.d || words.undated].join(" · ");
    const called = row.f.filter(([name]) => row.c.includes(name)).sort((a, b) => b[1] - a[1]);
    return el("li", {}, el("button", {
      type: "button", id: `a${i}`, "data-i": i, tabindex: isStop ? 0 : -1, "aria-current": i === current ? "true" : null, click: () => open(i, true),
    },
      el("span", { class: "facts", dir: "auto" }, facts),
      el("span", { class: "title", dir: "auto" }, row.title || row.lead || words.untitled),
      el("span", { class: "frames" }, called.slice(0, 2).map(([name, share]) => el("span", { class: "chip" }, `${tables.frames[name]} ${percent(share)}`)),
        row.b ? el("span", { class: "chip boilerplate-chip" }, `${words.has} ${percent(row.b)}`) : null)));
  }

  function buttons() {
    return [...list.querySelectorAll("button")];
  }

  // One stop for the Tab key; arrows move from article to article and open as they go.
  function onKey(event) {
    const all = buttons();
    const here = all.indexOf(document.activeElement);
    const steps = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: all.length - 1, PageDown: here + 10, PageUp: here - 10 };
    if (!(event.key in steps) || here < 0) return;
    event.preventDefault();
    const next = all[Math.max(0, Math.min(all.length - 1, steps[event.key]))];
    next.focus();
    if (isWide()) open(Number(next.dataset.i), false);
  }

  function onPaneKey(event) {
    if (event.key === "Escape") close();
  }

  function close() {
    place.classList.remove("is-reading");
    const button = document.getElementById(`a${current}`) || buttons()[0];
    if (button) button.focus();
  }

  function mark(i) {
    for (const button of buttons()) {
      const isHere = Number(button.dataset.i) === i;
      button.tabIndex = isHere ? 0 : -1;
      if (isHere) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
    }
  }

  function chunk(i) {
    const which = Math.floor(i / page.perChunk);
    if (!opened.has(which)) opened.set(which, unpacked(`chunk-${which}`));
    return opened.get(which);
  }

  async function open(i, withFocus) {
    current = i;
    mark(i);
    let article;
    try {
      const detail = (await chunk(i))[i % page.perChunk];
      article = readingPane({ row: rows[i], detail }, { tables, words, lang, isExcerpt: !page.withTexts });
    } catch {
      article = el("p", { class: "note" }, words.damaged);
    }
    if (current !== i) return; // another one was chosen meanwhile
    pane.replaceChildren(el("button", { type: "button", class: "back", click: close }, words.back), article);
    pane.scrollTop = 0;
    if (!withFocus) return;
    place.classList.add("is-reading");
    pane.querySelector("h3")?.focus({ preventScroll: isWide() });
  }

  function openFromAddress() {
    const found = /^#article-(\d+)$/.exec(location.hash);
    if (found && Number(found[1]) < rows.length) open(Number(found[1]), true);
  }
}
