// The report page: charts at once, the list when it is unpacked.
"use strict";

(async () => {
  const page = JSON.parse(document.getElementById("data").textContent);
  const chartPlace = document.getElementById("charts");
  if (chartPlace) charts(chartPlace, page);
  const place = document.getElementById("browser");
  try {
    const { rows, notes } = await unpacked("rows");
    page.tables.notes = notes;
    browser(place, rows, page);
  } catch {
    place.append(el("p", { class: "note" }, page.words.damaged));
  }
})();
