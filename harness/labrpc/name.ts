/** Under what a server or a client is known on the network: a number, or a word. */
export type Name = string | number
