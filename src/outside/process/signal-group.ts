/** Signals a whole process group; one that is gone is no error. */
export function signalGroup(group: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-group, signal);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    // macOS answers EPERM for a group that holds only zombies.
    if (code !== "ESRCH" && code !== "EPERM") throw error;
  }
}
