// Frames by outlet and over time: dots with intervals, small curves with bands, and the same figures as a table.
"use strict";

function charts(place, { tables, words, lang, periods, series, hidden, few }) {
  const { number, percent, say } = writes(lang);
  const nameOf = (entry) => (entry.outlet === null ? words.all_outlets : entry.outlet);
  const first = series[0].whole.reduce(
    (best, point, frame, all) => (point && point[1] > ((all[best] || [])[1] ?? -1) ? frame : best),
    0,
  );
  const choose = el(
    "select",
    { id: "frame-choice", change: draw },
    tables.frames.map((name, frame) => el("option", { value: frame, selected: frame === first }, name)),
  );
  const drawn = el("div", {});
  place.append(el("p", { class: "choice" }, el("label", { for: "frame-choice" }, words.choose), " ", choose), drawn);
  draw();

  function interval(point) {
    return `${percent(point[2])}–${percent(point[3])}`;
  }

  function many(point) {
    const outlets = point[4] ? `, ${say(words.n_outlets, { n: point[4] })}` : "";
    return say(words.n_articles, { n: point[0] }) + outlets;
  }

  function range(point) {
    return svg(
      "svg",
      { class: "range", "aria-hidden": "true" },
      svg("line", { class: "axis", x1: 0, x2: "100%", y1: 9, y2: 9 }),
      svg("line", { class: "whisker", x1: `${point[2]}%`, x2: `${point[3]}%`, y1: 9, y2: 9 }),
      svg("circle", { class: "dot", cx: `${point[1]}%`, cy: 9, r: 4.5 }),
    );
  }

  function line(entry, frame) {
    const point = entry.whole[frame];
    if (!point) return null;
    return el(
      "tr",
      { class: entry.outlet === null ? "whole" : "" },
      el(
        "th",
        { scope: "row", dir: "auto" },
        nameOf(entry),
        entry.outlet === null && point[4] && point[4] < few ? el("span", { class: "weak" }, words.weak) : null,
      ),
      el("td", { class: "chart" }, range(point)),
      el("td", { class: "figure strong" }, percent(point[1])),
      el("td", { class: "figure", "data-of": `${words.interval}${lang === "fr" ? "\u00a0: " : ": "}` }, interval(point)),
      el("td", { class: "figure", "data-of": "n = " }, number(point[0])),
    );
  }

  // Runs of periods that have articles: a curve does not cross a gap.
  function runs(points) {
    const found = [];
    points.forEach((point, place) => {
      if (!point) return;
      const before = found.at(-1);
      if (before && before.at(-1)[0] === place - 1) before.push([place, point]);
      else found.push([[place, point]]);
    });
    return found;
  }

  function curve(entry, frame) {
    const points = entry.time.map((period) => period && period[frame]);
    if (!points.some(Boolean)) return null;
    // The shares stand in a gutter of their own, to the right of the curve; report.css indents the periods likewise.
    const [width, height, left, top, gutter] = [260, 104, 4, 8, 46];
    const x = (place) => left + (periods.length === 1 ? 0.5 : place / (periods.length - 1)) * (width - gutter - 2 * left);
    const y = (share) => top + (1 - share / 100) * (height - 2 * top);
    const shapes = runs(points).map((run) => {
      const upper = run.map(([place, point]) => `${x(place)},${y(point[3])}`);
      const lower = run.map(([place, point]) => `${x(place)},${y(point[2])}`).reverse();
      const middle = run.map(([place, point]) => `${x(place)},${y(point[1])}`);
      const band =
        run.length > 1
          ? svg("polygon", { class: "band", points: [...upper, ...lower].join(" ") })
          : svg("line", {
              class: "band-line",
              x1: x(run[0][0]),
              x2: x(run[0][0]),
              y1: y(run[0][1][3]),
              y2: y(run[0][1][2]),
            });
      return [
        band,
        svg("polyline", { class: "curve", points: middle.join(" ") }),
        ...run.map(([place, point]) =>
          svg(
            "circle",
            { class: "spot", cx: x(place), cy: y(point[1]), r: 2.4 },
            svg("title", {}, `${periods[place]}: ${percent(point[1])} (${interval(point)}), ${many(point)}`),
          ),
        ),
      ];
    });
    const grid = [0, 50, 100]
      .map((share) => [
        svg("line", { class: "axis", x1: 0, x2: width - gutter, y1: y(share), y2: y(share) }),
        svg("text", { class: "tick", x: width - gutter + 6, y: y(share) + 4 }, percent(share)),
      ])
      .flat();
    const whole = entry.whole[frame];
    return el(
      "figure",
      { class: entry.outlet === null ? "whole" : "" },
      el("figcaption", {}, el("b", { dir: "auto" }, nameOf(entry)), el("span", { class: "muted" }, many(whole))),
      svg(
        "svg",
        { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": `${nameOf(entry)}: ${percent(whole[1])}` },
        grid,
        shapes.flat(),
      ),
      el("div", { class: "ends" }, el("i", {}, periods[0]), el("i", {}, periods.length > 1 ? periods.at(-1) : "")),
    );
  }

  function table(frame) {
    const rows = series.flatMap((entry) =>
      entry.time
        .map((period, place) => {
          const point = period && period[frame];
          return (
            point &&
            el(
              "tr",
              {},
              el("td", { dir: "auto" }, nameOf(entry)),
              el("td", {}, periods[place]),
              el("td", { class: "figure" }, percent(point[1])),
              el("td", { class: "figure" }, interval(point)),
              el("td", { class: "figure" }, many(point)),
            )
          );
        })
        .filter(Boolean),
    );
    const heads = [words.outlet, words.month, words.share, words.interval, "n"].map((name, place) =>
      el("th", { scope: "col", class: place > 1 ? "figure" : "" }, name),
    );
    return el(
      "details",
      {},
      el("summary", {}, words.table),
      el(
        "div",
        { class: "scroll", tabindex: 0, role: "region", "aria-label": words.table },
        el("table", {}, el("thead", {}, el("tr", {}, heads)), el("tbody", {}, rows)),
      ),
    );
  }

  function draw() {
    const frame = Number(choose.value);
    const ranked = [
      series[0],
      ...series.slice(1).sort((a, b) => ((b.whole[frame] || [])[1] ?? -1) - ((a.whole[frame] || [])[1] ?? -1)),
    ];
    const curves = series.map((entry) => curve(entry, frame)).filter(Boolean);
    const heads = el(
      "tr",
      {},
      el("th", { scope: "col" }, words.outlet),
      el(
        "th",
        { scope: "col", class: "chart" },
        el(
          "span",
          { class: "ends", "aria-hidden": "true" },
          [0, 50, 100].map((share) => el("i", {}, percent(share))),
        ),
      ),
      [words.share, words.interval, "n"].map((name) => el("th", { scope: "col", class: "figure" }, name)),
    );
    drawn.replaceChildren(
      el(
        "div",
        { class: "scroll", tabindex: 0, role: "region", "aria-label": tables.frames[frame] },
        el(
          "table",
          { class: "ranges" },
          el("thead", {}, heads),
          el("tbody", {}, ranked.map((entry) => line(entry, frame)).filter(Boolean)),
        ),
      ),
      hidden ? el("p", { class: "note" }, say(words.smaller, { n: hidden })) : "",
      curves.length ? el("div", { class: "curves" }, curves) : "",
      curves.length ? table(frame) : "",
    );
  }
}
