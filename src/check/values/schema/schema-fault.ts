/** Why a schema cannot be used; nothing else is thrown while one is read. */
export class SchemaFault extends Error {}
