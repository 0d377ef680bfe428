/** Text inside an element or a quoted attribute, of XML and of HTML alike. */
export function escapeXml(text: string): string {
  return replaceUnwritable(text)
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;")
    .replace(/"/g, "&quot;")
    .replace(/'/g, "&#39;");
}

/** What XML 1.0 cannot hold becomes U+FFFD. */
export function replaceUnwritable(text: string): string {
  return text.replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, "\uFFFD");
}
