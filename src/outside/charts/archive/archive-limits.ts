/** What the files of one chart have together at most, as Helm's MaxDecompressedChartSize. */
export const MAX_UNPACKED = 100 * 1024 * 1024;

/** The largest public charts have some hundred. */
export const MAX_FILES = 10_000;

/** Of one archive from a repository or a registry; the largest public ones have a few megabytes. */
export const MAX_DOWNLOAD = 32 * 1024 * 1024;

const BLOCK = 512;
/** Of each file: header and padding, and both once more for a name of more than 100 bytes. */
const BLOCKS_PER_FILE = 5;

/** The tar of any chart within these limits, however its names are written down. */
export const MAX_TAR = MAX_UNPACKED + MAX_FILES * BLOCKS_PER_FILE * BLOCK;

/** The archive of any chart within these limits: the tar stored as it is, which is how folders are packed, and what gzip adds. */
export const MAX_ARCHIVE = MAX_TAR + Math.ceil(MAX_TAR / 1024);
