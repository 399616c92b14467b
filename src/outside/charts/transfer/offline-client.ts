import { AddonsError } from "../../../support/addons-error.ts";
import type { HttpClient } from "./open-http.ts";
import { showUrl } from "./url.ts";

/** In place of a client, for runs that may not use the network: whoever asks gets AddonsError CHART-OFFLINE at once. */
export function createOfflineClient(): HttpClient {
  return {
    requests: 0,
    async open({ url }) {
      throw new AddonsError(
        "CHART-OFFLINE",
        `${showUrl(url)}: would have to be asked, and the network is not to be used`,
        {
          kind: "failed",
          hint: "run the command once without --offline (or ADDONS_OFFLINE)",
        },
      );
    },
  };
}
