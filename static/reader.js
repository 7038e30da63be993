// What a reader sets and where they are, on this device alone. Inlined in the head: the settings
// are applied before the first paint. What is seldom needed waits in aside.js.
(() => {
  const root = document.documentElement, page = root.dataset.page;
  const one = selector => document.querySelector(selector);
  const all = selector => [...document.querySelectorAll(selector)];
  const key = name => `dastan:${root.dataset.story}:${name}`;
  const dastan = window.dastan = {
    load(name) {
      try { return JSON.parse(localStorage.getItem(key(name))) || {}; } catch { return {}; }
    },
    save(name, value) {
      try { localStorage.setItem(key(name), JSON.stringify(value)); } catch {}
    },
    // A look is what was chosen, and the properties that this sets.
    apply(look) {
      root.removeAttribute("style");
      for (const name in look.style) root.style.setProperty(name, look.style[name]);
    },
  };
  dastan.apply(dastan.load("look"));

  const aside = (name, value) => {
    if (dastan[name]) return dastan[name](value);
    for (const src of root.dataset.aside.split(" ")) {
      const script = document.createElement("script");
      script.src = src;
      script.async = false;
      script.onload = () => dastan[name]?.(value);
      document.head.append(script);
    }
  };
  const words = block => block.textContent.replace(/\s+/g, " ").trim().slice(0, 60);

  addEventListener("click", event => {
    const mention = event.target.closest(".note-ref");
    if (mention && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      aside("note", mention);
    }
  });
  addEventListener("keydown", event => {
    if (event.ctrlKey || event.metaKey || event.altKey || dastan.load("look").chosen?.keys) return;
    if (event.target.closest("input, select, textarea, [contenteditable]")) return;
    const to = one({ n: "[rel=next]", p: "[rel=prev]", t: ".contents", "/": ".search" }[event.key] || "no");
    if (to) {
      event.preventDefault();
      to.click();
    }
    if (event.key === "?") aside("help");
  });
  addEventListener("DOMContentLoaded", () => {
    const place = dastan.load("place"), read = dastan.load("read");
    const button = one(".aa"), going = one(".continue"), end = one(".onward"), blocks = all(".prose > *");
    if (button) {
      button.hidden = false;
      button.onclick = () => aside("settings");
    }
    if (going && place.page) {
      going.hidden = false;
      going.firstChild.href = place.page + "#continue";
      going.firstChild.append(" " + place.title);
    }
    for (const link of all(".chapters a")) link.classList.toggle("read", !!read[link.getAttribute("href")]);
    if (!end) return;
    if (location.hash === "#continue" && place.page === page) {
      (blocks.find(block => words(block) === place.words) || blocks[place.at])?.scrollIntoView();
    }
    const note = () => {
      const at = blocks.findIndex(block => block.getBoundingClientRect().bottom > 80);
      if (at >= 0) dastan.save("place", { page, at, title: one("h1").textContent, words: words(blocks[at]) });
      if (end.getBoundingClientRect().top < innerHeight) dastan.save("read", { ...dastan.load("read"), [page]: 1 });
    };
    let timer;
    addEventListener("scroll", () => {
      root.style.setProperty("--read", scrollY / (root.scrollHeight - innerHeight));
      clearTimeout(timer);
      timer = setTimeout(note, 250);
    });
    addEventListener("pagehide", note);
    if (innerWidth >= 1200 && one(".notes")) aside("margin");
  });
})();
