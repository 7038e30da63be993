// What a reader asks for now and then: the settings, a note beside its place, the keys. Loaded when
// first used, as a classic script, so that it works from disk too. `dastan` is made by reader.js.
(() => {
  const sheet = document.createElement("link");
  sheet.rel = "stylesheet";
  sheet.href = document.documentElement.dataset.aside.split(" ").pop();
  const styled = new Promise(done => { sheet.onload = sheet.onerror = done; });
  document.head.append(sheet);

  const _ = words => dastan.translations?.[words] || words;
  const make = (tag, values = {}, ...children) => {
    const node = Object.assign(document.createElement(tag), values);
    node.append(...children);
    return node;
  };

  const panels = {};
  const panel = (name, label, fill) => {
    if (!panels[name]) {
      panels[name] = make("div", { className: "aside-panel " + name, popover: "auto", role: "dialog", ariaLabel: label });
      panels[name].tabIndex = -1;
      fill(panels[name]);
      document.querySelector("main").append(panels[name]);
    }
    return panels[name];
  };
  const show = async shown => {
    await styled;
    shown.togglePopover();
    if (shown.matches(":popover-open")) shown.focus();
  };

  // --- settings

  // Each choice: its name, its label, and its options, each with the properties that it sets.
  const sepia = { "color-scheme": "light", "--paper": "#f3e6cc", "--ink": "#3a2a18", "--quiet": "#5c4326", "--rule": "#dcc9a4", "--apple": "#7c1d16", "--sky": "#17405b" };
  const choices = [
    ["paper", _("Paper"), [
      [_("As the device"), {}],
      [_("Light"), { "color-scheme": "light" }],
      [_("Sepia"), sepia],
      [_("Dark"), { "color-scheme": "dark" }],
      [_("Black"), { "color-scheme": "dark", "--paper": "#000", "--ink": "#d8d0c3" }],
    ]],
    ["face", _("Face"), [
      [_("Book"), {}],
      [_("System"), { "font-family": "Georgia, 'Noto Serif', serif" }],
      [_("Plain"), { "font-family": "system-ui, 'Noto Sans', sans-serif" }],
      [_("Wide, for dyslexia"), { "font-family": "'Atkinson Hyperlegible', Lexend, OpenDyslexic, Verdana, 'DejaVu Sans', sans-serif" }],
    ]],
  ];
  const finer = [
    ["lines", _("Lines"), [[_("Ragged"), {}], [_("Justified"), { "--align": "justify" }]]],
    ["paragraphs", _("Paragraphs"), [[_("Indented"), {}], [_("Apart"), { "--indent": "0", "--apart": ".8em" }]]],
    ["keys", _("Keys n, p, t, /, ?"), [[_("On"), {}], [_("Off"), {}], [_("On, and the arrows"), {}]]],
  ];
  // Each size: its property, its label, from, to, step, the usual value, its unit.
  const sizes = [["--size", _("Size"), 0.8, 3, 0.1, 1, ""]];
  const measures = [
    ["line-height", _("Leading"), 1.3, 2.4, 0.1, 1.6, ""],
    ["--measure", _("Width"), 20, 45, 0.5, 30.5, "em"],
    ["letter-spacing", _("Between letters"), 0, 0.15, 0.01, 0, "em"],
    ["word-spacing", _("Between words"), 0, 0.3, 0.02, 0, "em"],
  ];

  const chosen = () => ({ chosen: {}, style: {}, ...dastan.load("look") });
  const keep = look => {
    dastan.save("look", look);
    dastan.apply(look);
  };
  const choice = ([name, label, options]) => {
    const set = make("fieldset", {}, make("legend", { textContent: label }));
    options.forEach(([shown, style], at) => {
      const input = make("input", { type: "radio", name, checked: (chosen().chosen[name] || 0) === at });
      input.onchange = () => {
        const look = chosen();
        for (const [, other] of options) for (const property in other) delete look.style[property];
        look.chosen[name] = at;
        Object.assign(look.style, style);
        keep(look);
      };
      set.append(make("label", {}, input, " " + shown));
    });
    return set;
  };
  const range = ([property, label, min, max, step, usual, unit]) => {
    const input = make("input", { type: "range", min, max, step });
    input.value = parseFloat(chosen().style[property]) || usual;
    input.oninput = () => {
      const look = chosen();
      delete look.style[property];
      if (+input.value !== usual) look.style[property] = input.value + unit;
      keep(look);
    };
    return make("label", { className: "range" }, label + " ", input);
  };

  const exported = () => {
    const kept = JSON.stringify({ dastan: 1, place: dastan.load("place"), read: dastan.load("read"), look: dastan.load("look") });
    const link = make("a", { href: URL.createObjectURL(new Blob([kept], { type: "application/json" })), download: document.documentElement.dataset.story + "-progress.json" });
    link.click();
    URL.revokeObjectURL(link.href);
  };
  const imported = async input => {
    try {
      const kept = JSON.parse(await input.files[0].text());
      if (kept.dastan !== 1) throw new TypeError("not a file of ours");
      for (const name of ["place", "read", "look"]) dastan.save(name, { ...kept[name] });
      location.reload();
    } catch {
      input.after(make("p", { role: "status", textContent: _("This file holds no reading progress.") }));
    }
  };

  const fill = into => {
    const file = make("input", { type: "file", accept: ".json,application/json" });
    file.onchange = () => imported(file);
    const reset = make("button", { type: "button", textContent: _("As it was") });
    reset.onclick = () => {
      keep({});
      into.replaceChildren();
      fill(into);
      into.focus();
    };
    const save = make("button", { type: "button", textContent: _("Save my progress as a file") });
    save.onclick = exported;
    into.append(
      make("h2", { textContent: _("Reading") }),
      ...choices.map(choice),
      ...sizes.map(range),
      make("details", {}, make("summary", { textContent: _("More") }), ...measures.map(range), ...finer.map(choice),
        save, make("label", { className: "file" }, _("Load progress from a file") + " ", file)),
      reset,
    );
  };
  dastan.settings = () => show(panel("aside-settings", _("Reading"), fill));

  // --- notes

  const copied = mention => {
    const copy = document.getElementById(decodeURIComponent(mention.hash.slice(1))).cloneNode(true);
    copy.querySelector(".back")?.remove();
    for (const marked of copy.querySelectorAll("[id]")) marked.removeAttribute("id");
    return copy.childNodes;
  };
  dastan.beside = async mention => {
    const number = mention.getAttribute("aria-label");
    const shown = panel("aside-note", _("Note"), () => {});
    shown.ariaLabel = _("Note") + " " + number;
    shown.replaceChildren(...copied(mention));
    await styled;
    mention.focus();
    shown.showPopover();
    const at = mention.getBoundingClientRect();
    const box = shown.getBoundingClientRect();
    const below = at.bottom + box.height + 16 < innerHeight;
    shown.style.top = scrollY + (below ? at.bottom + 8 : Math.max(8, at.top - box.height - 8)) + "px";
    shown.style.left = Math.max(8, Math.min(at.left - box.width / 2, document.documentElement.clientWidth - box.width - 8)) + "px";
    shown.focus();
  };

  // From 1200 pixels on there is room beside the text: each note stands at its mention as well.
  let written;
  dastan.margin = async () => {
    if (written) return;
    written = true;
    await styled;
    const text = document.querySelector(".prose");
    let free = 0;
    for (const mention of text.querySelectorAll(".note-ref")) {
      if (/\d\.\d+$/.test(mention.id)) continue;
      const shown = make("div", { className: "margin-note", inert: true, ariaHidden: "true" }, ...copied(mention));
      text.append(shown);
      const at = mention.getBoundingClientRect().top - text.getBoundingClientRect().top;
      shown.style.top = Math.max(at, free) + "px";
      free = Math.max(at, free) + shown.offsetHeight + 12;
    }
  };

  // --- keys

  dastan.press = ({ key, code, target, shiftKey, ctrlKey, metaKey, altKey }) => {
    const { keys } = dastan.load("look").chosen || {};
    if (keys === 1 || ctrlKey || metaKey || altKey) return;
    if (target.closest?.("input, select, textarea, [contenteditable]")) return;
    // A key that writes no Latin letter is known by its place.
    const name = /^[\w/?-]/.test(key) ? key.toLowerCase() : { KeyN: "n", KeyP: "p", KeyT: "t", Slash: shiftKey ? "?" : "/" }[code];
    if (name === "?") dastan.help();
    const next = "[rel=next]", previous = "[rel=prev]";
    const ways = { n: next, p: previous, t: ".contents", "/": ".search" };
    if (keys === 2) Object.assign(ways, { arrowright: next, arrowleft: previous });
    document.querySelector(ways[name] || "no")?.click();
  };

  const keys = [["n", _("next chapter")], ["p", _("previous chapter")], ["t", _("contents")], ["/", _("search")], ["?", _("these keys")], ["Esc", _("close")]];
  dastan.help = () => show(panel("aside-help", _("Keys"), into => {
    const list = make("dl");
    for (const [name, does] of keys) list.append(make("dt", {}, make("kbd", { textContent: name })), make("dd", { textContent: does }));
    into.append(make("h2", { textContent: _("Keys") }), list);
  }));

  dastan.open = (name, value) => dastan[name](value);
  for (const asked of dastan.asked) dastan.open(...asked);
})();
