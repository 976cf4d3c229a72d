// Elements out of parts. Text only ever becomes a text node: nothing here, or anywhere in these scripts, parses HTML.
"use strict";

const SVG = "http://www.w3.org/2000/svg";

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") node.addEventListener(name, value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) node.setAttribute(name, String(value));
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false && child !== ""));
  return node;
}

function el(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

function svg(tag, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

function writes(lang) {
  const numbers = new Intl.NumberFormat(lang);
  const plurals = new Intl.PluralRules(lang);
  const languages = new Intl.DisplayNames(lang, { type: "language", fallback: "code" });
  return {
    language: (code) => (languageOf(code) ? languages.of(code) : code), // its name; “und” and nonsense stay as they are
    number: (n) => numbers.format(n),
    // A sentence with its {names} filled in, numbers as the language writes them; {n:text|texts} and {n:{forms}} choose
    // by number, as clf/messages.py does. What is put in is never read for braces again.
    say: (sentence, values) =>
      sentence.replace(/\{(\w+)(?::(?:\{(\w+)\}|([^{}]*)))?\}/g, (whole, name, named, written) => {
        if (!(name in values)) return whole;
        const value = values[name];
        const forms = named ? values[named] : written;
        if (forms) return forms.split("|")[plurals.select(value) === "one" ? 0 : 1];
        return typeof value === "number" ? numbers.format(value) : String(value);
      }),
    percent: (p) => (lang === "fr" ? `${p}\u00a0%` : `${p}%`),
  };
}

// Only what is an address of the web may be followed, whatever the data say.
function webAddress(text) {
  try {
    const address = new URL(text);
    return address.protocol === "http:" || address.protocol === "https:" ? address.href : null;
  } catch {
    return null;
  }
}

// What may stand in a lang attribute: a code such as fr or zh-Hant, for those who have a page read aloud.
function languageOf(code) {
  return /^[a-z]{2,3}(-[a-z0-9]{2,8})*$/i.test(code) && code !== "und" ? code : null;
}

// Deflated JSON in Base64, as the page holds it in elements that are not run.
async function unpacked(id) {
  const letters = atob(document.getElementById(id).textContent.trim());
  const bytes = Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Response(stream).json();
}
