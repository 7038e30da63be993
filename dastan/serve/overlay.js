// Shows the errors of the build over the page, which is loaded again whenever they change: so this
// looks once, and never takes its overlay away itself. Warnings alone get a badge that opens them.
(async () => {
  "use strict";
  const here = document.currentScript.src;
  const found = await (await fetch(new URL("errors.json", here))).json();
  if (!found.length) return;
  const errors = found.filter(({ severity }) => severity === "error");
  const shown = errors.length ? errors : found;
  const kind = errors.length ? "error" : "warning";

  const make = (name, className, ...children) => {
    const element = document.createElement(name);
    element.className = className;
    element.append(...children);
    return element;
  };

  const describe = ({ path, line, column, code, message, hint, excerpt, related }) => make(
    "li", "",
    make("p", "place", `${path}:${line}:${column} `, make("span", "code", code)),
    make("p", "message", message),
    make("pre", "", excerpt.join("\n")),
    ...related.map((other) =>
      make("p", "related", `${other.path}:${other.line}  ${other.text}`)),
    make("p", "hint", hint),
  );

  const count = shown.length === 1 ? `One ${kind}` : `${shown.length} ${kind}s`;
  const heading = make("h1", "", `${count} in the story`);
  const close = make("button", "", "Close");
  const dialog = make(
    "dialog", "",
    make("header", "", heading, close),
    make("ol", "", ...shown.map(describe)),
    make("footer", "", "This goes away by itself when the story is mended. Esc closes it."),
  );
  heading.id = "heading";
  dialog.lang = "en";
  dialog.className = kind;
  dialog.setAttribute("role", errors.length ? "alertdialog" : "dialog");
  dialog.setAttribute("aria-labelledby", heading.id);

  // A shadow tree, so that the styles of the page and of the overlay do not meet.
  const host = make("dastan-errors", "");
  const style = make("link", "");
  style.rel = "stylesheet";
  style.href = new URL("overlay.css", here);
  close.onclick = () => dialog.close();
  host.attachShadow({ mode: "open" }).append(style, dialog);
  if (errors.length) {
    style.onload = style.onerror = () => dialog.showModal();
    dialog.onclose = () => host.remove();
  } else {
    const badge = make("button", "badge", `${shown.length}`);
    badge.lang = "en";
    badge.title = `${count} in the story`;
    badge.setAttribute("aria-label", badge.title);
    badge.onclick = () => dialog.showModal();
    host.shadowRoot.append(badge);
  }
  document.body.append(host);
})();
