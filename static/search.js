// The search: reads the index that dastan/features/search.py makes. Its files are classic scripts,
// so that it works from disk too. `dastan` is made by reader.js.
(() => {
  const form = document.querySelector(".ask");
  const input = form.q;
  const status = form.querySelector("[role=status]");
  const section = document.querySelector(".beyond");
  const [near, far] = document.querySelectorAll(".results");
  const say = form.dataset;
  const make = (tag, values = {}, ...children) => {
    const node = Object.assign(document.createElement(tag), values);
    node.append(...children);
    return node;
  };

  dastan.searched = {};
  const asked = {};
  const load = name => (asked[name] ||= new Promise((done, fail) => {
    const script = make("script", { src: `search/${name}.js` });
    script.onload = () => { script.remove(); done(dastan.searched[name]); };
    script.onerror = () => { script.remove(); delete asked[name]; fail(new Error(name)); };
    document.head.append(script);
  }));

  // --- words, as search.py has them

  const unspaced = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u31ff\u3400-\u9fff\uf900-\ufaff";
  const isUnspaced = RegExp(`[${unspaced}]`);
  const runs = RegExp(`(?:[${unspaced}]\\p{M}*)+|(?:(?![${unspaced}])[\\p{L}\\p{N}]\\p{M}*)+`, "gu");
  const bare = text => text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "");

  // The words of a text, each with its place there.
  const words = text => {
    const found = [];
    for (const { 0: run, index } of text.matchAll(runs)) {
      if (isUnspaced.test(run)) {
        const letters = run.match(/.\p{M}*/gsu);
        let at = index;
        letters.forEach((letter, n) => {
          const pair = letter + (letters[n + 1] || "");
          found.push({ word: bare(pair), start: at, end: at + pair.length });
          at += letter.length;
        });
      } else found.push({ word: bare(run), start: index, end: index + run.length });
    }
    return found;
  };
  const wanted = text => {
    const found = words(text);
    // A pair says more than the letter that it ends with.
    const pairs = found.filter(({ word, end }, n) => !(isUnspaced.test(word) && word.length === 1 && found[n - 1]?.end === end));
    return [...new Set(pairs.map(({ word }) => word))];
  };

  // How many letters at a word's end may differ in its other forms.
  const ending = word => (isUnspaced.test(word) || word.length < 4 ? 0 : Math.min(3, Math.floor(word.length / 3)));
  // How near a word of the book is to one that was asked for: the same, its beginning, a form of it.
  const nearness = (word, stem, other) => {
    if (other === word) return 1;
    if (other.startsWith(word) && (word.length > 1 || isUnspaced.test(word))) return 0.7;
    return stem.length < word.length && other.length <= stem.length + 3 ? 0.4 : 0;
  };

  // --- the pages that have them

  const often = { "": 1, ".": 1.5, ":": 2, "!": 3 };
  const pagesOf = async (word, index) => {
    const stem = word.slice(0, word.length - ending(word));
    const last = word.length > 1 || isUnspaced.test(word) ? stem + "\uffff" : word;
    const shards = index.shards.filter(([first], n) => first <= last && !(index.shards[n + 1]?.[0] <= stem));
    const pages = new Map();
    const forms = new Map();
    for (const shard of await Promise.all(shards.map(([, name]) => load(name)))) {
      for (const line of shard.split("\n")) {
        if (!line.startsWith(stem)) continue;
        const [other, places] = line.split(" ");
        const weight = nearness(word, stem, other);
        if (!weight) continue;
        forms.set(other, weight);
        let page = -1;
        for (const [, distance, mark] of places.matchAll(/(\w+)(\W?)(?:,|$)/g)) {
          page += parseInt(distance, 36);
          pages.set(page, Math.max(pages.get(page) || 0, weight * often[mark]));
        }
      }
    }
    return { pages, forms };
  };

  const find = async query => {
    const index = await load(say.index);
    const parts = await Promise.all(wanted(query).map(word => pagesOf(word, index)));
    const ranked = new Map();
    for (const { pages } of parts) {
      const rarity = Math.log(1 + index.documents.length / pages.size);
      for (const [page, weight] of pages) {
        const [count, score] = ranked.get(page) || [0, 0];
        ranked.set(page, [count + 1, score + weight * rarity]);
      }
    }
    const most = Math.max(0, ...[...ranked.values()].map(([count]) => count));
    const pages = [...ranked].filter(([, [count]]) => count === most).sort(([a, [, x]], [b, [, y]]) => y - x || a - b);
    return { index, pages: pages.map(([page]) => page), all: most === parts.length, forms: parts.map(part => part.forms) };
  };

  // --- what is shown of them

  const length = 240;
  // The paragraph and the words in it that say most of what was asked for.
  const passage = (text, forms) => {
    let best = { value: 0 };
    for (const block of text.split("\n")) {
      const hits = words(block).filter(({ word }) => forms.some(form => form.has(word)));
      hits.forEach((first, n) => {
        const close = hits.slice(n).filter(hit => hit.end - first.start < length);
        const value = forms.reduce((sum, form) => sum + Math.max(0, ...close.map(({ word }) => form.get(word) || 0)), 0);
        if (value > best.value) best = { value, block, hits: close };
      });
    }
    return best;
  };
  const excerpt = ({ block, hits }) => {
    const from = hits[0].start < 80 ? 0 : block.indexOf(" ", hits[0].start - 70) + 1 || hits[0].start;
    const space = block.lastIndexOf(" ", from + length);
    const cut = Math.max(space > from ? space : from + length, hits.at(-1).end);
    const to = block.length - cut < 40 ? block.length : cut;
    const nodes = [from ? "… " : ""];
    let at = from;
    for (const { start, end } of hits) {
      if (end <= at) continue;
      nodes.push(block.slice(at, Math.max(at, start)), make("mark", { textContent: block.slice(Math.max(at, start), end) }));
      at = end;
    }
    nodes.push(block.slice(at, to), to < block.length ? " …" : "");
    return nodes;
  };
  // Leads to the passage itself, where the browser knows text fragments.
  const place = ({ block, hits }) => {
    const end = block.indexOf(" ", hits[0].start + 40);
    const words = block.slice(hits[0].start, end < 0 ? block.length : end);
    return "#:~:text=" + encodeURIComponent(words).replace(/-/g, "%2D");
  };

  const furthest = index => {
    const read = dastan.load("read");
    const { page } = dastan.load("place");
    return index.documents.slice(0, index.chapters).findLastIndex(([path]) => path === page || read[path]);
  };
  const seen = new IntersectionObserver(entries => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      seen.unobserve(target);
      target.fill();
    }
  });
  const result = (page, index, forms, isFar) => {
    const [path, title, language, text] = index.documents[page];
    const lang = language || document.documentElement.lang;
    const link = make("a", { href: path.split("/").map(encodeURIComponent).join("/"), textContent: title, lang });
    const shown = make("p", { lang });
    const fill = async () => {
      try {
        const found = passage(await load(text), forms);
        if (!found.value) return;
        shown.replaceChildren(...excerpt(found));
        link.href += place(found);
      } catch {
        shown.textContent = say.failed;
      }
    };
    const item = make("li", {}, link);
    if (page < index.chapters) item.append(" ", make("span", { className: "quiet", textContent: say.chapter.replace("#", page + 1) }));
    if (isFar) {
      const details = make("details", {}, make("summary", { textContent: say.show }), shown);
      details.addEventListener("toggle", fill, { once: true });
      item.append(details);
    } else {
      item.append(shown);
      item.fill = fill;
      seen.observe(item);
    }
    return item;
  };

  let turn = 0;
  const search = async () => {
    const mine = ++turn;
    form.ariaBusy = true;
    const query = input.value.trim();
    // From disk no other part of the address may change.
    history.replaceState(null, "", query ? "#q=" + encodeURIComponent(query) : location.href.split("#")[0]);
    let told = "";
    let lists = [[], []];
    try {
      if (wanted(query).length) {
        const { index, pages, all, forms } = await find(query);
        const reach = furthest(index);
        const isFar = page => page < index.chapters && page > reach;
        lists = [pages.filter(page => !isFar(page)), pages.filter(isFar)].map((list, n) => list.map(page => result(page, index, forms, n)));
        told = !pages.length ? say.none : all ? `${say.found} ${pages.length}` : say.some;
      }
    } catch {
      told = say.failed;
    }
    if (mine !== turn) return;
    form.ariaBusy = false;
    status.textContent = told;
    near.replaceChildren(...lists[0]);
    far.replaceChildren(...lists[1]);
    section.hidden = !lists[1].length;
  };

  // --- keys

  let timer;
  input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(search, 120); });
  form.addEventListener("submit", async event => {
    event.preventDefault();
    clearTimeout(timer);
    await search();
    document.querySelector(".results a")?.focus();
  });
  addEventListener("keydown", event => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const stops = [input, ...document.querySelectorAll(".results a")];
    const at = stops.indexOf(document.activeElement);
    if (!step || at < 0 || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    stops[at + step]?.focus();
  });
  document.querySelector(".search")?.addEventListener("click", event => {
    event.preventDefault();
    input.select();
  });

  form.hidden = false;
  input.value = new URLSearchParams(location.hash.slice(1)).get("q") || "";
  input.focus();
  load(say.index).catch(() => {});
  if (input.value) search();
})();
