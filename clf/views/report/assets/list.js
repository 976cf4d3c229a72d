// The list of articles and its keyboard; it opens articles in the reading pane.
"use strict";

const PAGE = 100; // rows put on the page at a time

function browser(place, rows, page) {
  const { tables, words, lang } = page;
  const { percent, say } = writes(lang);
  const opened = new Map(); // chunk → promise of its details
  let shown = [];
  let limit = PAGE;
  let current = -1;

  const filters = articleFilters(rows, page, refresh);
  const count = el("p", { class: "count", role: "status" });
  const list = el("ol", { class: "list", keydown: onKey });
  const more = el("button", {
    type: "button",
    class: "more",
    click: () => {
      limit += PAGE;
      show();
    },
  });
  const pane = el("div", { class: "pane", keydown: onPaneKey }, el("p", { class: "empty" }, words.pane_empty));
  const reset = el(
    "button",
    {
      type: "button",
      class: "reset",
      click: () => {
        filters.form.reset();
        refresh();
      },
    },
    words.reset,
  );
  const side = el("div", { class: "side" }, el("div", { class: "above" }, count, reset), list, more);
  place.append(filters.form, el("div", { class: "split" }, side, pane));
  refresh();
  openFromAddress();
  if (current < 0 && isWide() && shown.length) open(shown[0], false);
  window.addEventListener("hashchange", openFromAddress);

  // Wide enough for list and pane side by side, as report.css has it.
  function isWide() {
    return window.matchMedia("(min-width: 60em)").matches;
  }

  function refresh() {
    shown = filters.chosen();
    limit = PAGE;
    show();
  }

  function show() {
    const visible = shown.slice(0, limit);
    const stop = visible.includes(current) ? current : visible[0];
    list.replaceChildren(...visible.map((i) => entry(i, i === stop)));
    count.textContent = shown.length
      ? say(words.found, { n: shown.length, all: rows.length })
      : words.nothing;
    more.textContent = say(words.more, { n: Math.min(PAGE, shown.length - limit) });
    more.hidden = shown.length <= limit;
  }

  function entry(i, isStop) {
    const row = rows[i];
    const facts = [tables.outlets[row.o] || words.no_outlet, row.d || words.undated].join(" · ");
    const called = row.f.filter(([name]) => row.c.includes(name)).sort((a, b) => b[1] - a[1]);
    return el(
      "li",
      {},
      el(
        "button",
        {
          type: "button",
          id: `a${i}`,
          "data-i": i,
          tabindex: isStop ? 0 : -1,
          "aria-current": i === current ? "true" : null,
          click: () => open(i, true),
        },
        el("span", { class: "facts", dir: "auto" }, facts),
        el(
          "span",
          { class: "title", dir: "auto", lang: row.title || row.lead ? languageOf(tables.langs[row.l]) : null },
          row.title || row.lead || words.untitled,
        ),
        el(
          "span",
          { class: "frames" },
          called
            .slice(0, 2)
            .map(([name, share]) => el("span", { class: "chip" }, `${tables.frames[name]} ${percent(share)}`)),
          row.b ? el("span", { class: "chip boilerplate-chip" }, `${words.has} ${percent(row.b)}`) : null,
        ),
      ),
    );
  }

  function buttons() {
    return [...list.querySelectorAll("button")];
  }

  // One stop for the Tab key; arrows move from article to article and open as they go.
  function onKey(event) {
    const all = buttons();
    const here = all.indexOf(document.activeElement);
    const steps = {
      ArrowDown: here + 1,
      ArrowUp: here - 1,
      Home: 0,
      End: all.length - 1,
      PageDown: here + 10,
      PageUp: here - 10,
    };
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

  async function openFromAddress() {
    const found = /^#article-(\d+)$/.exec(location.hash);
    if (!found || Number(found[1]) >= rows.length) return;
    await open(Number(found[1]), true);
    // The page begins with its overview.
    place.closest("section").scrollIntoView({ behavior: "instant" });
  }
}
