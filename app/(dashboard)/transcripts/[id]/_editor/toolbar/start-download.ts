/** By a link, which leaves the page as it is; the server names the file. */
export function startDownload(path: string): void {
  const link = document.createElement("a");
  link.href = path;
  link.download = "";
  document.body.append(link);
  link.click();
  link.remove();
}
