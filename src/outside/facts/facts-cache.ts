/**
 * What was found in rendered releases, kept for the next run. A shelf is a text by name; what is read back is what was
 * kept, whole, or nothing. A cache that cannot be used only costs rendering again.
 */
export interface FactsCache {
  read(shelf: string): Promise<string | undefined>;
  keep(shelf: string, text: string): Promise<void>;
}
