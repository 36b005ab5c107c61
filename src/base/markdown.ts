/** Text as one line of Markdown without markup: safe in tables, headings and lists. */
export function markdownText(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[\\`*_{}[\]<>#|~]/g, (sign) => `\\${sign}`);
}

/** Text as inline code that cannot end a table cell. */
export function markdownCode(text: string): string {
  return `\`${text.replace(/[`|\s]+/g, ' ')}\``;
}
