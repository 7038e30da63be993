// Shows the errors of the build over the page, which is loaded again whenever they change: so this
// looks once, and never takes its overlay away itself.
(async () => {
  "use strict";
  const here = document.currentScript.src;
  const errors = await (await fetch(new URL("errors.json", here))).json();
  if (!errors.length) return;

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

  const count = errors.length === 1 ? "One error" : `${errors.length} errors`;
  const heading = make("h1", "", `${count} in the story`);
  const close = make("button", "", "Close");
  const dialog = make(
    "dialog", "",
    make("header", "", heading, close),
    make("ol", "", ...errors.map(describe)),
    make("footer", "", "This goes away by itself when the story is mended. Esc closes it."),
  );
  heading.id = "heading";
  dialog.lang = "en";
  dialog.setAttribute("role", "alertdialog");
  dialog.setAttribute("aria-labelledby", heading.id);

  // A shadow tree, so that the styles of the page and of the overlay do not meet.
  const host = make("dastan-errors", "");
  const style = make("link", "");
  style.rel = "stylesheet";
  style.href = new URL("overlay.css", here);
  style.onload = style.onerror = () => dialog.showModal();
  close.onclick = () => dialog.close();
  dialog.onclose = () => host.remove();
  host.attachShadow({ mode: "open" }).append(style, dialog);
  document.body.append(host);
})();
