// The reading pane: one article with its scores, and its text with boilerplate, words and techniques marked.
"use strict";

function readingPane(article, { tables, words, lang, isExcerpt }) {
  const { row, detail } = article;
  const { percent, language, say } = writes(lang);
  const itsLang = languageOf(tables.langs[row.l]);
  const shares = [...row.f].sort((a, b) => b[1] - a[1]);

  function mainly() {
    if (!shares.length) return words.unscored;
    const called = shares.filter(([frame]) => row.c.includes(frame)).slice(0, 3);
    const names = (called.length ? called : shares.slice(0, 1)).map(([frame]) => tables.frames[frame]);
    return say(called.length ? words.mainly : words.nearest, { names: names.join(lang === "fr" ? "\u00a0; " : "; ") });
  }

  function head() {
    const facts = [tables.outlets[row.o], row.d, language(tables.langs[row.l])];
    const source = detail.u ? webAddress(detail.u) : null;
    return el(
      "header",
      {},
      el("p", { class: "facts", dir: "auto" }, facts.filter(Boolean).join(" · ")),
      el("h3", { tabindex: -1, dir: "auto", lang: row.title ? itsLang : null }, row.title || mainly()),
      row.title ? el("p", { class: "mainly" }, mainly()) : null,
      el(
        "p",
        { class: "facts" },
        [say(words.characters, { n: row.n }), row.id].filter(Boolean).join(" · "),
        source &&
          el(
            "span",
            {},
            " · ",
            el("a", { href: source, rel: "noopener noreferrer nofollow", target: "_blank" }, words.source),
          ),
      ),
      (detail.m || []).map((note) => el("p", { class: "note" }, tables.notes[note])),
    );
  }

  function bar([frame, share]) {
    const called = row.c.includes(frame);
    const place = row.f.findIndex(([name]) => name === frame);
    const seen = tables.supports[(detail.s || [])[place]];
    const threshold = (detail.h || [])[place] ?? 100;
    const other = (detail.w || []).find(([name]) => name === frame);
    const scale = svg(
      "svg",
      { class: "bar", "aria-hidden": "true" },
      svg("rect", { class: "track", y: 2, width: "100%", height: 7 }),
      svg("rect", { class: called ? "fill" : "fill faint", y: 2, width: `${share}%`, height: 7 }),
      seen && svg("line", { class: "interval", x1: `${seen[2]}%`, x2: `${seen[3]}%`, y1: 12, y2: 12 }),
      threshold < 100 && svg("line", { class: "threshold", x1: `${threshold}%`, x2: `${threshold}%`, y1: 0, y2: 11 }),
    );
    const remarks = [
      seen &&
        say(words.support, { k: seen[0], n: seen[1], units: detail.of, low: percent(seen[2]), high: percent(seen[3]) }),
      other && say(words.with, { p: percent(other[1]) }),
    ].filter(Boolean);
    return el(
      "li",
      { class: called ? "called" : "" },
      el(
        "span",
        { class: "name", dir: "auto" },
        tables.frames[frame],
        called && el("b", { class: "tag" }, words.called),
      ),
      el("span", { class: "value" }, percent(share)),
      scale,
      remarks.length ? el("span", { class: "remark" }, remarks.join(" · ")) : null,
    );
  }

  function frames() {
    if (!shares.length) return null;
    const called = shares.filter(([frame]) => row.c.includes(frame));
    const shown = called.length ? called : shares.slice(0, 1);
    const rest = shares.filter((entry) => !shown.includes(entry));
    return el(
      "section",
      {},
      el("h4", {}, words.frames),
      el("p", { class: "remark" }, words.bars),
      el("ul", { class: "bars" }, shown.map(bar)),
      rest.length
        ? el("details", {}, el("summary", {}, words.other_frames), el("ul", { class: "bars" }, rest.map(bar)))
        : null,
    );
  }

  function genre() {
    if (!detail.g) return null;
    const lines = detail.g.map(([name, p, share]) =>
      el(
        "li",
        {},
        `${tables.genres[name]} ${percent(p)} `,
        share === undefined ? null : el("span", { class: "muted" }, say(words.usual, { share: percent(share) })),
      ),
    );
    return el("section", {}, el("h4", {}, words.genre), el("ul", { class: "plain genre" }, lines));
  }

  // Without a list no model looked for techniques in this language: that is no finding.
  function techniques() {
    if (!detail.t) return null;
    const lines = detail.t.map(([name, n, p]) =>
      el(
        "li",
        {},
        el("span", { dir: "auto" }, tables.techniques[name]),
        " ",
        el("span", { class: "muted" }, say(words.times, { n, p: percent(p) })),
      ),
    );
    return el(
      "section",
      {},
      el("h4", {}, words.techniques),
      lines.length ? el("ul", { class: "plain" }, lines) : el("p", {}, words.none_called),
    );
  }

  function passages() {
    const found = detail.b || [];
    const share = percent(row.b);
    const title =
      found.length === 0
        ? words.no_passage
        : say(words.passages, { n: found.length, p: share });
    return el(
      "section",
      {},
      el("h4", {}, words.boilerplate),
      el("p", {}, title),
      el(
        "ol",
        { class: "plain why" },
        found.map(([start, end, kind, p, note]) =>
          el(
            "li",
            {},
            el("b", {}, `${tables.kinds[kind]}, ${percent(p)}`),
            el(
              "span",
              { class: "remark", dir: "auto" },
              `${say(words.place, { start, end })} · ${tables.notes[note]}`,
            ),
          ),
        ),
      ),
    );
  }

  function piece(part) {
    if (typeof part === "string") return part;
    const [text, mark] = part;
    if (mark[0] === "w") return el("mark", { class: mark }, text);
    const [, , kind, p, note] = detail.b[Number(mark.slice(1))];
    return el(
      "s",
      { class: "boilerplate", title: `${tables.kinds[kind]}, ${percent(p)}: ${tables.notes[note]}` },
      el("span", { class: "unseen", lang }, `[${tables.kinds[kind]}${lang === "fr" ? "\u00a0: " : ": "}`),
      text,
      el("span", { class: "unseen" }, "]"),
    );
  }

  function block({ s, t, cut, more }) {
    const names = (t || []).map(([name, p]) => `${tables.techniques[name]} ${percent(p)}`);
    const text = el(
      "p",
      { class: t ? "has-technique" : "", dir: "auto", lang: itsLang },
      cut ? "… " : null,
      s.map(piece),
      more ? " …" : null,
    );
    return el("div", { class: "block" }, text, names.length ? el("p", { class: "margin" }, names.join(" · ")) : null);
  }

  function text() {
    const blocks = detail.x || [];
    const key = [
      (detail.b || []).length && el("li", {}, el("s", { class: "boilerplate" }, words.key_boilerplate)),
      blocks.some(({ s }) => s.some((part) => part[1] && part[1][0] === "w" && typeof part !== "string")) &&
        el("li", {}, el("mark", { class: "w2" }, words.key_word)),
      blocks.some(({ t }) => t) && el("li", {}, el("span", { class: "has-technique" }, words.key_technique)),
    ].filter(Boolean);
    return el(
      "section",
      { class: "text" },
      el("h4", {}, isExcerpt ? words.excerpt : words.text),
      isExcerpt ? el("p", { class: "remark" }, words.excerpt_note) : null,
      key.length ? el("ul", { class: "key" }, key) : null,
      blocks.map(block),
    );
  }

  return el("article", { class: "reading" }, head(), frames(), text(), genre(), techniques(), passages());
}
