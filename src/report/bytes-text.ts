/** `512 B`, `13 kB`, `1.4 MB`; thousands, as file managers count. */
export function bytesText(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const [size, unit] =
    bytes < 999_500 ? [bytes / 1e3, "kB"] : bytes < 999_500_000 ? [bytes / 1e6, "MB"] : [bytes / 1e9, "GB"];
  return `${size < 9.95 ? size.toFixed(1) : Math.round(size)} ${unit}`;
}
