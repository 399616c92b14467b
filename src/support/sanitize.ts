/** Foreign text for a terminal or a log: no escape sequences, no other control characters but tab and newline. */
export function sanitize(text: string): string {
  return (
    text
      .replaceAll("\r\n", "\n")
      // oxlint-disable-next-line no-control-regex -- control characters are what this removes
      .replace(/\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\-_])/g, "")
      // oxlint-disable-next-line no-control-regex -- as above
      .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, "")
  );
}
