/**
 * What stands at a place of a values file. `part`: one layer of several, so nothing is required and null takes a default
 * away. `whole`: inside a list, which replaces all below, so it has to be complete.
 */
export type Extent = "part" | "whole";
