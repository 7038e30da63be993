module.exports = (config) => {
  config.amendLibrary("md", (md) => {
    md.set({ typographer: true });
    try { md.use(require("markdown-it-footnote")); } catch { /* notes stay as they are */ }
  });
  config.addPassthroughCopy("src/images");
  config.addCollection("chapters", (all) => all.getFilteredByGlob("src/ch-*.md").sort((a, b) => a.data.weight - b.data.weight));
  return { dir: { input: "src", output: "_site" }, markdownTemplateEngine: false };
};
