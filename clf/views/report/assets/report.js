// The report page: charts at once, the list when it is unpacked.
"use strict";

(async () => {
  const page = JSON.parse(document.getElementById("data").textContent);
  const chartPlace = document.getElementById("charts");
  if (chartPlace) charts(chartPlace, page);
  const { language } = writes(page.lang);
  for (const place of document.querySelectorAll("[data-language]")) place.textContent = language(place.textContent);
  const place = document.getElementById("browser");
  try {
    const { rows, ...tables } = await unpacked("rows");
    Object.assign(page.tables, tables);
    browser(place, rows, page);
  } catch {
    place.append(el("p", { class: "note" }, page.words.damaged));
  }
})();
