import type http from "node:http";
import type https from "node:https";

/**
 * Node's HTTP modules without an import: importing `node:http` as an ES module reads each of its exports, the lazy ones too, and so
 * loads all of Node's `fetch`, which costs more than a whole `sync` with nothing to do.
 */
export function nodeHttp(): typeof http {
  return process.getBuiltinModule("node:http");
}

export function nodeHttps(): typeof https {
  return process.getBuiltinModule("node:https");
}
