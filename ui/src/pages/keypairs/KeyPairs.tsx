export function KeyPairs() { return null; }
