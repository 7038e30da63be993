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
    // What stands in aside.js, which is loaded when it is first asked for.
    open(name, value) {
      if (dastan[name]) return dastan[name](value);
      for (const src of root.dataset.aside.match(/\S+js/g)) {
        const script = document.createElement("script");
        Object.assign(script, { src, async: false, onload: () => dastan[name]?.(value) });
        document.head.append(script);
      }
    },
  };
  dastan.apply(dastan.load("look"));

  addEventListener("click", event => {
    const button = event.target.closest(".aa, .note-ref");
    if (!button || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    dastan.open(button.type ? "settings" : "note", button);
  });
  addEventListener("keydown", event => {
    const { keys } = dastan.load("look").chosen || {};
    if (keys === 1 || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, select, textarea, [contenteditable]")) return;
    // By their places too, for keyboards that write other letters there.
    const pressed = event.key + event.code;
    if (/^[npt/?]|(Key[NPT]|Slash)$/.test(pressed) || (keys === 2 && /^Arrow[LR]/.test(pressed))) {
      event.preventDefault();
      dastan.open("press", event);
    }
  });
  addEventListener("DOMContentLoaded", () => {
    for (const button of document.querySelectorAll(".aa")) button.hidden = false;
  });
  return dastan;
})(document.documentElement);
