/** What the graph knows of an add-on; `Addon` of the manifest is one. */
export interface AddonNode {
  readonly name: string;
  /** Names of add-ons that must be ready first. */
  readonly needs: readonly string[];
}
