module.exports = { layout: "chapter.njk", permalink: (data) => `${data.page.fileSlug}.html` };
