const tag =
  /<!--[\s\S]*?-->|<(script|style)\b[\s\S]*?<\/\1\s*>|<\/?(?:!doctype|html|head|body|title|meta|link|p|br|hr|div|span|b|i|u|em|strong|font|ul|ol|li|h[1-6]|table|thead|tbody|tr|td|th|a|pre|sup|sub)\b[^>]*>/gi;
const entity = /&(?:nbsp|#160|#xa0);/gi;
const blank = (text: string) => text.replace(/[^\n]/g, ' ');

/**
 * A report with its HTML tags as spaces, so that every word stays where it was. Undefined where there are none. The end of a
 * block ends a line, if there is room for one.
 */
export function withoutMarkup(report: string): string | undefined {
  if (!/[<&]/.test(report)) return undefined;
  const text = report
    .replace(tag, (found) =>
      /^<\/?(?:p|br|hr|div|li|ul|ol|h[1-6]|tr|table|title)\b/i.test(found)
        ? `${blank(found).slice(0, -1)}\n`
        : blank(found),
    )
    .replace(entity, blank);
  return text === report ? undefined : text;
}
