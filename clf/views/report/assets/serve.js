// The local page: sends what was pasted to the program that serves it, and shows the answer in the reading pane.
"use strict";

(() => {
  const { lang, langs, words } = JSON.parse(document.getElementById("settings").textContent);
  const [form, title, article, itsLang, kind, status, result] = [
    "ask",
    "title",
    "article",
    "lang",
    "kind",
    "status",
    "result",
  ].map((id) => document.getElementById(id));
  const { language, say } = writes(lang);
  const looksLikeHtml = () =>
    /^\s*<(!doctype|\?xml|html|head|body|main|div|article|section|p|h[1-6])[\s>!]/i.test(article.value);
  let asked = 0;

  itsLang.append(
    ...langs
      .map((code) => [code, language(code)])
      .sort((a, b) => a[1].localeCompare(b[1], lang))
      .map(([value, name]) => el("option", { value }, name)),
  );

  article.addEventListener("input", () => {
    kind.textContent = looksLikeHtml() ? words.html_found : "";
  });
  article.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
  document.getElementById("sample").addEventListener("click", () => {
    article.value = words.sample_text;
    title.value = itsLang.value = "";
    article.dispatchEvent(new Event("input"));
    form.requestSubmit();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    read();
  });

  function tell(text, isWrong = false) {
    status.textContent = text;
    status.className = isWrong ? "note wrong" : "note";
  }

  async function read() {
    const mine = ++asked;
    const began = performance.now();
    const body = { [looksLikeHtml() ? "html" : "text"]: article.value, ui: lang };
    if (title.value.trim()) body.title = title.value.trim();
    if (itsLang.value) body.lang = itsLang.value;
    tell(words.loading);
    let answer;
    try {
      const response = await fetch("/read", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(body),
      });
      answer = await response.json();
    } catch {
      answer = { error: null };
    }
    if (mine !== asked) return; // something else was pasted meanwhile
    if ("error" in answer) {
      const { expected, found, remedy } = answer.error || {};
      result.replaceChildren();
      tell(answer.error ? say(words.refused, { expected, found, remedy }) : words.unreachable, true);
      return;
    }
    result.replaceChildren(readingPane(answer, { tables: answer.tables, words, lang, isExcerpt: false }));
    tell(say(words.took, { seconds: Math.round((performance.now() - began) / 10) / 100 }));
  }
})();
