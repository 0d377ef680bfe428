/** One statement of a script, without its semicolon. `line` counts from 1, in the script. */
export interface SqlStatement {
  text: string;
  line: number;
}

// A string, an identifier, a dollar-quoted body or a comment: a semicolon inside of these ends no statement.
// E'…' knows backslash escapes. Block comments nest, so only their start is matched here.
const opaque =
  /[eE]'(?:[^'\\]|\\[\s\S]|'')*'|'(?:[^']|'')*'|"(?:[^"]|"")*"|\$([A-Za-z_]\w*)?\$[\s\S]*?\$\1\$|--[^\n]*|\/\*/y;

/** Splits a script of PostgreSQL's SQL into its statements, so that each can be run and named by itself.
 * Leading comments are left out. Functions with a BEGIN ATOMIC body are not supported. */
export function splitSql(script: string): SqlStatement[] {
  const statements: SqlStatement[] = [];
  let start = -1;
  let end = 0;
  let at = 0;
  const finish = () => {
    if (start >= 0) {
      statements.push({ text: script.slice(start, end), line: script.slice(0, start).split("\n").length });
    }
    start = -1;
  };
  while (at < script.length) {
    const char = script.charAt(at);
    const next = skipOpaque(script, at);
    const isComment = next > at && (script.startsWith("--", at) || script.startsWith("/*", at));
    if (char === ";") finish();
    else if (!isComment && !/\s/.test(char)) {
      if (start < 0) start = at;
      end = Math.max(next, at + 1);
    }
    at = Math.max(next, at + 1);
  }
  finish();
  return statements;
}

/** Where what begins at `at` ends, or `at` when it is nothing opaque. */
function skipOpaque(script: string, at: number): number {
  // `$` and `e` inside of a word begin nothing.
  if (at > 0 && /[$eE]/.test(script.charAt(at)) && /[\w$]/.test(script.charAt(at - 1))) return at;
  opaque.lastIndex = at;
  const match = opaque.exec(script);
  if (!match) return at;
  return match[0] === "/*" ? skipBlockComment(script, at) : opaque.lastIndex;
}

function skipBlockComment(script: string, at: number): number {
  const mark = /\/\*|\*\//g;
  mark.lastIndex = at;
  let depth = 0;
  for (let match = mark.exec(script); match; match = mark.exec(script)) {
    depth += match[0] === "/*" ? 1 : -1;
    if (depth === 0) return mark.lastIndex;
  }
  return script.length;
}
