// Shows the errors of the build over the page. It stands before livereload.js in one file, which
// reloads the page after each build: so this looks once, and never takes its overlay away itself.
(async () => {
  "use strict";
  const here = new URL("./", document.currentScript.src);
  const errors = await (await fetch(new URL("errors.json", here))).json();
  if (!errors.length) return;

  const make = (name, className, text, ...children) => {
    const element = document.createElement(name);
    element.className = className;
    element.append(text, ...children);
    return element;
  };

  const place = (error) => `${error.path}:${error.line}:${error.column}`;
  const describe = (error) => {
    const item = make("li", "", "");
    item.append(make("p", "place", place(error), " ", make("span", "code", error.code)));
    item.append(make("p", "message", error.message));
    if (error.excerpt.length) item.append(make("pre", "", error.excerpt.join("\n")));
    for (const { path, line, text } of error.related) {
      item.append(make("p", "related", `${path}:${line}  ${text}`));
    }
    if (error.hint) item.append(make("p", "hint", error.hint));
    return item;
  };

  const count = errors.length === 1 ? "One error" : `${errors.length} errors`;
  const heading = make("h1", "", `${count} in the story`);
  heading.id = "heading";
  const button = make("button", "", "Close");
  const dialog = make("dialog", "", make("header", "", heading, button),
    make("ol", "", ...errors.map(describe)),
    make("footer", "", "This goes away by itself when the story is mended. Esc closes it."));
  dialog.setAttribute("role", "alertdialog");
  dialog.setAttribute("aria-labelledby", heading.id);
  button.addEventListener("click", () => dialog.close());

  // A shadow tree: the styles of the page and of the overlay do not meet.
  const host = make("dastan-errors", "", "");
  dialog.addEventListener("close", () => host.remove());
  const style = make("link", "", "");
  style.rel = "stylesheet";
  style.href = new URL("overlay.css", here);
  style.onload = style.onerror = () => dialog.showModal();
  host.attachShadow({ mode: "open" }).append(style, dialog);
  document.body.append(host);
})();
