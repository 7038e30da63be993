// What a reader has set, on this device alone. Inlined in the head: it is applied before the first
// paint. What is seldom needed waits in aside.js.
const dastan = (root => {
  const key = name => `dastan:${root.dataset.story}:${name}`;
  const dastan = {
    load(name) {
      try { return JSON.parse(localStorage[key(name)]) || {}; } catch { return {}; }
    },
    save(name, value) {
      try { localStorage[key(name)] = JSON.stringify(value); } catch {}
    },
    // A look is what was chosen, and the properties that this sets.
    apply({ style }) {
      root.removeAttribute("style");
      for (const name in style) root.style.setProperty(name, style[name]);
    },
    // What aside.js does, as soon as it is there.
    asked: [],
    open(...asked) {
      if (dastan.asked.push(asked) > 1) return;
      for (const src of root.dataset.aside.match(/\S+js/g)) {
        document.head.append(Object.assign(document.createElement("script"), { src, async: false }));
      }
    },
  };
  dastan.apply(dastan.load("look"));

  addEventListener("click", event => {
    const button = event.target.closest(".aa, .note-ref");
    if (!button) return;
    event.preventDefault();
    dastan.open(button.hash ? "beside" : "settings", button);
  });
  addEventListener("keydown", event => {
    // In Firefox it opens a search of its own.
    if (event.key === "/" && event.target.value == null && dastan.load("look").chosen?.keys !== 1) event.preventDefault();
    dastan.open("press", event);
  });
  return dastan;
})(document.documentElement);
