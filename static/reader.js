// What a reader sets and where they are, on this device alone. Inlined in the head: the settings
// are applied before the first paint. What is seldom needed waits in aside.js.
(() => {
  const root = document.documentElement;
  const key = name => `dastan:${root.dataset.story}:${name}`;
  const dastan = (window.dastan = {
    load(name) {
      try { return JSON.parse(localStorage.getItem(key(name))) || {}; } catch { return {}; }
    },
    save(name, value) {
      try { localStorage.setItem(key(name), JSON.stringify(value)); } catch { /* not allowed to keep */ }
    },
    apply(look) {
      for (const name of ["theme", "face", "align", "paragraphs"]) {
        if (look[name]) root.dataset[name] = look[name];
        else delete root.dataset[name];
      }
      for (const name of ["size", "leading", "width", "letters", "words"]) {
        root.style.setProperty("--" + name, look[name] || "");
      }
    },
    words: node => node.textContent.replace(/\s+/g, " ").trim().slice(0, 60),
    blocks: () => [...document.querySelectorAll(".prose > *")],
  });
  dastan.apply(dastan.load("look"));

  const aside = (name, ...values) => {
    if (dastan[name]) return dastan[name](...values);
    for (const src of root.dataset.aside.split(" ")) {
      const script = document.createElement("script");
      script.src = src;
      script.async = false;
      script.onload = () => dastan[name]?.(...values);
      document.head.append(script);
    }
  };

  const note = () => {
    const blocks = dastan.blocks();
    const at = blocks.findIndex(block => block.getBoundingClientRect().bottom > 80);
    if (at < 0) return;
    const read = Math.round((100 * at) / blocks.length);
    dastan.save("place", { page: root.dataset.page, title: document.querySelector("h1").textContent, at, words: dastan.words(blocks[at]), read });
  };

  addEventListener("DOMContentLoaded", () => {
    const one = selector => document.querySelector(selector);
    const button = one(".aa");
    if (button) {
      button.hidden = false;
      button.onclick = () => aside("settings", button);
    }
    addEventListener("click", event => {
      const mention = event.target.closest?.(".note-ref");
      if (mention && !event.ctrlKey && !event.metaKey) {
        event.preventDefault();
        aside("note", mention);
      }
    });
    addEventListener("keydown", event => {
      if (event.ctrlKey || event.metaKey || event.altKey || dastan.load("look").keys === "off") return;
      if (event.target.closest("input, select, textarea, [contenteditable]")) return;
      const to = { n: "[rel=next]", p: "[rel=prev]", t: ".contents", "/": ".search" }[event.key];
      if (to && one(to)) {
        event.preventDefault();
        one(to).click();
      }
      if (event.key === "?") aside("help");
    });
    const { page, words, at, title } = dastan.load("place");
    const going = one(".continue");
    if (going && page) {
      const link = going.querySelector("a");
      link.href = page + "#continue";
      link.append(" " + title);
      going.hidden = false;
    }
    if (one(".onward")) {
      if (location.hash === "#continue" && page === root.dataset.page) {
        const blocks = dastan.blocks();
        (blocks.find(block => dastan.words(block) === words) || blocks[at])?.scrollIntoView();
      }
      let timer;
      addEventListener("scroll", () => {
        root.style.setProperty("--read", scrollY / (root.scrollHeight - innerHeight));
        clearTimeout(timer);
        timer = setTimeout(note, 250);
      }, { passive: true });
      addEventListener("pagehide", note);
      new IntersectionObserver(([end]) => {
        if (end.isIntersecting) dastan.save("read", { ...dastan.load("read"), [root.dataset.page]: 1 });
      }).observe(one(".onward"));
    }
    if (innerWidth >= 1200 && one(".notes")) aside("margin");
    const read = dastan.load("read");
    for (const link of document.querySelectorAll(".chapters a")) {
      link.classList.toggle("read", !!read[link.getAttribute("href")]);
    }
  });
})();
