import { expect, it } from "vitest";
import { describeWithCluster } from "./plane.ts";
import { startRegistry } from "./registry.ts";

// bcrypt of "secret"
const HTPASSWD = "robot:$2y$05$jPfr6WvQ0cOX7YGMT9MLpuBwY9xmGEbN1hsyDYFCSnBq6PEHTdIYi\n";

describeWithCluster("the test registry", () => {
  it("answers anonymous clients, or asks for a password", async () => {
    const open = await startRegistry();
    const closed = await startRegistry({ htpasswd: HTPASSWD });
    try {
      const openly = await fetch(`${open.url}/v2/_catalog`);
      expect(await openly.json()).toEqual({ repositories: [] });
      const refused = await fetch(`${closed.url}/v2/_catalog`);
      expect([refused.status, refused.headers.get("www-authenticate")]).toEqual([401, 'Basic realm="test"']);
    } finally {
      await Promise.all([open.stop(), closed.stop()]);
    }
  });
});
